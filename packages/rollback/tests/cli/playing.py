"""The command with steps that touch files instead of a platform's. As a program: `… STATE PLAN VERB …`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import wabot_rollback.cli.assembling
import wabot_rollback.strategies
from wabot_rollback.cli import main
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.engine import WorldOf
from wabot_rollback.steps import Step
from wabot_rollback.world import Request

from packages.rollback.tests.runs.trial import Touch, engine

HANG = "hang"


def steps_of(plan: Plan, request: Request) -> Sequence[Step]:
    """What goes wrong is asked for by an option of the request."""
    wrong = request.options
    return [
        Touch(name="one", does="Touch the first"),
        Touch(name="two", does="Touch the second", fails="fail" in wrong, hangs_s=20 if HANG in wrong else 0),
        Touch(name="look", does="Look", good="sick" not in wrong, looks_only=True),
    ]


def world_at(state: Path) -> WorldOf:
    return engine(state).world_of


if __name__ == "__main__":
    wabot_rollback.strategies.steps_of = steps_of
    wabot_rollback.cli.assembling.world_at = world_at
    sys.exit(main(sys.argv[1:]))
