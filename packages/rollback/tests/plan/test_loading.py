import re
from pathlib import Path

import pytest
from wabot_rollback.plan.loading import EXAMPLE, BadPlan, load, parse
from wabot_rollback.plan.schema import Plan
from wabot_rollback.plan.schema_of import fields_of

TEXT = EXAMPLE.read_text(encoding="utf-8")


def number_of(words: str, text: str = TEXT) -> int:
    """The line on which these words stand first."""
    return text[: text.index(words)].count("\n") + 1


def told(text: str) -> list[str]:
    with pytest.raises(BadPlan) as refused:
        parse(text, "plan.yaml")
    return list(refused.value.lines)


def test_the_example_is_a_plan_and_names_every_key() -> None:
    plan = load(EXAMPLE)

    assert [each.number for each in plan.strategies] == [1, 2, 3, 4]
    missing = [path for path, _ in fields_of(Plan) if not re.search(rf"\b{path.rsplit('.', 1)[-1]}:", TEXT)]
    assert missing == []


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("  keep: 5", "  kep: 5", "  kep: 5", "releases.kep: no such key, did you mean keep?; there are folder"),
        ("severity: medium", "severity: mediun", "severity: mediun", "matrix.2.severity: 'mediun' is none of critical"),
        (
            "primary: first-on-call", "primary: first-oncall", "primary: first-oncall",
            "contacts.on_call.primary: 'first-oncall' is no person of contacts.people, did you mean first-on-call?",
        ),
        ("[1, 2], until", "[1, 4], until", "[1, 4], until", "approvals.standing.0.strategies.1: '4' is no strategy that"),
        ("least_turns: 20", "least_turns: few", "least_turns: few", "watch.least_turns: input should be a valid integer"),
        ("roles: [product-manager]", "roles: []", "approved_by: [engineering-lead, product-manager]", "no role that anybody has"),
        ("manager: systemd", "manager: supervisor", "services:\n", "services: manager supervisor needs `socket`"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_by_line(old: str, new: str, at: str, says: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new)

    first = told(text)[0]

    assert first.startswith(f"plan.yaml:{number_of(at, text)}: ")
    assert says in first


def test_several_faults_are_said_at_once_and_in_order() -> None:
    lines = told(TEXT.replace("  keep: 5", "  kep: 5").replace("every_s: 15", "every_s: often"))

    assert [int(line.split(":")[1]) for line in lines] == sorted(
        [number_of("every_s: 15"), number_of("  keep: 5")]
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [\nb: 1", "plan.yaml:2: "),
        ("name: x\nname: y\n", "plan.yaml:2: found duplicate key"),
        ("- a", "plan.yaml:1: it has no keys"),
        ("name: x\n", "plan.yaml:1: platform: must be given"),
    ],
)
def test_what_is_no_plan_at_all_is_said_too(text: str, says: str) -> None:
    assert any(line.startswith(says) for line in told(text))


def test_a_plan_that_is_not_there_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BadPlan, match=r"No such file.*--plan or WABOT_ROLLBACK_PLAN"):
        load(tmp_path / "plan.yaml")
