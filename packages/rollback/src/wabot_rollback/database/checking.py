"""Whether a restored database is what was dumped: looked at in the side database, before it serves anybody."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from wabot_rollback.database.manifest import Counts, count_rows, differences
from wabot_rollback.steps import Finding

FOREIGN_KEYS = """
SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
    array_agg(a.attname ORDER BY k.n), array_agg(f.attname ORDER BY k.n)
FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (own, other, n)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = k.other
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace GROUP BY c.oid
"""
UNPROVEN = """
SELECT 'constraint ' || conname || ' of ' || conrelid::regclass || ' is not validated' FROM pg_constraint
WHERE NOT convalidated AND connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexrelid::regclass || ' is not valid' FROM pg_index WHERE NOT indisvalid
"""
# Also whether each row of a table has its entry in the index; and no repair: this only reads.
AMCHECK = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid JOIN pg_am am ON am.oid = c.relam
WHERE am.amname = 'btree' AND c.relkind = 'i' AND c.relpersistence <> 't' AND i.indisvalid ORDER BY 1
"""


def check_restored(side: psycopg.Connection, wanted: Counts) -> list[Finding]:
    """One finding each: rows per shop, constraints, orphans, indexes. Reads alone, apart from one extension."""
    return [rows_are(side, wanted), constraints_hold(side), no_orphans(side), indexes_hold(side)]


def rows_are(side: psycopg.Connection, wanted: Counts) -> Finding:
    found = count_rows(side)
    wrong = list(differences(wanted, found))
    total = sum(sum(by_tenant.values()) for by_tenant in found.values())
    says = f"{total:,} rows in {len(found)} tables, as the manifest has them, shop by shop"
    return _finding(wrong, says, rows=total)


def constraints_hold(side: psycopg.Connection) -> Finding:
    wrong = [str(row[0]) for row in side.execute(UNPROVEN)]
    return _finding(wrong, "all constraints and indexes are valid")


def no_orphans(side: psycopg.Connection) -> Finding:
    """By query: a constraint says only that it was true when it was last asked."""
    keys = side.execute(FOREIGN_KEYS).fetchall()
    wrong = [
        f"{count:,} row(s) of {table} lead nowhere ({name})"
        for name, table, other, own, foreign in keys
        if (count := _orphans(side, table, other, own, foreign))
    ]
    return _finding(wrong, f"{len(keys)} foreign keys lead somewhere")


def indexes_hold(side: psycopg.Connection) -> Finding:
    """By amcheck, where the server has it and the login may use it; else that is said, and nothing is claimed."""
    if (why := _no_amcheck(side)) is not None:
        return Finding(ok=True, says=f"indexes not looked into: {why}", figures={"amcheck": False})
    names = [str(row[0]) for row in side.execute(AMCHECK)]
    wrong = [f"{name}: {words}" for name in names for words in _broken(side, name)]
    return _finding(wrong, f"{len(names)} indexes hold every row of their tables", amcheck=True)


def _no_amcheck(side: psycopg.Connection) -> str | None:
    row = side.execute("SELECT FROM pg_available_extensions WHERE name = 'amcheck'").fetchone()
    if row is None:
        return "this server has no amcheck"
    try:
        side.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        side.execute("SELECT bt_index_check('pg_class_oid_index'::regclass)")
    except psycopg.errors.InsufficientPrivilege:
        return "the engine's login may not use amcheck: an administrator can install it in template1 and grant it"
    return None


def _broken(side: psycopg.Connection, index: str) -> Iterator[str]:
    try:
        side.execute("SELECT bt_index_check(%s::regclass, true)", [index])
    except psycopg.errors.Error as error:
        yield str(error).splitlines()[0]


def _orphans(side: psycopg.Connection, table: str, other: str, own: list[str], foreign: list[str]) -> int:
    pairs = [
        sql.SQL("o.{} = t.{}").format(sql.Identifier(theirs), sql.Identifier(ours))
        for ours, theirs in zip(own, foreign, strict=True)
    ]
    said = [sql.SQL("t.{} IS NOT NULL").format(sql.Identifier(ours)) for ours in own]
    # as the catalogue itself writes the names, quoted where they must be
    query = sql.SQL("SELECT count(*) FROM {} t WHERE {} AND NOT EXISTS (SELECT FROM {} o WHERE {})").format(
        sql.SQL(table), sql.SQL(" AND ").join(said), sql.SQL(other), sql.SQL(" AND ").join(pairs)
    )
    row = side.execute(query).fetchone()
    return int(row[0]) if row else 0


def _finding(wrong: list[str], well: str, **figures: object) -> Finding:
    more = f" … and {len(wrong) - 5} more" if len(wrong) > 5 else ""
    return Finding(ok=not wrong, says="; ".join(wrong[:5]) + more if wrong else well, figures=figures)
