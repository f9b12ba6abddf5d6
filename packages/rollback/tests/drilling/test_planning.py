from pathlib import Path

import pytest
from wabot_rollback.drills.places import PORTS, Places, filled, free_ports, kept
from wabot_rollback.drills.planning import defect_of, drill_plan, section_of
from wabot_rollback.errors import Refused
from wabot_rollback.plan.loading import EXAMPLE, load, parse
from wabot_rollback.runs.approving import required

PLAN = load(EXAMPLE)


def test_a_drill_can_reach_nothing_and_nobody_of_the_real_plan(tmp_path: Path) -> None:
    made = drill_plan(PLAN, Places(tmp_path / "d"), {"WABOT_WEB_PORT": 20123})

    assert made.platform.web == "http://127.0.0.1:20123"
    assert made.releases.folder == tmp_path / "d" / "releases"
    assert (made.services.manager, made.channels, made.approvals.standing) == ("supervisor", (), ())
    assert not {each.id for each in made.contacts.people} & {each.id for each in PLAN.contacts.people}
    # what is decided by stays as it is
    assert (made.matrix, made.strategies, made.signals) == (PLAN.matrix, PLAN.strategies, PLAN.signals)


def test_its_own_people_can_approve_whatever_the_plan_asks_for(tmp_path: Path) -> None:
    made = drill_plan(PLAN, Places(tmp_path / "d"), {"WABOT_WEB_PORT": 20123})

    held = {role for each in made.contacts.people for role in each.roles}
    for strategy in made.strategies:
        for row in made.matrix:
            assert {*required(made, row.severity, strategy.number)} - {"team"} <= held


def test_the_engine_reads_it_back_as_any_other_plan(tmp_path: Path) -> None:
    made = drill_plan(PLAN, Places(tmp_path / "d"), {"WABOT_WEB_PORT": 20123})

    assert parse(made.model_dump_json(exclude_none=True), "plan.yaml") == made


def test_nothing_of_a_production_environment_reaches_the_stack() -> None:
    given = {
        "PATH": "/bin",
        "DATABASE_URL": "postgresql://real",
        "WABOT_GRAPH_URL": "x",
        "UV_CACHE_DIR": "/c",
    }

    assert kept(given) == {"PATH": "/bin", "UV_CACHE_DIR": "/c"}


def test_each_part_has_a_port_of_its_own() -> None:
    ports = free_ports()

    assert set(ports) == set(PORTS)
    assert len(set(ports.values())) == len(PORTS)


def test_the_defect_is_the_one_named_or_the_first_of_the_strategy() -> None:
    section = section_of(PLAN)

    assert defect_of(section, None, 4).name == "corrupt-rows"
    assert defect_of(section, "slow", 1).strategy == 3
    with pytest.raises(Refused, match="no defect 'typo' in the plan; there are references-fail"):
        defect_of(section, "typo", None)


def test_a_plan_without_drills_says_where_to_find_an_example() -> None:
    with pytest.raises(Refused, match="plan --example"):
        section_of(PLAN.model_copy(update={"drills": None}))


def test_a_command_with_an_unknown_name_in_braces_is_refused() -> None:
    assert filled(("{python}", "x"), python="/py") == ["/py", "x"]
    with pytest.raises(Refused, match="'pyton'"):
        filled(("{pyton}",), python="/py")
