"""Reading from an offset."""

from collections.abc import Sequence
from uuid import UUID

import psycopg

from wabot_edge.journal.records import Record

COLUMNS = '"offset", "partition", kind, schema_version, received_at, phone_number_id, body, headers'


def epoch(connection: psycopg.Connection) -> UUID:
    """Another epoch than the one remembered means another journal: offsets of the two do not compare."""
    row = connection.execute("SELECT epoch FROM journal_meta").fetchone()
    assert row is not None  # noqa: S101  (schema.check has passed)
    found: UUID = row[0]
    return found


def head(connection: psycopg.Connection) -> int:
    """The offset of the newest record; 0 where there is none."""
    row = connection.execute('SELECT coalesce(max("offset"), 0) FROM journal_record').fetchone()
    return int(row[0]) if row else 0


def read(
    connection: psycopg.Connection, *, after: int, partitions: Sequence[int] | None = None, limit: int = 500
) -> list[Record]:
    """Records of `partitions` (None = all) with a higher offset than `after`, in order of offset."""
    if partitions is None:
        rows = connection.execute(
            f'SELECT {COLUMNS} FROM journal_record WHERE "offset" > %s ORDER BY "offset" LIMIT %s',
            [after, limit],
            binary=True,
        )
    else:
        rows = connection.execute(
            f'SELECT {COLUMNS} FROM journal_record WHERE "offset" > %s AND "partition" = ANY(%s)'
            ' ORDER BY "offset" LIMIT %s',
            [after, list(partitions), limit],
            binary=True,
        )
    return [Record(*row) for row in rows]
