"""The request that a command line makes."""

import json
from argparse import Namespace
from dataclasses import replace
from typing import Any

from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.releases.steps import WITH_DATABASE
from wabot_rollback.runs.approving import SEVERITY
from wabot_rollback.runs.runner import ESCALATE_TO
from wabot_rollback.world import Request

# The strategies that put another release in place.
WITH_RELEASE = (3, WITH_DATABASE)


def request_of(given: Namespace, plan: Plan, *, run: str, by: str, reason: str) -> Request:
    """Raises Refused. What would be chosen later is chosen here already, so that it is what people approve."""
    options = dict(_option(text) for text in given.option)
    if given.severity is not None:
        options[SEVERITY] = given.severity
    if getattr(given, "escalate_to", None) is not None:
        options[ESCALATE_TO] = _escalation(given.strategy, given.escalate_to)
    plan.strategy(given.strategy)
    request = Request(
        run=run,
        strategy=given.strategy,
        reason=reason,
        requested_by=by,
        features=tuple(given.feature),
        tenants=tuple(given.tenant),
        release=given.release,
        backup=given.backup,
        options=options,
    )
    return _with_release(request, plan)


def _with_release(request: Request, plan: Plan) -> Request:
    if request.strategy not in WITH_RELEASE or request.release is not None:
        return request
    kept = KeptReleases(plan.releases.folder)
    active = kept.active()
    if request.strategy == WITH_DATABASE and kept.taken_back() is not None:
        before = active
    else:
        before = kept.before(active) if active is not None else None
    # Without one, the strategy's own check says what is missing.
    return replace(request, release=before.id) if before is not None else request


def _option(text: str) -> tuple[str, Any]:
    name, has_value, value = text.partition("=")
    if not has_value:
        return name, True
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _escalation(strategy: int, to: int) -> int:
    if not strategy < to <= 3:
        raise Refused(
            f"--escalate-to {to}: from strategy {strategy} the engine goes up by itself to 3 at most"
        )
    return to
