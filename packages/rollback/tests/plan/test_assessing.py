import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_rollback.errors import Refused
from wabot_rollback.plan.assessing import assess
from wabot_rollback.plan.deciding import Fact, Severity
from wabot_rollback.plan.loading import EXAMPLE, load

PLAN = load(EXAMPLE)
DATA = [Fact.CORRUPTION, Fact.SCHEMA, Fact.MIGRATION, Fact.REMOVAL]


def facts(*true: Fact) -> dict[Fact, bool]:
    return {fact: fact in true for fact in Fact}


@pytest.mark.parametrize(
    ("users_percent", "severity", "minutes"),
    [
        (0, Severity.LOW, 60),
        (2, Severity.LOW, 60),
        (2.1, Severity.MEDIUM, 30),
        (5, Severity.MEDIUM, 30),
        (10, Severity.HIGH, 15),
        (10.1, Severity.CRITICAL, 0),
        (100, Severity.CRITICAL, 0),
    ],
)
def test_severity_follows_the_share_of_users(users_percent: float, severity: Severity, minutes: int) -> None:
    found = assess(PLAN, users_percent, facts(Fact.FEATURE))

    assert (found.severity, found.respond_within_minutes) == (severity, minutes)


@pytest.mark.parametrize(
    ("users_percent", "true", "strategy"),
    [
        (12, [Fact.FEATURE], 1),
        (7, [Fact.FEATURE], 1),
        (7, [Fact.CONFIGURATION], 2),
        (3, [Fact.CODE], 3),
        # the matrix alone would say 1, but no switch helps
        (12, [Fact.CODE], 3),
        (12, [], 1),
        (1, [Fact.FEATURE], None),
        (1, [Fact.CORRUPTION], 4),
        (12, [Fact.FEATURE, Fact.MIGRATION], 4),
        # data that can be put right is no reason to take the database back, nor can a switch mend it
        (12, [Fact.CORRUPTION, Fact.RECOVERABLE], None),
    ],
)
def test_the_strategy_follows_what_speaks_for_it(
    users_percent: float, true: list[Fact], strategy: int | None
) -> None:
    assert assess(PLAN, users_percent, facts(*true)).strategy == strategy


@given(users_percent=st.floats(0, 100), given=st.dictionaries(st.sampled_from(Fact), st.booleans()))
def test_only_what_happened_to_the_data_selects_the_database(
    users_percent: float, given: dict[Fact, bool]
) -> None:
    found = assess(PLAN, users_percent, given)

    chosen_by_data = any(given.get(fact) for fact in DATA) and not given.get(Fact.RECOVERABLE)
    assert (found.strategy == 4) == chosen_by_data
    assert found.why
    assert set(found.unknown) == set(Fact) - set(given)


@pytest.mark.parametrize("users_percent", [-1, 101])
def test_a_share_that_is_none_is_refused(users_percent: float) -> None:
    with pytest.raises(Refused, match="in percent, 0 to 100"):
        assess(PLAN, users_percent, {})
