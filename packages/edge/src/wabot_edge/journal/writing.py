"""Appending: any number of records, one round trip, one transaction."""

from collections.abc import Sequence

import psycopg

from wabot_edge.journal import packing
from wabot_edge.journal.packing import Array
from wabot_edge.journal.records import NewRecord

APPEND = "SELECT journal_append(%b, %b, %b, %b, %b, %b, %b)"


def append(connection: psycopg.Connection, records: Sequence[NewRecord]) -> list[int]:
    """Offsets in the order of `records`. Durable on return where the connection commits by itself."""
    return [row[0] for row in connection.execute(APPEND, _columns(records), binary=True).fetchall()]


async def append_async(connection: psycopg.AsyncConnection, records: Sequence[NewRecord]) -> list[int]:
    cursor = await connection.execute(APPEND, _columns(records), binary=True)
    return [row[0] for row in await cursor.fetchall()]


def _columns(records: Sequence[NewRecord]) -> list[Array]:
    return [
        packing.SmallIntArray([packing.smallint(record.partition) for record in records]),
        packing.TextArray([record.kind.encode() for record in records]),
        packing.SmallIntArray([packing.smallint(record.schema_version) for record in records]),
        packing.TimestampArray([packing.timestamp(record.received_at) for record in records]),
        packing.TextArray([record.phone_number_id.encode() for record in records]),
        packing.BytesArray([record.body for record in records]),
        packing.JsonArray([packing.jsonb(record.headers) for record in records]),
    ]
