from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.turn.talking import NOON
from apps.bot.turn.types import BotConfig
from apps.bot.turn.wait import LONGEST_WAIT, MOST_MESSAGES, Arrived, WaitReason, quiet_window

CONFIG = BotConfig(version=1, harmonization_wait_seconds=3)


def arrived(*seconds: float, kind: str = "text") -> list[Arrived]:
    return [Arrived(NOON + timedelta(seconds=second), kind) for second in seconds]


def test_it_waits_while_the_customer_may_still_type() -> None:
    verdict = quiet_window(arrived(0, 2), CONFIG, NOON + timedelta(seconds=2))

    assert verdict.due_at == NOON + timedelta(seconds=5)
    assert verdict.reason is WaitReason.QUIET


def test_it_keeps_nobody_waiting_for_ever() -> None:
    verdict = quiet_window(arrived(*range(0, 18, 2)), CONFIG, NOON)

    assert verdict.due_at == NOON + timedelta(seconds=15)
    assert verdict.reason is WaitReason.LONGEST


def test_ten_messages_are_a_turn() -> None:
    assert quiet_window(arrived(*([0] * MOST_MESSAGES)), CONFIG, NOON).reason is WaitReason.FULL
    assert quiet_window(arrived(*([0] * (MOST_MESSAGES - 1))), CONFIG, NOON).reason is WaitReason.QUIET


@pytest.mark.parametrize(
    "tap", [Arrived(NOON, "interactive"), Arrived(NOON, row_id="p:1"), Arrived(NOON, "order")]
)
def test_a_tap_is_due_at_once(tap: Arrived) -> None:
    verdict = quiet_window([*arrived(-1), tap], CONFIG, NOON)

    assert (verdict.due_at, verdict.reason) == (NOON, WaitReason.TAP)


def test_with_the_feature_off_every_message_is_due_at_once() -> None:
    off = BotConfig(version=1, enable_message_harmonization=False)

    assert quiet_window(arrived(0), off, NOON).due_at == NOON


def test_without_messages_there_is_nothing_to_wait_for() -> None:
    assert quiet_window([], CONFIG, NOON).reason is WaitReason.NOTHING


@given(
    st.lists(st.floats(min_value=0, max_value=600, allow_nan=False), min_size=1, max_size=12),
    st.integers(min_value=-5, max_value=60),
)
def test_it_never_waits_longer_than_the_longest(seconds: list[float], window_s: int) -> None:
    config = BotConfig(version=1, harmonization_wait_seconds=window_s)
    messages = arrived(*seconds)

    due = quiet_window(messages, config, NOON + timedelta(seconds=600)).due_at

    first = min(message.arrived_at for message in messages)
    last = max(message.arrived_at for message in messages)
    assert due <= max(first + LONGEST_WAIT, last)
    # and the order in which a redelivery brings them does not matter
    assert quiet_window(messages[::-1], config, NOON + timedelta(seconds=600)).due_at == due
