"""Half an hour of looking before a rollback is called a success."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.settings import WatchSection
from wabot_rollback.platform.switches import asked
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.verifying import NAME as VERIFIED
from wabot_rollback.strategies.verifying import health
from wabot_rollback.world import World

WELL = 200
# One bad look is a hiccup; so many after another are not.
MOST_BAD_LOOKS = 4
NAME = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Counts from the verification's end, so that who takes the run over watches on and not anew.

    Ends early, with what is wrong, when nobody answers or a critical line is logged.
    """

    minutes: float
    name: str = NAME
    does: str = "Watch error rate, response time and the log"
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    @property
    def expected_s(self) -> float:
        return self.minutes * 60

    @property
    def timeout_s(self) -> float:
        return self.minutes * 60 + 120

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says=f"{self.minutes:g} min", figures=asked(world.platform, "health", 30.0))

    def do(self, world: World) -> Outcome:
        section = world.plan.platform.watch
        began = _began(world)
        until, looks, bad_looks = began + timedelta(minutes=self.minutes), 0, 0
        while True:
            seen = _look(world, began)
            looks += 1
            bad_looks = 0 if seen["health"]["code"] == WELL else bad_looks + 1
            left_s = (until - world.now()).total_seconds()
            world.say(_says(seen), 1 - max(0.0, left_s) / (self.minutes * 60))
            if seen["log_critical"] or bad_looks >= MOST_BAD_LOOKS:
                raise StepFailed(f"not well after {self._minutes_of(left_s):.1f} min: {_says(seen)}")
            if left_s <= 0:
                return {**seen, "looks": looks, "minutes": self.minutes}
            world.wait(min(section.every_s, left_s))

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """It changed nothing."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        missed = _missed(outcome, world.plan.platform.watch)
        says = "; ".join(missed) if missed else f"held for {self.minutes:g} min: {_says(outcome)}"
        return Finding(ok=not missed, says=says, figures=outcome)

    def _minutes_of(self, left_s: float) -> float:
        return self.minutes - left_s / 60


def _began(world: World) -> datetime:
    at = world.outcomes.get(VERIFIED, {}).get("at")
    return datetime.fromisoformat(at) if at else world.now()


def _look(world: World, began: datetime) -> Mapping[str, Any]:
    """Counted from the beginning of the watch: what went wrong before is why there is a rollback."""
    minutes = max((world.now() - began).total_seconds(), 1.0) / 60
    counted = asked(world.platform, "health", minutes)
    kept = ("turns", "failed", "sent", "p95_ms", "log_errors", "log_critical")
    return {**{name: counted[name] for name in kept}, "health": health(world)}


def _missed(seen: Mapping[str, Any], wanted: WatchSection) -> list[str]:
    """The plan's criteria that a machine can see. A handful of turns says nothing of a rate."""
    missed = []
    if seen["health"]["code"] != WELL:
        missed.append(f"health answers {seen['health']['code']}")
    if seen["log_critical"]:
        missed.append(f"{seen['log_critical']} critical line(s)")
    if (
        seen["turns"] >= wanted.least_turns
        and 100 * seen["failed"] >= wanted.error_rate_percent * seen["turns"]
    ):
        missed.append(
            f"error rate {100 * seen['failed'] / seen['turns']:.1f} %, wanted < {wanted.error_rate_percent:g} %"
        )
    if seen["sent"] >= wanted.least_turns and seen["p95_ms"] >= wanted.p95_ms:
        missed.append(f"p95 {seen['p95_ms']:.0f} ms, wanted < {wanted.p95_ms:g} ms")
    return missed


def _says(seen: Mapping[str, Any]) -> str:
    p95 = f", p95 {seen['p95_ms']:.0f} ms" if seen["p95_ms"] is not None else ""
    return (
        f"health {seen['health']['status']}, {seen['failed']} of {seen['turns']} turns failed{p95},"
        f" {seen['log_errors']} error and {seen['log_critical']} critical line(s)"
    )
