"""`rollback resume`, `escalate`, `abort`, `undo`, `verify`: what a person does with a run that there is."""

from collections.abc import Callable

from wabot_rollback.cli import DONE, HALFWAY, REFUSED
from wabot_rollback.cli.calling import Session
from wabot_rollback.cli.describing import as_json, exit_code, in_words
from wabot_rollback.cli.showing import Showing, expected_of
from wabot_rollback.errors import Refused
from wabot_rollback.runs.engine import Engine, plan_of
from wabot_rollback.runs.rehearsing import measured
from wabot_rollback.runs.run import Phase, Run
from wabot_rollback.runs.runner import advance, ask_to_abort, note_escalation, undo, verify
from wabot_rollback.store.lock import holder


def run(session: Session) -> int:
    found = session.run(session.engine())
    return VERBS[session.given.verb](session, found)


def at_work(session: Session, found: Run, work: Callable[[Engine], Run]) -> int:
    """Shows how it goes, and says at the end how it stands."""
    listener = None if session.given.json else _showing(session, found)
    engine = session.engine(listener)
    try:
        ended = work(engine)
    except Refused as error:
        return _refused(session, engine.run(found.id), error)
    except KeyboardInterrupt:
        session.err.write(f"\nrollback: stopped by hand; `rollback resume {found.id}` goes on\n")
        return HALFWAY if engine.run(found.id).changed_something else REFUSED
    _say(session, ended)
    return exit_code(ended)


def _showing(session: Session, found: Run) -> Showing:
    engine, plan = session.engine(), plan_of(found)
    steps = engine.steps_of(plan, found.request_of(found.leg))
    times = measured(engine.ledger.entries())
    return Showing(session.state, session.out, expected_of(steps, times, found.leg.strategy))


def _refused(session: Session, found: Run, error: Refused) -> int:
    """Nothing was changed by what was refused; what the run had changed before stands as it stood."""
    session.err.write("".join(f"rollback: {line}\n" for line in str(error).splitlines()))
    if session.given.json:
        session.tell(as_json(found, holder(session.state)) | {"refused": str(error)})
    return HALFWAY if found.is_open else REFUSED


def _say(session: Session, found: Run) -> None:
    if session.given.json:
        session.tell(as_json(found, holder(session.state)))
    else:
        session.say("", *in_words(found, holder(session.state)))


def _resume(session: Session, found: Run) -> int:
    return at_work(session, found, lambda engine: advance(engine, found.id))


def _verify(session: Session, found: Run) -> int:
    return at_work(session, found, lambda engine: verify(engine, found.id))


def _escalate(session: Session, found: Run) -> int:
    plan = plan_of(found)
    person, to, why = session.speaker(plan), session.given.to, session.given.reason

    def work(engine: Engine) -> Run:
        note_escalation(engine, plan, found, to, person.id, why)
        return advance(engine, found.id)

    return at_work(session, found, work)


def _undo(session: Session, found: Run) -> int:
    person = session.speaker(plan_of(found))
    ended: list[Run] = []

    def work(engine: Engine) -> Run:
        ended.append(undo(engine, found.id, person.id, session.given.reason))
        return ended[0]

    code = at_work(session, found, work)
    return DONE if ended and ended[0].phase is Phase.UNDONE else code


def _abort(session: Session, found: Run) -> int:
    person = session.speaker(plan_of(found))
    ended = ask_to_abort(session.engine(), found.id, person.id, session.given.reason)
    _say(session, ended)
    return DONE


VERBS: dict[str, Callable[[Session, Run], int]] = {
    "resume": _resume,
    "verify": _verify,
    "escalate": _escalate,
    "undo": _undo,
    "abort": _abort,
}
