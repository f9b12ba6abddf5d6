"""Telling the shops' people. A notice that cannot be sent never stops a rollback."""

from collections import Counter
from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class TellTenants:
    """By the platform's own command, which tells each contact once however often it is called.

    `emergency` "": that maintenance is on; otherwise the words of an emergency.
    """

    name: str = "tell-tenants"
    does: str = "Tell the shops' contacts by their channels"
    expected_s: float = 5
    timeout_s: float = 120
    on_failure: OnFailure = OnFailure.GO_ON
    emergency: str = ""

    def check(self, world: World) -> Finding:
        ran = world.platform.command(*self._command(), "--dry-run", "--json")
        if not ran.ok:
            return Finding(ok=False, says=f"{self._command()[0]}: {ran.line}")
        contacts = len(ran.told["contacts"])
        says = f"{contacts} contact(s) would be told" if contacts else "there is no contact to tell"
        return Finding(ok=True, says=says, figures={"contacts": contacts})

    def do(self, world: World) -> Outcome:
        ran = world.platform.command(*self._command(), "--json", timeout_s=self.timeout_s)
        if ran.told is None:
            raise StepFailed(f"{self._command()[0]}: {ran.line}")
        states = Counter(one["state"] for one in ran.told["contacts"])
        if not ran.ok:
            raise StepFailed(f"{self._command()[0]}: {dict(states)}; --retry-failed tells the rest once more")
        return {"contacts": dict(states)}

    def probe(self, world: World) -> Did:
        """The command knows whom it told: to call it again is safe."""
        return Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        """What was said cannot be taken back."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        told = outcome.get("contacts", {})
        return Finding(ok=True, says=f"{sum(told.values())} contact(s) told", figures=told)

    def _command(self) -> tuple[str, ...]:
        if self.emergency:
            return ("send_emergency_notification", f"--message={self.emergency}")
        return ("send_maintenance_notification",)
