"""Maintenance, said by the engine alone: no release need be there, and the journal may be away (rule 21)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

import psycopg
from wabot_edge.journal import maintenance
from wabot_edge.journal.errors import JournalError, UnreadableMaintenance
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_edge.journal.maintenance_watch import say

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import Platform


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now. `is_settled`: this host and the journal say the same, as far as the journal could be asked;
    `journal_away` says why it could not ("" = it could).
    """

    said: Maintenance | None
    is_settled: bool
    journal_away: str = ""

    @property
    def is_on(self) -> bool:
        return self.said is not None and self.said.is_on


def id_of(run: str) -> UUID:
    """One maintenance for a run, whichever process speaks for it and however often."""
    return uuid5(NAMESPACE_OID, f"rollback {run}")


def standing(platform: Platform) -> Standing:
    """The later word of journal and host. A file that nobody can read is as good as none: it is written anew."""
    try:
        here = MaintenanceFile(platform.state).read()
    except UnreadableMaintenance:
        here = None
    try:
        with platform.journal() as journal:
            there = maintenance.newest(journal)
    except (psycopg.Error, JournalError) as error:
        return Standing(here, is_settled=True, journal_away=_line_of(str(error) or type(error).__name__))
    known = [said for said in (here, there) if said is not None]
    if not known:
        return Standing(None, is_settled=True)
    newest = max(known, key=lambda said: said.at)
    return Standing(newest, is_settled=len(known) == 2 and known[0].at == known[1].at)


def put_in_force(platform: Platform, said: Maintenance) -> Standing:
    """On this host at once, then in the journal for all others. Raises StepFailed where the host's file cannot be."""
    before = standing(platform).said
    if before is not None and said.at <= before.at:
        said = replace(said, at=before.at + timedelta(milliseconds=1))
    try:
        now, away = say(MaintenanceFile(platform.state), replace(said, offset=None), platform.journal)
    except OSError as error:
        where = error.filename or platform.state
        raise StepFailed(
            f"maintenance: {where}: {error.strerror}; give the engine's user the right to write there"
        ) from error
    return Standing(now, is_settled=True, journal_away=_line_of(away))


def turned_on(run: str, *, now: datetime, until: datetime | None, message: str, by: str) -> Maintenance:
    return Maintenance(id=id_of(run), is_on=True, at=now, began_at=now, until=until, message=message, by=by)


def _line_of(trouble: str) -> str:
    return trouble.strip().splitlines()[0] if trouble.strip() else ""
