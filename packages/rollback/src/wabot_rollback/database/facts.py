"""What happened once and is not taken back with the database: the more restrictive of two databases wins (rule 14).

A session that was ended stays ended, a person who was let go stays out, a password or token that was changed stays
changed, a conversation that a person of the shop has stays theirs. Opt-outs and erasures stand in the journal: they
come back with the projector and with `apply_erasures`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql

HAS = """
SELECT count(*) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name = ANY(%s)
"""
# condemned's value and restored's → what it becomes.
Rule = Callable[[Any, Any], Any]


def lower(condemned: bool, restored: bool) -> bool:
    return condemned and restored


def changed(condemned: str, restored: str) -> str:
    """An old secret opens nothing any more, and an empty one never did."""
    return condemned or restored


def later(condemned: Any, restored: Any) -> Any:
    return max((value for value in (condemned, restored) if value is not None), default=None)


ROLES = ("viewer", "agent", "manager", "owner")
PATIENCE = ("open", "waiting", "handed_over")


def least(order: Sequence[str]) -> Rule:
    return lambda condemned, restored: min(condemned, restored, key=lambda name: _place(order, name))


def most(order: Sequence[str]) -> Rule:
    """Only among those of `order`: one that is over stays over."""

    def rule(condemned: str, restored: str) -> str:
        if condemned in order and restored in order:
            return max(condemned, restored, key=order.index)
        return restored

    return rule


@dataclass(frozen=True, slots=True)
class Fact:
    """One column of a table; `only` narrows the condemned's rows that are looked at."""

    table: str
    key: tuple[str, ...]
    column: str
    rule: Rule
    only: LiteralString = ""


FACTS = (
    Fact("auth_user", ("id",), "is_active", lower),
    Fact("auth_user", ("id",), "is_staff", lower),
    Fact("auth_user", ("id",), "is_superuser", lower),
    Fact("auth_user", ("id",), "password", changed),
    Fact("tenants_tenant", ("id",), "is_active", lower),
    Fact("tenants_tenantcontact", ("id",), "is_active", lower),
    Fact("tenants_member", ("tenant_id", "user_id"), "role", least(ROLES)),
    Fact("tenants_whatsappnumber", ("id",), "sealed_token", changed),
    Fact("tenants_whatsappnumber", ("id",), "paused_until", later),
    Fact("messaging_conversation", ("id",), "status", most(PATIENCE), "status IN ('waiting', 'handed_over')"),
)
# Rows that are gone in the condemned database were revoked there.
GONE = {"django_session": ("session_key",), "tenants_member": ("tenant_id", "user_id")}


def apply_facts(condemned: psycopg.Connection, restored: psycopg.Connection) -> dict[str, int]:
    """`table.column` or `table` → how many rows of `restored` changed. Safe to call again. Raises psycopg.Error.

    A table that is empty in the condemned database, and is not in the other, is taken for damage, not for revocation.
    """
    told: dict[str, int] = {}
    with restored.transaction():
        for table, key in GONE.items():
            if _both_have(condemned, restored, table, key):
                told[table] = _revoke(condemned, restored, table, key)
        for fact in FACTS:
            if _both_have(condemned, restored, fact.table, (*fact.key, fact.column)):
                told[f"{fact.table}.{fact.column}"] = _carry(condemned, restored, fact)
    return {name: count for name, count in told.items() if count}


def _carry(condemned: psycopg.Connection, restored: psycopg.Connection, fact: Fact) -> int:
    there, here = _values(condemned, fact, fact.only), _values(restored, fact, "")
    write = sql.SQL("UPDATE {} SET {} = %s WHERE {}").format(
        sql.Identifier(fact.table), sql.Identifier(fact.column), _is(fact.key)
    )
    count = 0
    for key, value in there.items():
        if key in here and (wanted := fact.rule(value, here[key])) != here[key]:
            restored.execute(write, [wanted, *key])
            count += 1
    return count


def _revoke(
    condemned: psycopg.Connection, restored: psycopg.Connection, table: str, key: Sequence[str]
) -> int:
    columns = sql.SQL(", ").join(map(sql.Identifier, key))
    every = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table))
    there = set(condemned.execute(every).fetchall())
    if not there:
        return 0
    gone = [row for row in restored.execute(every).fetchall() if row not in there]
    delete = sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table), _is(key))
    for row in gone:
        restored.execute(delete, row)
    return len(gone)


def _values(database: psycopg.Connection, fact: Fact, only: LiteralString) -> Mapping[tuple[Any, ...], Any]:
    names = sql.SQL(", ").join(map(sql.Identifier, (*fact.key, fact.column)))
    query = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(fact.table))
    if only:
        query += sql.SQL(" WHERE {}").format(sql.SQL(only))
    return {tuple(key): value for *key, value in database.execute(query)}


def _is(key: Sequence[str]) -> sql.Composed:
    return sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in key)


def _both_have(
    condemned: psycopg.Connection, restored: psycopg.Connection, table: str, columns: Sequence[str]
) -> bool:
    """A release may have had no such table: then nothing of it was said."""

    def has(database: psycopg.Connection) -> bool:
        row = database.execute(HAS, [table, list(columns)]).fetchone()
        return row is not None and row[0] == len(columns)

    return has(condemned) and has(restored)


def _place(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)
