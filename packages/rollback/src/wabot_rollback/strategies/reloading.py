from dataclasses import dataclass

from wabot_rollback.services.services import Service
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadServices:
    """One after the other, so that something serves throughout."""

    services: tuple[Service, ...]
    name: str = "reload-services"
    does: str = "Restart web and workers gracefully"
    expected_s: float = 5
    timeout_s: float = 180
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return self._standing(world)

    def do(self, world: World) -> Outcome:
        world.fence.check()
        for place, service in enumerate(self.services):
            world.say(f"{service} restarts", place / len(self.services))
            world.services.reload(service, within_s=self.timeout_s / len(self.services))
        return {"reloaded": [service.value for service in self.services]}

    def probe(self, world: World) -> Did:
        """Once more does no harm: it is graceful."""
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Whoever was restarted runs on what is there now; nothing is left to put back."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return self._standing(world)

    def _standing(self, world: World) -> Finding:
        found = [one for service in self.services for one in world.services.standing(service)]
        down = [f"{one.service} on {one.host}" for one in found if not one.running]
        says = f"not running: {', '.join(down)}" if down else f"{len(found)} service(s) run"
        return Finding(
            ok=not down, says=says, figures={"pids": {one.service.value: one.pids for one in found}}
        )
