"""Turning features off and holding them off: by the release's own command, by SQL where it cannot run."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.overrides import Override, engine_overrides, forget, remember
from wabot_rollback.platform.platform import NotStarted
from wabot_rollback.platform.switches import (
    Author,
    asked,
    call,
    hold_off,
    is_held_off,
    mark,
    take_back,
    tenant_ids,
    undo_mark,
)
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.identifying import features_of
from wabot_rollback.strategies.remembering import forget_outcome, remember_outcome, remembered
from wabot_rollback.world import World

COMMAND = "configure_ux_features"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableFeature:
    name: str = "disable-feature"
    does: str = "Turn the feature off and hold it off"
    expected_s: float = 1.5
    timeout_s: float = 60
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        """Either way must be open."""
        try:
            told = asked(world.platform, "switches")
        except StepFailed as error:
            ran = world.platform.command(COMMAND, "--help")
            return Finding(ok=ran.ok, says=f"by the command alone ({error})" if ran.ok else ran.line)
        says = f"{len(told['shops'])} shop(s), {len(told['holds'])} hold(s) stand"
        return Finding(ok=True, says=says, figures={"version": told["version"]})

    def do(self, world: World) -> Outcome:
        features = features_of(world)
        switches = [one.switch for one in features]
        world.fence.check()
        remember(world.state, [_override(world, switch) for switch in switches])
        try:
            told: Mapping[str, Any] = _by_command(world, [one.name for one in features])
            by = "command"
        except NotStarted as error:
            world.say(f"by SQL: {error}", None)
            told, by = _by_sql(world, switches), "sql"
        outcome = {"by": by, "features": switches, **told, "at": world.now().isoformat()}
        return remember_outcome(world, self.name, outcome)

    def probe(self, world: World) -> Did:
        switches = {one.switch for one in features_of(world)}
        listed = {one.switch for one in engine_overrides(world.state) if one.run == world.request.run}
        done = [*_standing(world, switches), switches <= listed, remembered(world, self.name) is not None]
        if all(done):
            return Did.YES
        return Did.PARTLY if any(done) else Did.NO

    def recall(self, world: World) -> Outcome:
        return remembered(world, self.name) or {}

    def undo(self, world: World, outcome: Outcome) -> None:
        request = world.request
        if later := _kept_off_later(world):
            raise StepFailed(f"{', '.join(sorted(later))} keeps the same off: undo that first")
        world.fence.check()
        author = Author(request.requested_by, f"{request.reason} {undo_mark(request.run)}")
        try:
            with closing(world.platform.database()) as connection:
                take_back(connection, request.run, author)
        except psycopg.Error as error:
            raise StepFailed(f"the platform's database: {str(error).strip().splitlines()[0]}") from error
        forget_outcome(world, self.name)
        forget(world.state, request.run)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        done = _standing(world, {one.switch for one in features_of(world)})
        says = f"{sum(done)} of {len(done)} switches are off and held"
        # 0 of 0 is no success: no shop was found in which it could be seen
        return Finding(ok=bool(done) and all(done), says=says, figures={"off": sum(done), "of": len(done)})


def _why(world: World) -> str:
    """The command's author is who runs it, so that who asked for it stands here."""
    return f"{world.request.reason} (asked by {world.request.requested_by}) {mark(world.request.run)}"


def _override(world: World, switch: str) -> Override:
    request = world.request
    return Override(
        switch=switch,
        tenants=request.tenants,
        run=request.run,
        by=request.requested_by,
        reason=request.reason,
        at=world.now().isoformat(),
    )


def _kept_off_later(world: World) -> set[str]:
    """Runs after this one that keep the same switches off: a hold stands once, whoever wanted it."""
    known = engine_overrides(world.state)
    ours = [place for place, one in enumerate(known) if one.run == world.request.run]
    switches = {known[place].switch for place in ours}
    return {one.run for one in known[max(ours, default=len(known)) :] if one.switch in switches} - {
        world.request.run
    }


def _by_command(world: World, names: Sequence[str]) -> Mapping[str, Any]:
    """Raises NotStarted; StepFailed when it refuses: then SQL would be wrong too."""
    options = [*(f"--disable-{name}" for name in names), "--hold", "--reason", _why(world), "--wait", "0"]
    version, changed = 0, 0
    for shop in world.request.tenants or (None,):
        only = [] if shop is None else ["--tenant-id", shop]
        ran = world.platform.command(COMMAND, *options, *only, "--json", timeout_s=30)
        if ran.told is None:
            raise StepFailed(f"{COMMAND}: {ran.line}")
        version = ran.told["acknowledged"]["version"]
        changed += len(ran.told["changed"])
    return {"version": version, "changed": changed}


def _by_sql(world: World, switches: Collection[str]) -> Mapping[str, Any]:
    author = Author(world.request.requested_by, _why(world))
    try:
        with closing(world.platform.database()) as connection:
            told = hold_off(connection, switches, world.request.tenants, author)
    except psycopg.Error as error:
        raise StepFailed(
            f"neither the command nor the database works: {str(error).strip().splitlines()[0]}"
        ) from error
    return {"version": told["version"], "changed": len(told["changed"])}


def _standing(world: World, switches: Collection[str]) -> list[bool]:
    """For each shop and feature: off and held. Asks the command where the database cannot be asked."""
    tenants = world.request.tenants
    try:
        with closing(world.platform.database()) as connection:
            told = call(connection, "switches", tenant_ids(connection, tenants))
        return is_held_off(told, switches)
    except psycopg.Error:
        ran = world.platform.command("show_ux_config", "--json")
        if ran.told is None:
            raise StepFailed(f"show_ux_config: {ran.line}") from None
        shops = [one for one in ran.told if not tenants or {one["slug"], one["tenant_id"]} & set(tenants)]
        return [not shop[switch] for shop in shops for switch in switches]
