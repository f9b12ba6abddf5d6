"""Strategy 1: the feature goes off, in every process, and stays off. The plan allows five minutes."""

from wabot_rollback.plan.schema import Plan
from wabot_rollback.steps import Step
from wabot_rollback.strategies.acknowledging import AwaitAcknowledgements
from wabot_rollback.strategies.caching import ClearCache
from wabot_rollback.strategies.disabling import DisableFeature
from wabot_rollback.strategies.identifying import IdentifyFeature
from wabot_rollback.strategies.verifying import VerifyService
from wabot_rollback.strategies.watching import Watch
from wabot_rollback.world import Request


def steps(plan: Plan, request: Request) -> list[Step]:
    return [
        IdentifyFeature(),
        DisableFeature(),
        AwaitAcknowledgements(),
        ClearCache(),
        VerifyService(),
        Watch(minutes=plan.platform.watch.minutes),
    ]
