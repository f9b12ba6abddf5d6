from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearCache:
    """The cache's own keys alone. No switch lies in it, so a cache that cannot be cleared stops nothing."""

    name: str = "clear-cache"
    does: str = "Empty the cache; queues, sessions and locks stay"
    expected_s: float = 1.5
    timeout_s: float = 60
    on_failure: OnFailure = OnFailure.GO_ON

    def check(self, world: World) -> Finding:
        ran = world.platform.command("clear_cache", "--help")
        return Finding(ok=ran.ok, says="the release has the command" if ran.ok else ran.line)

    def do(self, world: World) -> Outcome:
        ran = world.platform.command("clear_cache", "--json", timeout_s=30)
        if not ran.ok:
            raise StepFailed(f"clear_cache: {ran.line}")
        return {"deleted": ran.told["deleted"]}

    def probe(self, world: World) -> Did:
        """Nothing tells a cache that was emptied from one that is filling again; emptying it twice does no harm."""
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """It fills by itself."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=f"{outcome['deleted']} entries deleted", figures=outcome)
