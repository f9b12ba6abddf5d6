"""Switches after a restore: off where either database, or the engine's own list, has them off (rule 14)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from wabot_rollback.platform.overrides import apply_overrides, engine_overrides
from wabot_rollback.platform.switches import Author, call, mark

NOT_IN_EFFECT = ("off", "held", "waiting")
KNOWN = "SELECT to_regprocedure('wabot_engine_v1_switches(uuid[])') IS NOT NULL"


def carry_switches(
    condemned: psycopg.Connection, restored: psycopg.Connection, *, state: Path, run: str, actor: str
) -> dict[str, int]:
    """Counts of what changed in `restored`; a release without the functions of version 1 is left alone.

    Safe to call again. Raises psycopg.Error, and UnreadableOverrides: then nothing was changed.
    """
    overrides = engine_overrides(state)
    if not _has_switches(restored):
        return {"not_known": 1}
    told = {"overrides": apply_overrides(restored, overrides), "switched_off": 0, "held": 0}
    if not _has_switches(condemned):
        return told
    there, author = call(condemned, "switches", None), Author(actor, f"as before the restore {mark(run)}")
    with restored.transaction():
        here = call(restored, "switches", None)
        told["held"] = _carry_holds(restored, there, here, author)
        told["switched_off"] = _carry_states(restored, there, here, author)
    return told


def _carry_states(
    restored: psycopg.Connection, there: Mapping[str, Any], here: Mapping[str, Any], author: Author
) -> int:
    """By what is in effect: a rollout that had not reached a shop keeps the feature off there, too."""
    known = {shop["tenant_id"]: shop for shop in here["shops"]}
    wanted: dict[str, list[str]] = {}
    for shop in there["shops"]:
        ours = known.get(shop["tenant_id"])
        for feature, standing in shop["states"].items():
            if ours and standing in NOT_IN_EFFECT and ours["row"].get(feature) is True:
                wanted.setdefault(feature, []).append(shop["tenant_id"])
    for feature, tenants in wanted.items():
        call(restored, "set_features", [feature], False, tenants, author.actor, author.why)
    return sum(map(len, wanted.values()))


def _carry_holds(
    restored: psycopg.Connection, there: Mapping[str, Any], here: Mapping[str, Any], author: Author
) -> int:
    known = {shop["tenant_id"] for shop in here["shops"]}
    features = set(next(iter(here["shops"]), {"row": {}})["row"])
    held = {_key(hold) for hold in here["holds"]}
    count = 0
    for hold in there["holds"]:
        feature, tenant = _key(hold)
        if (feature, tenant) in held or feature not in features or (tenant and tenant not in known):
            continue
        tenants: Sequence[str] | None = [tenant] if tenant else None
        count += call(restored, "hold", [feature], tenants, author.actor, author.why)["holds_set"]
    return count


def _key(hold: Mapping[str, Any]) -> tuple[str, str | None]:
    return hold["feature"], hold["tenant_id"]


def _has_switches(database: psycopg.Connection) -> bool:
    row = database.execute(KNOWN).fetchone()
    return bool(row and row[0])
