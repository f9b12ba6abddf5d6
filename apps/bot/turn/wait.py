"""When a customer's burst is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from apps.bot.turn.types import BotConfig

MOST_MESSAGES = 10
LONGEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT_IN_WINDOWS = 5
AT_ONCE_KINDS = frozenset({"order", "interactive", "button"})


@dataclass(frozen=True, slots=True)
class Burst:
    """A conversation's open messages, as far as waiting goes: when the first and the last came, how many there are,
    and whether one of them was tapped. Times are our clock's, for WhatsApp's may lag or jump.
    """

    first_at: datetime
    last_at: datetime
    messages: int = 1
    has_tap: bool = False


class WaitReason(StrEnum):
    QUIET = "quiet"  # waiting for the quiet window after the newest message
    LONGEST = "longest"  # the first message has waited as long as any may
    FULL = "full"  # ten messages are a turn
    TAP = "tap"  # a tapped row or button, or an order, says all there is to say
    FEATURE_OFF = "feature_off"


@dataclass(frozen=True, slots=True)
class WaitVerdict:
    due_at: datetime
    reason: WaitReason


def quiet_window(burst: Burst, config: BotConfig, now: datetime) -> WaitVerdict:
    """When the open messages of one conversation become a turn; a time in the past means now."""
    reason = _at_once(burst, config)
    if reason:
        return WaitVerdict(min(burst.last_at, now), reason)
    window = timedelta(seconds=max(config.harmonization_wait_seconds, 0))
    quiet = burst.last_at + window
    longest = burst.first_at + min(LONGEST_WAIT, LONGEST_WAIT_IN_WINDOWS * window)
    if longest < quiet:
        return WaitVerdict(longest, WaitReason.LONGEST)
    return WaitVerdict(quiet, WaitReason.QUIET)


def _at_once(burst: Burst, config: BotConfig) -> WaitReason | None:
    if not config.enable_message_harmonization:
        return WaitReason.FEATURE_OFF
    if burst.has_tap:
        return WaitReason.TAP
    return WaitReason.FULL if burst.messages >= MOST_MESSAGES else None
