"""Strategy 2: the shops' configuration as it was before the deployment, or as it comes. The plan allows ten minutes."""

from wabot_rollback.plan.schema import Plan
from wabot_rollback.services.services import Service
from wabot_rollback.steps import Step
from wabot_rollback.strategies.acknowledging import AwaitAcknowledgements
from wabot_rollback.strategies.backing_up import BackUpConfiguration
from wabot_rollback.strategies.caching import ClearCache
from wabot_rollback.strategies.reloading import ReloadServices
from wabot_rollback.strategies.restoring import RestoreConfiguration
from wabot_rollback.strategies.verifying import VerifyService
from wabot_rollback.strategies.watching import Watch
from wabot_rollback.world import Request


def steps(plan: Plan, request: Request) -> list[Step]:
    return [
        BackUpConfiguration(),
        RestoreConfiguration(),
        AwaitAcknowledgements(),
        ClearCache(),
        ReloadServices(services=(Service.WEB, Service.WORKER)),
        VerifyService(),
        Watch(minutes=plan.platform.watch.minutes),
    ]
