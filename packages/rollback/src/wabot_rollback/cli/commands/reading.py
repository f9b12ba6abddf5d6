"""`rollback status`, `log`, `history`: they change nothing."""

import json
import time
from dataclasses import asdict

from wabot_rollback.cli import DONE
from wabot_rollback.cli.calling import Session
from wabot_rollback.cli.describing import as_json, exit_code, in_words
from wabot_rollback.cli.rollback_log import page
from wabot_rollback.cli.showing import PROGRESS, Showing, line_of
from wabot_rollback.runs.engine import Engine, plan_of
from wabot_rollback.runs.run import Run, runs_of
from wabot_rollback.store.chain import Entry
from wabot_rollback.store.lock import holder

LOOK_EVERY_S = 0.3


def run(session: Session) -> int:
    engine = session.engine()
    if session.given.verb == "history":
        return _history(session, engine)
    if session.given.verb == "log":
        return _log(session, engine)
    found = session.run(engine)
    if session.given.follow:
        _follow(session, engine, found)
        found = engine.run(found.id)
    if session.given.json:
        session.tell(as_json(found, holder(session.state)))
    else:
        session.say(*in_words(found, holder(session.state)))
    return exit_code(found)


def _follow(session: Session, engine: Engine, found: Run) -> None:
    """Until nobody is at work. The words of a step come out of a file beside the log."""
    showing, told, words = Showing(session.state, session.out, leaves=False), 0, ""
    while True:
        is_over = (holder(session.state) or {}).get("run") != found.id
        entries = engine.ledger.entries(found.id)
        for entry in entries[told:]:
            if session.given.json:
                session.out.write(json.dumps(_plain(entry), ensure_ascii=False) + "\n")
            else:
                showing.wrote(entry)
        told = len(entries)
        if is_over:
            return
        if not session.given.json and (newest := _words(session)) != words:
            words = newest
            showing.said(*json.loads(words))
        session.out.flush()
        time.sleep(LOOK_EVERY_S)


def _words(session: Session) -> str:
    try:
        told = json.loads((session.state / PROGRESS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return json.dumps(["", "", None])
    return json.dumps([told["step"], told["words"], told["share"]])


def _log(session: Session, engine: Engine) -> int:
    if session.given.markdown:
        found = session.run(engine)
        session.out.write(page(plan_of(found), found, engine.ledger.entries(found.id), engine.ledger.head))
        return DONE
    entries = engine.ledger.entries(None if session.given.all else session.run(engine).id)
    if session.given.json:
        session.tell({"head": engine.ledger.head, "entries": [_plain(entry) for entry in entries]})
        return DONE
    for entry in entries:
        line = line_of(entry) or f"  ({entry.kind})"
        session.say(f"{entry.number:5} {entry.at:%Y-%m-%d %H:%M:%S} {entry.run} {line}")
    session.say(
        f"the chain of {len(engine.ledger.entries())} lines is whole; its head is {engine.ledger.head}"
    )
    return DONE


def _history(session: Session, engine: Engine) -> int:
    runs = list(runs_of(engine.ledger.entries()).values())
    if session.given.json:
        session.tell([as_json(each, holder(session.state)) for each in runs])
        return DONE
    for each in runs:
        strategies = " → ".join(str(leg.strategy) for leg in each.legs)
        took_s = ((each.last_at or each.requested_at) - each.requested_at).total_seconds()
        session.say(f"{each.id}  {strategies:9}  {each.phase:10}  {took_s:8.1f} s  {each.request.reason}")
    if not runs:
        session.say("there has been no run yet")
    return DONE


def _plain(entry: Entry) -> dict[str, object]:
    return asdict(entry) | {"at": entry.at.isoformat()}
