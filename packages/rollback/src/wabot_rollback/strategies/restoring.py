"""Putting the shops' configuration back: to the file kept before the deployment, or to the defaults.

Holds are no part of it. What is held off stays off, whatever a row says afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.platform.configuration import (
    Restoration,
    Row,
    defaults_for,
    differing,
    read_backup,
    restoration,
    write_json,
)
from wabot_rollback.platform.switches import mark, undo_mark
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.backing_up import backup_of, current_rows
from wabot_rollback.strategies.remembering import forget_outcome, remember_outcome, remembered
from wabot_rollback.world import World

DEFAULTS = "defaults"
# In `Request.options`.
LATER_TO_DEFAULTS = "later_to_defaults"
KEEPS_OFF = "keep_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreConfiguration:
    name: str = "restore-configuration"
    does: str = "Put the configuration back; what is held off stays off"
    expected_s: float = 3
    timeout_s: float = 120
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        try:
            found = planned(world)
        except Refused as error:
            return Finding(ok=False, says=str(error))
        if found.unknown:
            return Finding(ok=False, says=f"this release knows no {', '.join(found.unknown)}")
        return Finding(ok=True, says=_says(found), figures=_figures(found))

    def do(self, world: World) -> Outcome:
        found = planned(world)
        # The file says what is wanted: whoever comes after a crash compares with it, not with a plan made anew.
        write_json(_wanted(world), [row.as_json() for row in found.rows])
        world.fence.check()
        load(world, _wanted(world), found.rows, f"{world.request.reason} {mark(world.request.run)}")
        outcome = {**_figures(found), "at": world.now().isoformat()}
        return remember_outcome(world, self.name, outcome)

    def probe(self, world: World) -> Did:
        if not _wanted(world).exists():
            return Did.NO
        rows = [*read_backup(_wanted(world)).values()]
        if differing(rows, current_rows(world)):
            return Did.NO
        return Did.PARTLY if remembered(world, self.name) is None else Did.YES

    def recall(self, world: World) -> Outcome:
        return remembered(world, self.name) or {}

    def undo(self, world: World, outcome: Outcome) -> None:
        """To the backup that this run made. Rows that it lacks, which restoring made, go back to the defaults."""
        if not _wanted(world).exists():
            return
        before = read_backup(backup_of(world))
        now = current_rows(world)
        ours = {tenant: now[tenant] for tenant in read_backup(_wanted(world)) if tenant in now}
        back = {
            **defaults_for({tenant: row for tenant, row in ours.items() if tenant not in before}),
            **before,
        }
        found = restoration(back, now, {*now, *before} & _shops(world).keys(), switches=())
        file = _wanted(world).with_name(f"{world.request.run}-undo.json")
        write_json(file, [row.as_json() for row in found.rows])
        world.fence.check()
        load(world, file, found.rows, f"{world.request.reason} {undo_mark(world.request.run)}")
        forget_outcome(world, self.name)
        _wanted(world).unlink(missing_ok=True)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        wanted = read_backup(_wanted(world))
        wrong = [shop["slug"] for shop in _shops(world).values() if _differs(shop, wanted)]
        says = f"not as wanted: {', '.join(wrong)}" if wrong else f"{len(wanted)} shop(s) as wanted"
        return Finding(ok=not wrong, says=says, figures={"wrong": wrong, "shops": len(wanted)})


def planned(world: World) -> Restoration:
    """Changes nothing. Raises Refused."""
    current, shops, options = current_rows(world), _shops(world), world.request.options
    wanted = _target(world, current)
    if world.request.tenants:
        ids = _named(world, shops)
        wanted = {tenant: row for tenant, row in wanted.items() if tenant in ids}
        current = {tenant: row for tenant, row in current.items() if tenant in ids}
    return restoration(
        wanted,
        current,
        shops.keys(),
        switches=[one.switch for one in world.plan.platform.features],
        later_to_defaults=bool(options.get(LATER_TO_DEFAULTS, False)),
        keeps_off=bool(options.get(KEEPS_OFF, False)),
    )


def load(world: World, file: Path, rows: Sequence[Row], why: str) -> None:
    """All or nothing; it waits for the processes too, but whether all have it is another step's to judge."""
    if not rows:
        return
    ran = world.platform.command("loaddata", str(file), "--reason", why, timeout_s=60)
    if wrong := differing(rows, current_rows(world)):
        raise StepFailed(
            f"loaddata: {ran.line or 'it ended well'}, yet {len(wrong)} row(s) are not as wanted"
        )


def _target(world: World, current: Mapping[str, Row]) -> Mapping[str, Row]:
    named = world.request.backup or world.plan.platform.configuration
    if named == DEFAULTS:
        return defaults_for(current)
    file = Path(named)
    return read_backup(file if file.is_absolute() else world.state / file)


def _named(world: World, shops: Mapping[str, Mapping[str, Any]]) -> set[str]:
    ids = {named: id_ for id_, shop in shops.items() for named in (id_, shop["slug"])}
    if unknown := [named for named in world.request.tenants if named not in ids]:
        raise Refused(f"no shop with the id or slug {', '.join(unknown)}")
    return {ids[named] for named in world.request.tenants}


def _shops(world: World) -> dict[str, Mapping[str, Any]]:
    """What is in effect, by the shop's id."""
    ran = world.platform.command("show_ux_config", "--json")
    if not ran.ok:
        raise StepFailed(f"show_ux_config: {ran.line}")
    return {shop["tenant_id"]: shop for shop in ran.told}


def _differs(shop: Mapping[str, Any], wanted: Mapping[str, Row]) -> bool:
    """A switch that is on in its row may be held or waiting: that is not the row's doing."""
    row = wanted.get(shop["tenant_id"])
    if row is None:
        return False
    barred = {name for name, state in shop["states"].items() if state in ("held", "waiting")}
    return any(
        shop[name] != (False if name in barred else value)
        for name, value in row.values.items()
        if name in shop
    )


def _wanted(world: World) -> Path:
    return world.state / "configuration" / f"{world.request.run}-wanted.json"


def _figures(found: Restoration) -> dict[str, Any]:
    return {
        "rows": len(found.rows),
        "later": list(found.later),
        "gone": list(found.gone),
        "turned_on": {name: list(tenants) for name, tenants in found.turned_on.items()},
    }


def _says(found: Restoration) -> str:
    parts = [f"{len(found.rows)} row(s)"]
    if found.later:
        parts.append(
            f"{len(found.later)} row(s) are later than the backup ({LATER_TO_DEFAULTS} puts them back)"
        )
    if found.gone:
        parts.append(f"{len(found.gone)} shop(s) of the backup are no more")
    parts += [
        f"{name} goes on again for {len(tenants)} shop(s) where it is not held ({KEEPS_OFF} leaves it off)"
        for name, tenants in found.turned_on.items()
    ]
    return "; ".join(parts)
