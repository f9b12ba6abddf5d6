"""The step that reads in the side database what the journal has had since the backup."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from wabot_rollback.database.catching_up import catch_up, forget_processes
from wabot_rollback.database.steps_beside import names_of
from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.steps import chosen
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpBeside:
    """While the live one serves: what is left for the time in which nobody does is the tail alone."""

    name: str = "catch-up-beside"
    does: str = (
        "Let the target's projector read in the side database what the journal has had since the backup"
    )
    expected_s: float = 60
    timeout_s: float = 3600
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="nobody is woken or told, and nothing leaves the house")

    def do(self, world: World) -> Outcome:
        names, target, section = names_of(world), chosen(world)[1].id, world.plan.database
        with closing(world.platform.owner(names.side)) as side:
            forget_processes(side)
        told: dict[str, Any] = dict(
            catch_up(world.platform, database=names.side, release=target, within_s=section.longest_s)
        )
        return told | {"findings": self._findings(world, names.side, target)}

    def _findings(self, world: World, side: str, release: str) -> int:
        """Here rather than later: it looks at every row, and nobody waits for it yet."""
        ran = world.platform.command(
            "check_data_integrity", "--json", release=release, database=side, timeout_s=self.timeout_s
        )
        found = (ran.told or {}).get("total", 0)
        if not ran.ok and not world.plan.database.accept_findings:
            raise StepFailed(
                f"check_data_integrity finds {found or ran.line} in the restored database: look with --verbose, and"
                " set database.accept_findings to go on all the same"
            )
        return int(found)

    def probe(self, world: World) -> Did:
        """Whether there is more to read is the projector's to say: it ends at once when there is not."""
        return Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        """The side database goes as a whole."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        if skipped := outcome.get("skipped"):
            return Finding(ok=True, says=str(skipped))
        parked = int(outcome["parked"])
        says = f"{outcome['records']:,} records read up to offset {outcome['head']:,}, {parked} parked"
        says += f"; {outcome['findings']} findings accepted" if outcome["findings"] else ""
        return Finding(ok=True, says=says, figures=outcome)
