import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from wabot_rollback.cli.requesting import request_of
from wabot_rollback.errors import Refused
from wabot_rollback.plan.loading import EXAMPLE, load
from wabot_rollback.plan.schema import Plan
from wabot_rollback.world import Request

PLAN = load(EXAMPLE)
NOTHING: dict[str, Any] = {
    "feature": [],
    "tenant": [],
    "release": None,
    "backup": None,
    "severity": None,
    "option": [],
}


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Where the release `new` runs, deployed after `old`."""
    for number, name in enumerate(["old", "new"], 1):
        (tmp_path / name).mkdir()
        told = {"built_at": f"2026-11-0{number}T00:00:00+00:00", "revision": name}
        (tmp_path / name / "release.json").write_text(json.dumps(told))
    (tmp_path / "deployed").mkdir()
    (tmp_path / "deployed" / "new.json").write_text(json.dumps({"before": "old"}))
    (tmp_path / "current").symlink_to("new")
    folder = PLAN.releases.model_copy(update={"folder": tmp_path})
    return PLAN.model_copy(update={"releases": folder})


def requested(plan: Plan, **given: Any) -> Request:
    return request_of(Namespace(**NOTHING | given), plan, run="r-1", by="lead", reason="x")


@pytest.mark.parametrize(
    ("strategy", "named", "release"),
    [(1, None, None), (2, None, None), (3, None, "old"), (4, None, "old"), (3, "older", "older")],
)
def test_the_release_to_go_back_to_is_chosen_before_people_approve(
    plan: Plan, strategy: int, named: str | None, release: str | None
) -> None:
    assert requested(plan, strategy=strategy, release=named).release == release


def test_where_code_went_back_already_strategy_4_stays_with_that_release(plan: Plan) -> None:
    (plan.releases.folder / "current").unlink()
    (plan.releases.folder / "current").symlink_to("old")
    (plan.releases.folder / "previous").symlink_to("new")

    assert requested(plan, strategy=4).release == "old"


def test_where_nothing_is_deployed_the_strategys_own_check_will_say_so() -> None:
    assert requested(PLAN, strategy=3).release is None


def test_options_are_json_where_they_are_and_words_otherwise() -> None:
    given = ["reverse_migrations", "watch=false", "tables=[1,2]", "name=duka la mama"]

    found = requested(PLAN, strategy=1, option=given, severity="high")

    assert found.options == {
        "reverse_migrations": True,
        "watch": False,
        "tables": [1, 2],
        "name": "duka la mama",
        "severity": "high",
    }


@pytest.mark.parametrize(("strategy", "to"), [(1, 4), (2, 2), (3, 3), (2, 1)])
def test_it_escalates_upwards_by_itself_and_never_to_the_database(strategy: int, to: int) -> None:
    with pytest.raises(Refused, match=f"--escalate-to {to}"):
        requested(PLAN, strategy=strategy, escalate_to=to)

    assert requested(PLAN, strategy=1, escalate_to=3).options == {"escalate_to": 3}
