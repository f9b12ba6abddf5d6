from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.turn.talking import NOON
from apps.bot.turn.types import BotConfig
from apps.bot.turn.wait import LONGEST_WAIT, MOST_MESSAGES, Burst, WaitReason, quiet_window

CONFIG = BotConfig(version=1, harmonization_wait_seconds=3)


def arrived(*seconds: float, has_tap: bool = False) -> Burst:
    first, last = NOON + timedelta(seconds=min(seconds)), NOON + timedelta(seconds=max(seconds))
    return Burst(first, last, len(seconds), has_tap)


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


def test_a_tap_is_due_at_once() -> None:
    verdict = quiet_window(arrived(-1, 0, has_tap=True), CONFIG, NOON)

    assert (verdict.due_at, verdict.reason) == (NOON, WaitReason.TAP)


def test_with_the_feature_off_every_message_is_due_at_once() -> None:
    off = BotConfig(version=1, enable_message_harmonization=False)

    assert quiet_window(arrived(0), off, NOON).due_at == NOON


@given(
    st.lists(st.floats(min_value=0, max_value=600, allow_nan=False), min_size=1, max_size=12),
    st.integers(min_value=-5, max_value=60),
)
def test_it_never_waits_longer_than_the_longest(seconds: list[float], window_s: int) -> None:
    config = BotConfig(version=1, harmonization_wait_seconds=window_s)
    burst = arrived(*seconds)

    due = quiet_window(burst, config, NOON + timedelta(seconds=600)).due_at

    assert due <= max(burst.first_at + LONGEST_WAIT, burst.last_at)
