"""`rollback approve`."""

from datetime import timedelta

from wabot_rollback.cli import DONE, REFUSED
from wabot_rollback.cli.calling import Session
from wabot_rollback.errors import Refused
from wabot_rollback.plan.schema import Plan
from wabot_rollback.runs.approving import PERSON, missing, role_of
from wabot_rollback.runs.engine import Engine, plan_of
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.run import CLOSED, Run


def run(session: Session) -> int:
    engine = session.engine()
    if session.given.revoke is not None:
        return _revoke(session, engine)
    found = session.run(engine)
    if found.phase in CLOSED:
        raise Refused(f"{found.id} is {found.phase}: there is nothing to approve")
    if (given := session.given.hash) and not (len(given) >= 8 and found.leg.hash.startswith(given)):
        raise Refused(f"--hash {given}: what {found.id} asks to be approved is {found.leg.hash}")
    plan = plan_of(found)
    _approve(session, engine, plan, found)
    left = missing(plan, engine.run(found.id), engine.now())
    if session.given.json:
        session.tell({"run": found.id, "hash": found.leg.hash, "missing": left})
    elif left:
        session.say(f"{found.id} still needs {' and '.join(left)}")
    else:
        session.say(f"{found.id} is approved: `rollback resume {found.id}` begins it")
    return DONE


def _approve(session: Session, engine: Engine, plan: Plan, found: Run) -> None:
    person, now = session.speaker(plan), engine.now()
    role = role_of(plan, found, person, now, session.given.role)
    until = now + timedelta(minutes=plan.approvals.valid_minutes)
    engine.note(
        found.id,
        Kind.APPROVED,
        by=person.id,
        role=role,
        hash=found.leg.hash,
        via=PERSON,
        until=until.isoformat(),
    )


def _revoke(session: Session, engine: Engine) -> int:
    plan, name = session.plan(), session.given.revoke
    known = [each.name for each in plan.approvals.standing]
    if name not in known:
        session.err.write(
            f"rollback: no standing approval {name!r}; there are {', '.join(known) or 'none'}\n"
        )
        return REFUSED
    engine.note("", Kind.REVOKED, name=name, by=session.speaker(plan).id)
    session.say(f"{name} is worth nothing from now on")
    return DONE
