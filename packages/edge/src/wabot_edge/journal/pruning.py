"""Letting go of old records: never one that a reader, a kept backup or an open run still needs."""

from collections.abc import Sequence
from datetime import datetime

import psycopg

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
    so that the head of the journal never falls back. Claims and answers are kept for ever: they are small, and
    they are what keeps a customer from being answered twice.
    """
    row = connection.execute(
        'SELECT least((SELECT min(from_offset) - 1 FROM journal_keep), (SELECT max("offset") - 1 FROM journal_record))'
    ).fetchone()
    limits = [*read_up_to, *([row[0]] if row and row[0] is not None else [])]
    if not limits:
        return 0
    gone = 0
    while True:
        deleted = connection.execute(
            'DELETE FROM journal_record WHERE "offset" IN (SELECT "offset" FROM journal_record'
            ' WHERE "offset" <= %s AND received_at < %s ORDER BY "offset" LIMIT %s)',
            [min(limits), before, AT_ONCE],
        ).rowcount
        gone += deleted
        if deleted < AT_ONCE:
            return gone
