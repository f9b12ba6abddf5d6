"""Appending: any number of records, one round trip, one transaction."""

import json
from collections.abc import Sequence
from typing import Any

import psycopg

from wabot_edge.journal.records import NewRecord

APPEND = (
    "SELECT journal_append(%s::smallint[], %s::text[], %s::smallint[], %s::timestamptz[], %s::text[],"
    " %s::bytea[], %s::jsonb[])"
)


def append(connection: psycopg.Connection, records: Sequence[NewRecord]) -> list[int]:
    """Offsets in the order of `records`. Durable on return where the connection commits by itself."""
    return [row[0] for row in connection.execute(APPEND, _columns(records), binary=True)]


async def append_async(connection: psycopg.AsyncConnection, records: Sequence[NewRecord]) -> list[int]:
    cursor = await connection.execute(APPEND, _columns(records), binary=True)
    return [row[0] async for row in cursor]


def _columns(records: Sequence[NewRecord]) -> list[list[Any]]:
    return [
        [record.partition for record in records],
        [str(record.kind) for record in records],
        [record.schema_version for record in records],
        [record.received_at for record in records],
        [record.phone_number_id for record in records],
        [record.body for record in records],
        [json.dumps(dict(record.headers)) for record in records],
    ]
