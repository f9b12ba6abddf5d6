"""What each strategy consists of."""

from collections.abc import Sequence
from importlib import import_module

from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.steps import Step
from wabot_rollback.world import Request

# Each is a module with `steps(plan, request)`, loaded when it is asked for: strategy 1 needs nothing of 4.
MODULES = {1: "feature", 2: "configuration", 3: "code", 4: "database"}


def steps_of(plan: Plan, request: Request) -> Sequence[Step]:
    """Raises Refused for a number that is none."""
    if (name := MODULES.get(request.strategy)) is None:
        raise Refused(f"no strategy {request.strategy}; there are {', '.join(map(str, MODULES))}")
    found: Sequence[Step] = import_module(f"{__name__}.{name}").steps(plan, request)
    return found
