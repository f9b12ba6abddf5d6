"""`rollback assess`."""

import sys
from dataclasses import asdict

from wabot_rollback.cli import DONE
from wabot_rollback.cli.calling import Session
from wabot_rollback.errors import Refused
from wabot_rollback.plan.assessing import Assessment, assess
from wabot_rollback.plan.deciding import Fact
from wabot_rollback.plan.schema import Plan


def run(session: Session) -> int:
    plan = session.plan()
    facts = _given(session)
    may_ask = session.given.ask or (sys.stdin.isatty() and not session.given.json)
    users_percent = session.given.users_percent
    if users_percent is None:
        users_percent = _ask_share(session) if may_ask else None
    if users_percent is None:
        raise Refused("--users-percent: how many of a hundred users are hit decides the severity")
    if may_ask:
        facts |= {fact: _ask(session, fact) for fact in Fact if fact not in facts}
    found = assess(plan, users_percent, facts)
    if session.given.json:
        session.tell(asdict(found))
    else:
        session.say(*_words(plan, found))
    return DONE


def _given(session: Session) -> dict[Fact, bool]:
    found: dict[Fact, bool] = {}
    for is_so, names in ((True, session.given.yes), (False, session.given.no)):
        for name in names:
            if name not in list(Fact):
                raise Refused(f"{name!r} is no fact; there are {', '.join(Fact)}")
            if found.get(Fact(name), is_so) != is_so:
                raise Refused(f"{name} is given as so and as not so")
            found[Fact(name)] = is_so
    return found


def _ask_share(session: Session) -> float:
    answer = _answer(session, "How many of a hundred users are hit? ")
    try:
        return float(answer.rstrip(" %").replace(",", "."))
    except ValueError:
        raise Refused(f"{answer!r} is no share in percent") from None


def _ask(session: Session, fact: Fact) -> bool:
    while (answer := _answer(session, f"{fact.question} [y/n] ").lower()) not in ("y", "yes", "n", "no"):
        session.err.write("y or n, please\n")
    return answer.startswith("y")


def _answer(session: Session, question: str) -> str:
    session.err.write(question)
    session.err.flush()
    if not (line := sys.stdin.readline()):
        raise Refused(f"no answer to: {question.strip()}")
    return line.strip()


def _words(plan: Plan, found: Assessment) -> list[str]:
    within = f"within {found.respond_within_minutes} min" if found.respond_within_minutes else "at once"
    lines = [f"{found.severity}: respond {within}; approval by {' and '.join(found.approved_by)}"]
    lines += [f"  {why}" for why in found.why]
    if found.unknown:
        lines.append(f"  not known, counted as no: {', '.join(found.unknown)}")
    if found.strategy is None:
        return [*lines, "no strategy is proposed"]
    strategy = plan.strategy(found.strategy)
    go_on = f"rollback plan --strategy {strategy.number} --severity {found.severity}"
    at_most = f"risk {strategy.risk}, at most {strategy.minutes[1]:g} min"
    return [*lines, f"strategy {strategy.number}, {strategy.name} ({at_most}): {go_on}"]
