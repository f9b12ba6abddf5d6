"""Strategy 4: code and database go back. Never begun automatically; people approve it with the figures before them.

Unlike in the plan the backup is restored beside the live database while that serves, and the forensic copy is the
condemned database itself, renamed: it is dumped and uploaded after the platform serves again. Intake never stops.
"""

from wabot_rollback.database.steps_assess import AssessDatabase
from wabot_rollback.database.steps_beside import CheckBeside, FetchBackup, RestoreBeside
from wabot_rollback.database.steps_forensic import ForensicCopy
from wabot_rollback.database.steps_reading import CatchUpBeside
from wabot_rollback.database.steps_swap import FinalCatchUp, SwapDatabase
from wabot_rollback.plan.schema import Plan
from wabot_rollback.releases.steps import FilesInPlace, PreflightTarget, SwitchRelease
from wabot_rollback.salvage.steps import AssessLoss
from wabot_rollback.steps import Step
from wabot_rollback.strategies.code import starting, stopping
from wabot_rollback.strategies.integrity import VerifyIntegrity
from wabot_rollback.strategies.maintenance import MaintenanceOff, MaintenanceOn
from wabot_rollback.strategies.notices import TellTenants
from wabot_rollback.strategies.smoke import TESTS, HealthCheck, SmokeTests
from wabot_rollback.world import Request

FLOW = "test_conversation_flow"
PROMISED_S = 900.0
EMERGENCY = (
    "We are putting an earlier state of the platform back. Messages are kept; answers will follow shortly."
)


def steps(plan: Plan, request: Request) -> list[Step]:
    return [
        AssessDatabase(),
        PreflightTarget(free_mb=plan.releases.free_mb, is_restored=True),
        FetchBackup(timeout_s=plan.database.longest_s),
        RestoreBeside(timeout_s=plan.database.longest_s),
        CheckBeside(),
        CatchUpBeside(timeout_s=plan.database.longest_s),
        TellTenants(emergency=EMERGENCY),
        MaintenanceOn(lasts_s=PROMISED_S),
        *stopping(plan),
        FinalCatchUp(),
        SwapDatabase(),
        SwitchRelease(),
        FilesInPlace(),
        *starting(plan),
        MaintenanceOff(),
        SmokeTests(tests=(*TESTS, FLOW)),
        VerifyIntegrity(),
        HealthCheck(),
        AssessLoss(),
        ForensicCopy(timeout_s=2 * plan.database.longest_s),
    ]
