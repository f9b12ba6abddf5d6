"""Which rows one database has and the other has not, exactly, whatever their number.

The keys of the condemned one are streamed into a temporary table beside the restored rows: both stay as they are, and
nothing has to fit into memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

COLUMNS = """
SELECT a.attname FROM pg_attribute a WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
PRIMARY = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indrelid = to_regclass(%s) AND i.indisprimary
"""
# Change with every look at a row, and say nothing of it.
NO_CONTENT = frozenset(
    {
        "inserted_at",
        "seen_at",
        "lease_by",
        "lease_until",
        "lease_id",
        "attempts",
        "journal_offset",
        "updated_at",
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one table and shop. `lost`: in the condemned database alone; `gained`: in the restored one alone."""

    table: str
    tenant: str
    lost: int
    changed: int
    gained: int
    keys: tuple[str, ...]


def columns_of(database: psycopg.Connection, table: str) -> list[str]:
    """Empty where there is no such table."""
    return [str(row[0]) for row in database.execute(COLUMNS, [table])]


def differences(
    condemned: psycopg.Connection, restored: psycopg.Connection, table: str, *, named: int = 20
) -> list[Difference]:
    """One for each shop in which the table's rows differ, with at most `named` keys of lost or changed rows."""
    theirs, ours = columns_of(condemned, table), columns_of(restored, table)
    key = [str(row[0]) for row in restored.execute(PRIMARY, [table])]
    shared = [name for name in theirs if name in ours and name not in NO_CONTENT]
    if len(key) != 1 or key[0] not in shared:
        return []
    tenant = "tenant_id" if "tenant_id" in shared else "id" if table == "tenants_tenant" else ""
    rows = _summary(table, key[0], tenant, shared)
    with beside(restored, "condemned_rows", "key text PRIMARY KEY, tenant text, digest text"):
        stream(condemned, rows, restored, "condemned_rows")
        found = restored.execute(sql.SQL(COMPARE).format(rows=rows), {"named": named}).fetchall()
    return [
        Difference(table, tenant, lost, changed, gained, tuple(keys))
        for tenant, lost, changed, gained, keys in found
    ]


COMPARE = """
WITH here AS ({rows}),
both_ AS (
    SELECT coalesce(c.tenant, h.tenant) AS tenant, c.key AS theirs, h.key AS ours, c.digest <> h.digest AS differs
    FROM condemned_rows c FULL JOIN here h ON h.key = c.key
)
SELECT tenant, count(*) FILTER (WHERE ours IS NULL), count(*) FILTER (WHERE differs),
    count(*) FILTER (WHERE theirs IS NULL),
    coalesce((array_agg(theirs ORDER BY theirs) FILTER (WHERE ours IS NULL OR differs))[1:%(named)s], '{{}}')
FROM both_ WHERE ours IS NULL OR theirs IS NULL OR differs GROUP BY tenant ORDER BY tenant
"""


def _summary(table: str, key: str, tenant: str, shared: Sequence[str]) -> sql.Composed:
    """Key, shop and a digest of what both databases know of each row."""
    content = sql.SQL(", ").join(map(sql.Identifier, shared))
    whose = sql.SQL("{}::text").format(sql.Identifier(tenant)) if tenant else sql.SQL("''")
    return sql.SQL(
        "SELECT {}::text AS key, coalesce({}, '') AS tenant, md5(row({})::text) AS digest FROM {}"
    ).format(sql.Identifier(key), whose, content, sql.Identifier(table))


def stream(
    source: psycopg.Connection,
    query: sql.Composed,
    target: psycopg.Connection,
    into: str,
    columns: Sequence[str] = (),
) -> None:
    reading = sql.SQL("COPY ({}) TO STDOUT").format(query)
    names = (
        sql.SQL("({})").format(sql.SQL(", ").join(map(sql.Identifier, columns))) if columns else sql.SQL("")
    )
    writing = sql.SQL("COPY {} {} FROM STDIN").format(sql.Identifier(into), names)
    with (
        source.cursor() as from_,
        target.cursor() as to,
        from_.copy(reading) as rows,
        to.copy(writing) as out,
    ):
        for part in rows:
            out.write(part)


@contextmanager
def beside(database: psycopg.Connection, name: str, columns: str) -> Iterator[None]:
    """A table that only this connection sees, and that is gone afterwards. `columns` are of our own making."""
    drop = sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name))
    database.execute(drop)
    database.execute(f'CREATE TEMPORARY TABLE "{name}" ({columns})'.encode())
    try:
        yield
    finally:
        # a transaction that failed takes it along
        if database.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            database.execute(drop)
