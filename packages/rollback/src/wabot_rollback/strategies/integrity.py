"""Whether the rows of the serving database are what they imply: the platform's own check, after a rollback."""

from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyIntegrity:
    name: str = "verify-integrity"
    does: str = "Check that all the schema implies is true of the rows"
    expected_s: float = 10
    timeout_s: float = 600
    on_failure: OnFailure = OnFailure.GO_ON
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="by check_data_integrity, once the platform serves again")

    def do(self, world: World) -> Outcome:
        ran = world.platform.command("check_data_integrity", "--json", timeout_s=self.timeout_s)
        if ran.told is None:
            raise StepFailed(f"check_data_integrity: {ran.line}")
        return {
            "ok": ran.ok,
            "checks": ran.told["checks"],
            "rows": ran.told["rows"],
            "total": ran.told["total"],
        }

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        says = f"{outcome['checks']} checks over {outcome['rows']:,} rows: {outcome['total']} findings"
        return Finding(ok=bool(outcome["ok"]), says=says, figures=outcome)
