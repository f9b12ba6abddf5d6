"""What the journal knows beyond the backup, written into the side database by the target release itself (rule 13)."""

from collections.abc import Mapping
from typing import Any

import psycopg

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import NotStarted, Platform

BAD_USAGE = 2
NAME = "catch-up"
# Of processes that died with another database: nobody of them will ever give them back.
FORGET = """
UPDATE messaging_partition SET lease_by = '', lease_until = NULL WHERE lease_by <> '';
DELETE FROM messaging_projectorprocess;
"""
BARRIER = """
INSERT INTO operations_barrier (run, epoch, "offset", written_at) VALUES (%s, %s, %s, clock_timestamp())
ON CONFLICT (run) DO UPDATE SET epoch = EXCLUDED.epoch, "offset" = EXCLUDED."offset", written_at = EXCLUDED.written_at
"""


def forget_processes(side: psycopg.Connection) -> None:
    """Safe to call again, while nobody serves this database."""
    side.execute(FORGET)


def catch_up(platform: Platform, *, database: str, release: str, within_s: float) -> Mapping[str, Any]:
    """Up to the journal's head of now; nobody is woken or told. Safe to call again: it goes on.

    A release that cannot do so says why in `skipped`: its projector then reads on once the database serves, behind the
    barrier. Raises StepFailed where it began and did not end.
    """
    command = ("run_projector", f"--name={NAME}", "--until-head", "--no-effects", f"--within={within_s:g}")
    try:
        ran = platform.command(*command, release=release, database=database, timeout_s=within_s + 30)
    except NotStarted as error:
        raise StepFailed(f"the projector of {release} does not start on {database}: {error}") from error
    if ran.code == BAD_USAGE:
        return {"skipped": f"{release} cannot read ahead: {ran.line}"}
    if not ran.ok:
        raise StepFailed(f"run_projector of {release}: {ran.line}")
    told: Mapping[str, Any] = ran.told
    return told


def write_barrier(side: psycopg.Connection, journal: psycopg.Connection, run: str) -> int | None:
    """The journal's head; until every partition has been read up to it, nothing is answered and nothing leaves.

    None for a release that knows no barrier: there, claims alone keep replies from leaving twice.
    """
    row = side.execute("SELECT to_regclass('operations_barrier') IS NOT NULL").fetchone()
    if not row or not row[0]:
        return None
    head = journal.execute(
        'SELECT (SELECT epoch FROM journal_meta), coalesce(max("offset"), 0) FROM journal_record'
    ).fetchone()
    assert head is not None  # noqa: S101  (an aggregate has a row)
    side.execute(BARRIER, [run, *head])
    return int(head[1])


def erase_again(platform: Platform, *, database: str, release: str, within_s: float) -> Mapping[str, Any]:
    """Whoever asked to be forgotten since the backup. Raises StepFailed: such a database must not serve."""
    ran = platform.command("apply_erasures", "--json", release=release, database=database, timeout_s=within_s)
    if not ran.ok:
        raise StepFailed(f"apply_erasures on {database}: {ran.line}")
    told: Mapping[str, Any] = ran.told
    return told
