"""The platform's switches by its SQL functions, version 1: they work where no release can start (rule 19)."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import Platform

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Author:
    """Stands beside each change in the platform's history."""

    actor: str
    why: str


def mark(run: str) -> str:
    """In the reason of everything a run changes: by it the platform's history tells what to undo."""
    return f"[rollback {run}]"


def undo_mark(run: str) -> str:
    return f"[rollback {run} undone]"


def asked(platform: Platform, function: str, *values: Any) -> Any:
    """One question on a connection of its own. Raises StepFailed with the database's own words."""
    try:
        with closing(platform.database()) as connection:
            return call(connection, function, *values)
    except psycopg.Error as error:
        raise StepFailed(f"the platform's database: {str(error).strip().splitlines()[0]}") from error


def call(connection: psycopg.Connection, function: str, *values: Any) -> Any:
    """Raises psycopg.Error."""
    query = sql.SQL("SELECT {}({})").format(
        sql.Identifier(f"wabot_engine_v1_{function}"), sql.SQL(", ").join([sql.Placeholder()] * len(values))
    )
    row = connection.execute(query, values).fetchone()
    return None if row is None else row[0]


def tenant_ids(connection: psycopg.Connection, tenants: Sequence[str]) -> list[str] | None:
    """Ids of shops named by id or slug; None = all, as the functions take it. Raises StepFailed for one unknown."""
    if not tenants:
        return None
    found = {named: call(connection, "tenant", named) for named in tenants}
    if unknown := [named for named, id_ in found.items() if id_ is None]:
        raise StepFailed(f"no shop with the id or slug {', '.join(unknown)}")
    return [str(id_) for id_ in found.values()]


def hold_off(
    connection: psycopg.Connection, features: Collection[str], tenants: Sequence[str], author: Author
) -> Told:
    """Off in the rows, and held off: both or neither. Returns the version after it, and what changed."""
    with connection.transaction():
        ids = tenant_ids(connection, tenants)
        held = call(connection, "hold", list(features), ids, author.actor, author.why)
        switched = call(connection, "set_features", list(features), False, ids, author.actor, author.why)
    return {**switched, "holds_set": held["holds_set"]}


def is_held_off(told: Told, features: Collection[str]) -> list[bool]:
    """For each shop and feature of what `switches` told: off by its row, and held."""
    holds = {(hold["feature"], hold["tenant_id"]) for hold in told["holds"]}
    return [
        not shop["row"][feature] and bool(holds & {(feature, None), (feature, shop["tenant_id"])})
        for shop in told["shops"]
        for feature in features
    ]


def take_back(connection: psycopg.Connection, run: str, author: Author) -> Told:
    """What the run turned off and held since it was last undone, put back as it was: told by the history itself.

    What stood off or held before stays so. Returns counts.
    """
    with connection.transaction():
        since = max((one["version"] for one in call(connection, "changes", undo_mark(run))), default=0)
        made = [one for one in call(connection, "changes", mark(run)) if one["version"] > since]
        lifted = sum(
            call(
                connection, "lift", [feature], None if tenant is None else [tenant], author.actor, author.why
            )["holds_lifted"]
            for feature, tenant in _holds_made(made)
        )
        restored = sum(
            len(
                call(connection, "set_features", [feature], True, sorted(ids), author.actor, author.why)[
                    "changed"
                ]
            )
            for feature, ids in _turned_off(made).items()
        )
    return {"holds_lifted": lifted, "restored": restored}


def _holds_made(made: Sequence[Told]) -> set[tuple[str, str | None]]:
    return {
        (one["new"]["feature"], one["tenant_id"])
        for one in made
        if one["subject"] == "hold" and one["operation"] == "insert"
    }


def _turned_off(made: Sequence[Told]) -> dict[str, set[str]]:
    """Feature → shops whose row had it on before."""
    found: dict[str, set[str]] = {}
    for one in made:
        if one["subject"] == "configuration" and one["new"] is not None:
            # a row that was made for this had the defaults before
            was = one["old"] or {}
            for name, value in one["new"].items():
                if value is False and was.get(name, True) is True:
                    found.setdefault(name, set()).add(one["tenant_id"])
    return found
