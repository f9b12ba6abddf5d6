"""The steps that ask of releases and change which one is current."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.releases.comparing import Difference, Verdict
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.preflight import applied_migrations, fit, preflight, worst
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

PREFLIGHT = "preflight-target"
# Of the request: take the migrations back too, with the condemned release's code.
REVERSE = "reverse_migrations"
WITH_DATABASE = 4


def chosen(world: World) -> tuple[Release | None, Release]:
    """The condemned release (None: nothing is active) and the target, the same throughout a run. Raises Refused."""
    if told := world.outcomes.get(PREFLIGHT):
        condemned = world.releases.named(told["condemned"]) if told["condemned"] else None
        return condemned, world.releases.named(told["target"])
    active = world.releases.active()
    replaced = world.releases.taken_back() if world.request.strategy == WITH_DATABASE else None
    if active is not None and replaced is not None and world.request.release in (None, active.id):
        # code went back already, and that was not enough: the database of before that deployment goes with it
        return replaced, active
    if world.request.release is not None:
        target = world.releases.named(world.request.release)
    elif active is None:
        raise Refused("no release is active: name the one to go to")
    elif (before := world.releases.before(active)) is not None:
        target = before
    else:
        raise Refused(f"nothing is known to have run before {active.id}: name the release to go back to")
    if active is not None and active.id == target.id:
        raise Refused(f"{target.id} is the active release already: name another")
    return active, target


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightTarget:
    """Nothing stops before it. `is_restored`: the database goes back too (strategy 4), so it need not fit now."""

    free_mb: int
    is_restored: bool = False
    name: str = PREFLIGHT
    does: str = "See that the release to go back to is whole, starts, and fits the database"
    expected_s: float = 3
    timeout_s: float = 90
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        try:
            condemned, target = chosen(world)
        except Refused as refused:
            return Finding(ok=False, says=str(refused))
        findings = preflight(target, world.platform, free_mb=self.free_mb)
        if not self.is_restored:
            findings.append(_fits(fit(condemned, target, world.platform), world))
        return worst(findings)

    def do(self, world: World) -> Outcome:
        found = self.check(world)
        if not found.ok:
            raise StepFailed(found.says)
        condemned, target = chosen(world)
        told: dict[str, Any] = {"condemned": condemned.id if condemned else None, "target": target.id}
        if (active := world.releases.active()) is not None:
            told["active"] = active.id
        if not self.is_restored:
            difference = fit(condemned, target, world.platform)
            told |= {"verdict": difference.verdict, "reverse": [list(each) for each in difference.reverse]}
        return told | {"says": found.says}

    def probe(self, world: World) -> Did:
        """It only looks."""
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=f"{outcome['target']} can run here")


def _fits(difference: Difference, world: World) -> Finding:
    figures = {
        "verdict": str(difference.verdict),
        "migrations": [str(each) for each in difference.migrations],
    }
    may_reverse = difference.verdict is Verdict.REVERSIBLE and bool(world.request.options.get(REVERSE))
    return Finding(ok=difference.code_alone or may_reverse, says=difference.says(), figures=figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseMigrations:
    """By the condemned release: it alone knows them. Does nothing where code alone is legal."""

    name: str = "reverse-migrations"
    does: str = "Take back the migrations that the target does not know"
    expected_s: float = 3
    timeout_s: float = 600
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="with the condemned release's own code")

    def do(self, world: World) -> Outcome:
        condemned, _ = chosen(world)
        if condemned is None or not self._left(world):
            return {"reversed": []}
        for app, name in _reverse_of(world):
            world.fence.check()
            world.say(f"migrate {app} {name}", None)
            ran = world.platform.command(
                "migrate", app, name, "--no-input", release=condemned.id, timeout_s=self.timeout_s
            )
            if not ran.ok:
                raise StepFailed(f"migrate {app} {name}: {ran.line}")
        return {"reversed": _reverse_of(world)}

    def probe(self, world: World) -> Did:
        return Did.PARTLY if self._left(world) else Did.YES

    def undo(self, world: World, outcome: Outcome) -> None:
        condemned, _ = chosen(world)
        if condemned is None or not _reverse_of(world):
            return
        world.fence.check()
        ran = world.platform.command("migrate", "--no-input", release=condemned.id, timeout_s=self.timeout_s)
        if not ran.ok:
            raise StepFailed(f"migrate: {ran.line}")

    def verify(self, world: World, outcome: Outcome) -> Finding:
        left = self._left(world)
        return Finding(ok=not left, says="; ".join(left) or "the database is as the target knows it")

    def _left(self, world: World) -> list[str]:
        if not _reverse_of(world):
            return []
        if applied_migrations(world.platform) is None:
            raise StepFailed("the database cannot be asked which migrations it has")
        condemned, target = chosen(world)
        difference = fit(condemned, target, world.platform)
        return [str(each) for each in difference.migrations if each.verdict is not Verdict.COMPATIBLE]


def _reverse_of(world: World) -> list[tuple[str, str]]:
    told: Mapping[str, Any] = world.outcomes.get(PREFLIGHT, {})
    return [(app, name) for app, name in told.get("reverse", [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchRelease:
    name: str = "switch-release"
    does: str = "Make the target the current release"
    expected_s: float = 0.1
    timeout_s: float = 10
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        active = world.releases.active()
        return Finding(ok=True, says=f"{active.id if active else 'none'} is current")

    def do(self, world: World) -> Outcome:
        condemned, target = chosen(world)
        world.fence.check()
        world.releases.activate(target)
        return {"from": condemned.id if condemned else None, "to": target.id}

    def probe(self, world: World) -> Did:
        active = world.releases.active()
        return Did.YES if active is not None and active.id == chosen(world)[1].id else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        condemned, _ = chosen(world)
        # strategy 4 may begin when code has gone back already: then that is what it leaves behind
        active = world.outcomes.get(PREFLIGHT, {}).get("active")
        before = world.releases.named(active) if active else condemned
        if before is None:
            raise StepFailed("no release was active before: there is none to go back to")
        world.fence.check()
        world.releases.activate(before)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        active, (_, target) = world.releases.active(), chosen(world)
        there = active.id if active else "none"
        return Finding(ok=there == target.id, says=f"{there} is current")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesInPlace:
    """Dependencies, static files and permissions were settled when the release was built: it only looks."""

    name: str = "files-in-place"
    does: str = "See that dependencies, static files and permissions are the target's own"
    expected_s: float = 0.1
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        try:
            return _in_place(chosen(world)[1])
        except Refused as refused:
            return Finding(ok=False, says=str(refused))

    def do(self, world: World) -> Outcome:
        found = _in_place(chosen(world)[1])
        if not found.ok:
            raise StepFailed(found.says)
        return dict(found.figures)

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return _in_place(chosen(world)[1])


def _in_place(target: Release) -> Finding:
    """Services run as a user of their own: what the builder alone may read would not start."""
    static = target.folder / "staticfiles"
    count = sum(1 for each in static.rglob("*") if each.is_file())
    closed = [each for each in (target.folder, static, target.python) if each.stat().st_mode & 0o005 != 0o005]
    if not count or closed:
        says = f"{closed[0]} is not open to the services' user" if closed else f"{static} is empty"
        return Finding(ok=False, says=f"{says}: build the release anew", figures={"static_files": count})
    return Finding(ok=True, says=f"{count} static files", figures={"static_files": count})
