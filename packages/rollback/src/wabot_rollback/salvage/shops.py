"""Where the damage is one shop's alone: its rows of a few tables, out of a restored database, into the serving one.

Nothing else goes back: every other shop, and all that this one has said and sold since, stays as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from wabot_rollback.errors import Refused
from wabot_rollback.salvage.comparing import NO_CONTENT, PRIMARY, beside, columns_of, stream

# A shop's own data. What customers said and bought is the journal's to bring back, never this.
MAY_GO_BACK = (
    "bot_agentconfiguration",
    "tenants_shopfact",
    "catalog_category",
    "catalog_product",
    "catalog_variant",
    "catalog_productimage",
)
CATALOGUE = "catalog_"
COUNT_UP = """
UPDATE catalog_catalogrevision SET number = number + 1, terms = terms + 1 WHERE tenant_id::text = %s
"""
GENERATED = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attgenerated <> ''
"""


@dataclass(frozen=True, slots=True)
class PutBack:
    """Of one table: rows that were changed back, that came back, and that came after the backup (left as they are)."""

    table: str
    changed: int
    returned: int
    newer: int


def put_back(
    restored: psycopg.Connection,
    live: psycopg.Connection,
    *,
    tenant: str,
    tables: Sequence[str],
    confirm: bool,
) -> list[PutBack]:
    """All tables or none, in one transaction; without `confirm` it is counted and taken back.

    `tenant` is the shop's id, `restored` a side database. Rows that were made since the backup stay: they are counted
    for people to judge. Raises Refused for a table or shop that must not, psycopg.Error.
    """
    if unknown := [table for table in tables if table not in MAY_GO_BACK]:
        raise Refused(f"{', '.join(unknown)}: not a shop's own data; there are {', '.join(MAY_GO_BACK)}")
    for database, where in ((restored, "restored"), (live, "serving")):
        found = database.execute("SELECT slug FROM tenants_tenant WHERE id::text = %s", [tenant])
        if found.fetchone() is None:
            raise Refused(f"no shop {tenant} in the {where} database")
    with live.transaction(force_rollback=not confirm):
        live.execute("SET CONSTRAINTS ALL DEFERRED")
        done = list(_each(restored, live, tenant, [table for table in MAY_GO_BACK if table in tables]))
        if any(each.table.startswith(CATALOGUE) and each.changed + each.returned for each in done):
            # what processes have read under the last number is no longer so
            live.execute(COUNT_UP, [tenant])
        return done


def _each(
    restored: psycopg.Connection, live: psycopg.Connection, tenant: str, tables: Sequence[str]
) -> Iterator[PutBack]:
    for table in tables:
        key, columns = _shared(restored, live, table)
        with beside(live, "rows_of_shop", f"LIKE {table}"):
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            rows = sql.SQL("SELECT {} FROM {} WHERE tenant_id = {}").format(
                names, sql.Identifier(table), sql.Literal(tenant)
            )
            stream(restored, rows, live, "rows_of_shop", columns)
            yield _put(live, table, tenant, key, columns)


def _put(live: psycopg.Connection, table: str, tenant: str, key: str, columns: Sequence[str]) -> PutBack:
    into, id_ = sql.Identifier(table), sql.Identifier(key)
    others = [sql.Identifier(name) for name in columns if name != key]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    told = [sql.Identifier(name) for name in columns if name != key and name not in NO_CONTENT]
    mine, theirs = (
        sql.SQL(", ").join(sql.SQL("{}.{}").format(sql.Identifier(alias), name) for name in told)
        for alias in ("t", "r")
    )
    taken = sql.SQL(", ").join(sql.SQL("{0} = r.{0}").format(name) for name in others)
    # never another shop's row, whatever its key
    update = sql.SQL(
        "UPDATE {into} t SET {taken} FROM rows_of_shop r WHERE t.{id_} = r.{id_} AND t.tenant_id = {tenant}"
        " AND ROW({mine})::text IS DISTINCT FROM ROW({theirs})::text"
    ).format(into=into, taken=taken, id_=id_, tenant=sql.Literal(tenant), mine=mine, theirs=theirs)
    insert = sql.SQL(
        "INSERT INTO {into} ({names}) SELECT {names} FROM rows_of_shop r"
        " WHERE NOT EXISTS (SELECT FROM {into} t WHERE t.{id_} = r.{id_})"
    ).format(into=into, names=names, id_=id_)
    newer = sql.SQL(
        "SELECT count(*) FROM {into} t WHERE t.tenant_id = {tenant}"
        " AND NOT EXISTS (SELECT FROM rows_of_shop r WHERE r.{id_} = t.{id_})"
    ).format(into=into, tenant=sql.Literal(tenant), id_=id_)
    changed = live.execute(update).rowcount
    returned = live.execute(insert).rowcount
    row = live.execute(newer).fetchone()
    return PutBack(table, changed, returned, int(row[0]) if row else 0)


def _shared(restored: psycopg.Connection, live: psycopg.Connection, table: str) -> tuple[str, list[str]]:
    """The key, and the columns that both know and that are not reckoned from others."""
    ours = columns_of(live, table)
    reckoned = {str(row[0]) for row in live.execute(GENERATED, [table])}
    shared = [name for name in columns_of(restored, table) if name in ours and name not in reckoned]
    key = [str(row[0]) for row in live.execute(PRIMARY, [table])]
    if len(key) != 1 or key[0] not in shared or "tenant_id" not in shared:
        raise Refused(f"{table}: it has no key of one column, or no shop, in one of the two databases")
    return key[0], shared
