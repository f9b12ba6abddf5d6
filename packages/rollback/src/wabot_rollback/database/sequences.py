"""No number is given twice: what the condemned database counted, the restored one counts on from (rule 16)."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

SEQUENCES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), coalesce(last_value, 0)
FROM pg_sequences WHERE schemaname = 'public'
"""
HAS_COLUMNS = """
SELECT count(*) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Counter:
    """Columns of a table that count up, row by row of `key`: processes and caches remember what they have read."""

    table: str
    key: str
    columns: tuple[str, ...]


COUNTERS = (Counter("catalog_catalogrevision", "tenant_id", ("number", "terms")),)


def move_past(condemned: psycopg.Connection, restored: psycopg.Connection) -> dict[str, int]:
    """Sequences and counters of `restored` that were moved, with what they stand at. Safe to call again.

    A sequence that only one of the two knows is left alone: the other has counted nothing with it.
    """
    reached = {str(name): int(value) for name, value in condemned.execute(SEQUENCES)}
    moved = {}
    for name, value in restored.execute(SEQUENCES).fetchall():
        if reached.get(name, 0) > value:
            restored.execute("SELECT setval(%s::regclass, %s, true)", [name, reached[name]])
            moved[str(name)] = reached[name]
    for counter in COUNTERS:
        if rows := _move_counter(counter, condemned, restored):
            moved[counter.table] = rows
    return moved


def behind(condemned: psycopg.Connection, restored: psycopg.Connection) -> list[str]:
    """Sequences of `restored` that would give a number again that `condemned` gave."""
    reached = {str(name): int(value) for name, value in condemned.execute(SEQUENCES)}
    return [str(name) for name, value in restored.execute(SEQUENCES) if reached.get(name, 0) > value]


def _move_counter(counter: Counter, condemned: psycopg.Connection, restored: psycopg.Connection) -> int:
    if not (_has(condemned, counter) and _has(restored, counter)):
        return 0
    columns = [sql.Identifier(column) for column in counter.columns]
    read = sql.SQL("SELECT {}, {} FROM {}").format(
        sql.Identifier(counter.key), sql.SQL(", ").join(columns), sql.Identifier(counter.table)
    )
    # one past: what was cached under the condemned's last number must not pass for what is restored
    to = sql.SQL(", ").join(sql.SQL("{0} = greatest({0}, %s + 1)").format(column) for column in columns)
    lower = sql.SQL(" OR ").join(sql.SQL("{} < %s + 1").format(column) for column in columns)
    write = sql.SQL("UPDATE {} SET {} WHERE {} = %s AND ({})").format(
        sql.Identifier(counter.table), to, sql.Identifier(counter.key), lower
    )
    moved = 0
    for key, *values in condemned.execute(read).fetchall():
        moved += max(restored.execute(write, [*values, key, *values]).rowcount, 0)
    return moved


def _has(database: psycopg.Connection, counter: Counter) -> bool:
    wanted = [counter.key, *counter.columns]
    row = database.execute(HAS_COLUMNS, [counter.table, wanted]).fetchone()
    return row is not None and row[0] == len(wanted)
