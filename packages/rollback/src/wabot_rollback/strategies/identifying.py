"""The first step of strategy 1: which feature is it, by the figures of the last hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.settings import FeatureSection
from wabot_rollback.platform.switches import asked
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

ALL = "all-enhancements"
LOOKED_BACK_MIN = 60.0
# One failure in a handful of attempts says little of a feature, as does one in a hundred.
FEWEST_FAILURES = 3
LEAST_SHARE = 0.05
NAME = "identify-feature"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyFeature:
    """Where the request names features, those; else each that fails by itself. The figures are kept either way."""

    name: str = NAME
    does: str = "Look which feature fails: log lines and failed turns of the last hour"
    expected_s: float = 0.2
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        known = [one.name for one in world.plan.platform.features]
        if unknown := [one for one in world.request.features if one not in (*known, ALL)]:
            return Finding(
                ok=False, says=f"no feature {', '.join(unknown)}; the plan has {', '.join(known)}, {ALL}"
            )
        try:
            figures = asked(world.platform, "failures", LOOKED_BACK_MIN)
            tenants = {named: asked(world.platform, "tenant", named) for named in world.request.tenants}
        except StepFailed as error:
            return Finding(ok=bool(world.request.features), says=str(error))
        if strangers := [named for named, id_ in tenants.items() if id_ is None]:
            return Finding(ok=False, says=f"no shop with the id or slug {', '.join(strangers)}")
        found = _chosen(world, figures)
        says = ", ".join(one.name for one in found) or "no feature fails by itself: name one"
        return Finding(ok=bool(found), says=says, figures=figures)

    def do(self, world: World) -> Outcome:
        try:
            figures = asked(world.platform, "failures", LOOKED_BACK_MIN)
        except StepFailed as error:
            if not world.request.features:
                raise
            # Named features go off whether or not anybody can count: the switch is tried next.
            figures = {"unknown": str(error)}
        if not (found := _chosen(world, figures)):
            raise StepFailed("no feature fails by itself: start again and name the feature")
        return {"features": [one.name for one in found], "figures": figures, "at": world.now().isoformat()}

    def probe(self, world: World) -> Did:
        """It changes nothing: looking again is as good."""
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """It changed nothing."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=", ".join(outcome["features"]), figures=outcome["figures"])


def features_of(world: World) -> Sequence[FeatureSection]:
    """Those to be turned off: as asked for, or as the first step found them. Raises StepFailed where neither is."""
    names = world.request.features or tuple(world.outcomes.get(NAME, {}).get("features", ()))
    found = [one for one in world.plan.platform.features if one.name in names or ALL in names]
    if not found:
        raise StepFailed("no feature is named, and none was identified")
    return found


def _chosen(world: World, figures: Mapping[str, Any]) -> Sequence[FeatureSection]:
    if world.request.features:
        return features_of(world)
    return [one for one in world.plan.platform.features if _fails(figures.get(one.switch, {}))]


def _fails(counted: Mapping[str, int]) -> bool:
    failed, attempts = counted.get("failed", 0), counted.get("attempts", 0)
    return failed >= FEWEST_FAILURES and failed >= LEAST_SHARE * attempts
