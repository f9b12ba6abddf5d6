"""The check of the whole house by night, in a worker that could be answering customers."""

import logging

import psycopg
from django.utils import timezone

from apps.operations.integrity.remembering import remember
from apps.operations.integrity.running import check_integrity
from apps.operations.maintenance import maintenance_state

# A check takes longer than the broker waits before it hands a task to a second worker.
LOCK = "SELECT pg_try_advisory_lock(hashtextextended('wabot nightly integrity', 0))"
MOST_NAMED = 20
log = logging.getLogger("wabot.integrity")


class Interrupted(Exception):
    """Somebody works on the house: half a check says nothing, and the worker shall be free to stop."""


def check_by_night(journal: psycopg.Connection) -> int | None:
    """Rows that break a rule; None where another is at it, or maintenance is on or begins: then nothing is noted.

    The lock is `journal`'s session's: close it soon. Raises django.db.Error, psycopg.Error.
    """
    [is_ours] = journal.execute(LOCK).fetchone() or (False,)
    if not is_ours:
        return None
    started_at = timezone.now()
    try:
        report = check_integrity(journal=journal, tenant=None, most_per_check=MOST_NAMED, step=_go_on)
    except Interrupted:
        log.warning("the nightly integrity check gave way to maintenance: run check_data_integrity after it")
        return None
    remember(report, tenant=None, started_at=started_at, ended_at=timezone.now())
    if not report.is_ok:
        totals = ", ".join(f"{check}: {total}" for check, total in sorted(report.findings.totals.items()))
        log.error(
            "integrity: %d findings (%s): run check_data_integrity --verbose", report.findings.total, totals
        )
    return report.findings.total


def _go_on(name: str, done: int, of: int) -> None:
    said = maintenance_state()
    # the last step has nothing left to give way
    if said is not None and said.is_on and done < of:
        raise Interrupted
