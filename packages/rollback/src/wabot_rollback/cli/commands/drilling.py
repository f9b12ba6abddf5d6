"""`rollback drill`."""

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from wabot_rollback.cli import DONE, TROUBLE, UNVERIFIED
from wabot_rollback.cli.calling import Session
from wabot_rollback.drills.drill import Drill, Drilled
from wabot_rollback.drills.ground import Ground, Say, prepared
from wabot_rollback.drills.places import throwaway
from wabot_rollback.drills.planning import defect_of, section_of
from wabot_rollback.drills.rollback_log import rollback_log
from wabot_rollback.drills.telling import as_json, in_words, measures
from wabot_rollback.runs.records import Kind

if TYPE_CHECKING:
    from types import FrameType


def run(session: Session) -> int:
    given, plan = session.given, session.plan()
    section = section_of(plan)
    defect = defect_of(section, given.defect, given.strategy)
    before = signal.signal(signal.SIGTERM, _end)
    try:
        with (
            throwaway() as folder,
            prepared(plan, folder, os.environ, _say(session)) as ground,
        ):
            drill = Drill(
                ground=ground,
                defect=defect,
                customers=given.customers or section.customers,
                strategy=given.strategy,
                kill_at=given.kill_at,
                escalates=given.escalate,
            )
            drilled = drill.run()
            _write_log(session, ground, drilled)
    except KeyboardInterrupt:
        session.err.write("rollback: the drill was ended by hand; what it had started is stopped\n")
        return TROUBLE
    finally:
        signal.signal(signal.SIGTERM, before)
    keep_measures(session, drilled)
    if given.json:
        session.tell(as_json(drilled))
    else:
        session.say("", *in_words(drilled))
    return DONE if drilled.has_helped and drilled.nothing_lost else UNVERIFIED


def keep_measures(session: Session, drilled: Drilled) -> None:
    """In the engine's own log: from now on the time left of a run is reckoned by them."""
    run = drilled.driven.run if drilled.driven else f"drill of {drilled.defect.name}"
    told = as_json(drilled)
    kept = {
        name: told[name] for name in ("defect", "customers", "strategies", "wall_s", "helped", "nothing_lost")
    }
    session.engine().note(run, Kind.DRILLED, **kept, steps=measures(drilled))


def _write_log(session: Session, ground: Ground, drilled: Drilled) -> None:
    if session.given.log is not None and drilled.driven is not None:
        entries = ground.ledger.entries(drilled.driven.run)
        Path(session.given.log).write_text(rollback_log(ground.plan, entries, drilled), encoding="utf-8")


def _say(session: Session) -> Say:
    def say(words: str) -> None:
        session.err.write(f"drill: {words}\n")
        session.err.flush()

    return say


def _end(_number: int, _frame: "FrameType | None") -> None:
    """As Ctrl-C does: what was started is stopped on the way out."""
    raise KeyboardInterrupt
