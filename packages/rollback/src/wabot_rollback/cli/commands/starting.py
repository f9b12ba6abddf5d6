"""`rollback start`."""

import secrets
from datetime import timedelta

from wabot_rollback.cli.calling import Session
from wabot_rollback.cli.commands.going_on import at_work
from wabot_rollback.cli.requesting import request_of
from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.approving import BREAK_GLASS
from wabot_rollback.runs.engine import Engine
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.rehearsing import plan_hash
from wabot_rollback.runs.run import Run
from wabot_rollback.runs.runner import advance, ask_for


def run(session: Session) -> int:
    plan, engine = session.plan(), session.engine()
    person = session.speaker(plan)
    id_ = f"r-{engine.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    request = request_of(session.given, plan, run=id_, by=person.id, reason=session.given.reason)
    _refuse_other_hash(session.given.hash, plan_hash(plan, request, engine.steps_of(plan, request)))
    _refuse_glass(session, plan)
    asked = ask_for(engine, plan, request)
    if session.given.break_glass:
        _break_glass(engine, plan, asked, person.id)
    return at_work(session, asked, lambda working: advance(working, id_))


def _refuse_other_hash(given: str | None, hash_: str) -> None:
    if given is not None and not (len(given) >= 8 and hash_.startswith(given)):
        raise Refused(f"--hash {given}: the dry run's is {hash_} now; look at `rollback plan` again")


def _refuse_glass(session: Session, plan: Plan) -> None:
    allowed = plan.approvals.break_glass_strategies
    if session.given.break_glass and session.given.strategy not in allowed:
        raise Refused(
            f"--break-glass: the plan allows it for strategies {', '.join(map(str, allowed))} alone; ask for approval"
        )


def _break_glass(engine: Engine, plan: Plan, run: Run, by: str) -> None:
    until = engine.now() + timedelta(minutes=plan.approvals.break_glass_minutes)
    engine.note(
        run.id, Kind.APPROVED, by=by, role="all", hash=run.leg.hash, via=BREAK_GLASS, until=until.isoformat()
    )
