from pathlib import Path
from typing import Any

from wabot_rollback.drills.counting import Counted
from wabot_rollback.drills.drill import Deployed, Drilled
from wabot_rollback.drills.driving import Driven
from wabot_rollback.drills.looking import Seen, Usual
from wabot_rollback.drills.planning import defect_of, section_of
from wabot_rollback.drills.rollback_log import rollback_log
from wabot_rollback.drills.telling import as_json, in_words, measures
from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.runs.records import Kind
from wabot_rollback.runs.rehearsing import measured
from wabot_rollback.runs.runner import ask_for
from wabot_rollback.store.ledger import Ledger

from ..runs.trial import REQUEST, Touch, engine

PLAN = load(EXAMPLE)
WELL = Seen(90, 3.1, 3.4, 0.0, 0.3, 0, 0, 0, 0.0)
ILL = Seen(80, 3.1, 9.0, 0.0, 5.9, 80, 0, 3, 100.0)


def step(name: str, **more: Any) -> dict[str, Any]:
    return {"step": name, "stage": "verified", "says": "", "took_s": 2.0, "attempts": 1, **more}


def make_drilled(*, refused: int = 0, after: Seen = WELL, code: int = 0) -> Drilled:
    steps = [
        step("stop-web"),
        step("start-web", attempts=2),
        step("watch"),
        {"step": "x", "stage": "to come"},
    ]
    told = {"phase": "done", "strategies": [{"strategy": 3, "steps": steps}]}
    return Drilled(
        defect=defect_of(section_of(PLAN), "wrong-price", None),
        customers=50,
        deployed=Deployed("20261124-1", True, True, 11.0, ""),
        usual=Usual({}, 3.1, 3.4, 6.6),
        spans={"before": WELL, "broken": ILL, "after": after},
        counted=Counted(90, 90, refused, 0, 0, 0, {}),
        assessed={"severity": "critical", "users_percent": 100.0, "why": ["all are hit"]},
        driven=Driven("r-1", told, 10.0, 47.0, code),
        helped_after_s=12.3,
    )


def test_it_has_helped_once_nobody_is_told_anything_wrong() -> None:
    assert make_drilled().has_helped
    assert not make_drilled(after=ILL).has_helped
    # the engine must have seen it too
    assert not make_drilled(code=4).has_helped


def test_one_webhook_that_was_refused_is_one_too_many() -> None:
    assert make_drilled().nothing_lost
    assert not make_drilled(refused=1).nothing_lost
    assert "NOT as it should be" in [*in_words(make_drilled(refused=1))]


def test_what_a_kill_or_the_plan_made_longer_is_no_measure() -> None:
    assert measures(make_drilled()) == [{"strategy": 3, "step": "stop-web", "took_s": 2.0}]


def test_the_time_left_of_a_run_is_reckoned_by_drills_too(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.append("r-1", Kind.OUTCOME, {"strategy": 3, "step": "stop-web", "took_s": 4.0, "recalled": False})

    ledger.append("r-2", Kind.DRILLED, {"steps": measures(make_drilled())})

    assert measured(ledger.entries()) == {(3, "stop-web"): [4.0, 2.0]}


def test_the_page_says_who_what_when_and_what_customers_noticed(tmp_path: Path) -> None:
    made = engine(tmp_path, Touch(name="one", does="Touch the first"))
    ask_for(made, PLAN, REQUEST)

    page = rollback_log(PLAN, made.ledger.entries(), make_drilled())

    assert "**Feature**: Conversational Commerce UX Enhancement" in page
    assert "**Executed By**: second-on-call; approved by nobody" in page
    assert "asked for by second-on-call: wrong prices" in page
    assert "| while it was broken | 80 | 3.1 s | 9.0 s | 0.0 s | 5.9 s | 80 | 0 | 3 |" in page
    assert "- [x] No data loss" in page


def test_a_program_reads_the_same_figures() -> None:
    told = as_json(make_drilled())

    assert (told["wall_s"], told["helped"], told["counted"]["webhooks_refused"]) == (37.0, True, 0)
    assert told["spans"]["broken"]["hit_percent"] == 100
