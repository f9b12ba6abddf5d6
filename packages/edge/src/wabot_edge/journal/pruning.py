"""Letting go of old records: never one that a reader, a kept backup or an open run still needs."""

from collections.abc import Sequence
from datetime import datetime

import psycopg

from wabot_edge.journal.erasing import as_eraser

AT_ONCE = 5_000


def keep(connection: psycopg.Connection, *, name: str, from_offset: int, reason: str) -> None:
    connection.execute(
        "INSERT INTO journal_keep (name, from_offset, reason) VALUES (%s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET from_offset = EXCLUDED.from_offset, reason = EXCLUDED.reason",
        [name, from_offset, reason],
    )


def release(connection: psycopg.Connection, *, name: str) -> None:
    connection.execute("DELETE FROM journal_keep WHERE name = %s", [name])


def prune(connection: psycopg.Connection, *, before: datetime, read_up_to: Sequence[int]) -> int:
    """Delete records received before `before`; return how many.

    `read_up_to` are the offsets of all readers: records past the lowest stay. The newest record always stays,
    so that the head of the journal never falls back. It ends where AT_ONCE records in a row are too young: an old one
    behind them (a spooled record comes late) goes when they do. Claims and answers are kept for ever: they are small, and
    they are what keeps a customer from being answered twice. Raises MayNotErase.
    """
    gone = 0
    while True:
        with as_eraser(connection):
            row = connection.execute(
                "SELECT journal_prune(%s, %s, %s)", [before, min(read_up_to, default=None), AT_ONCE]
            ).fetchone()
        deleted = row[0] if row else 0
        gone += deleted
        if not deleted:
            return gone
