"""One that fails again and again is left alone, and gets its chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.services.model.breaker import CircuitBreaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_failures_that_are_not_in_a_row_do_not_count(clock: Clock) -> None:
    breaker = CircuitBreaker(clock)
    for _ in range(10):
        breaker.failed("late")
        breaker.failed("late")
        breaker.succeeded()

    assert breaker.may_call()


def test_after_its_rest_one_call_tries_and_the_others_wait(clock: Clock) -> None:
    breaker = CircuitBreaker(clock)
    for _ in range(3):
        breaker.failed("late")
    assert not breaker.may_call()

    clock.now = 60.0

    assert [breaker.may_call(), breaker.may_call()] == [True, False]
    breaker.succeeded()
    assert breaker.may_call()


def test_it_says_when_it_stops_and_when_it_goes_on(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    breaker = CircuitBreaker(clock)

    for _ in range(3):
        breaker.failed("late")
    breaker.succeeded()

    assert "left alone for 60 s" in caplog.text
    assert "answers again" in caplog.text


@given(outcomes=st.lists(st.tuples(st.booleans(), st.floats(0, 10)), max_size=80))
def test_a_dead_service_never_costs_more_than_its_failures_and_one_try_a_rest(
    outcomes: list[tuple[bool, float]],
) -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    calls = 0
    for _, pause in outcomes:
        clock.now += pause
        if breaker.may_call():
            calls += 1
            breaker.failed("nobody there")

    assert calls <= 3 + clock.now / breaker.rest_s
