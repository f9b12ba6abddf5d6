"""Hosts whose clocks differ agree on when a lease ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from apps.tenants.clock import ASK_EVERY_S, DatabaseClock, database_now

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@given(
    started_s=st.floats(-1e6, 1e6),
    steps=st.lists(st.tuples(st.floats(0, 10), st.integers(1, 3)), max_size=20),
)
def test_it_is_the_databases_whatever_this_host_counts_from(
    started_s: float, steps: list[tuple[float, int]]
) -> None:
    passed_s, asked_at_s = 0.0, list[float]()

    def ask() -> datetime:
        asked_at_s.append(passed_s)
        return NOON + timedelta(seconds=passed_s)

    clock = DatabaseClock(ask=ask, monotonic=lambda: started_s + passed_s)
    for pause_s, times in steps:
        passed_s += pause_s
        for _ in range(times):
            assert abs(clock() - (NOON + timedelta(seconds=passed_s))) < timedelta(milliseconds=1)

    # and it is not asked more than it must be
    assert all(later - at > ASK_EVERY_S - 1e-6 for at, later in pairwise(asked_at_s))


def test_threads_that_call_whatsapp_need_no_connection_for_it() -> None:
    asked, now_s = list[float](), 0.0

    def ask() -> datetime:
        asked.append(now_s)
        return NOON

    clock = DatabaseClock(ask=ask, monotonic=lambda: now_s)
    clock()
    now_s = 100.0

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock).result() == NOON + timedelta(seconds=100)
    assert asked == [0.0]


def test_a_database_that_is_away_is_told_and_asked_again() -> None:
    is_there = iter([False, True])

    def ask() -> datetime:
        if not next(is_there):
            raise OperationalError("away")
        return NOON

    clock = DatabaseClock(ask=ask)
    with pytest.raises(OperationalError):
        clock()
    assert clock() - NOON < timedelta(seconds=60)


@pytest.mark.django_db
def test_it_goes_on_while_a_transaction_stays_open() -> None:
    first = database_now()

    assert database_now() > first
