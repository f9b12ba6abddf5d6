"""When a customer's burst is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from apps.bot.turn.types import BotConfig

MOST_MESSAGES = 10
LONGEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT_IN_WINDOWS = 5
AT_ONCE_KINDS = frozenset({"order", "interactive", "button"})


class Waiting(Protocol):
    """A message as far as waiting goes: `arrived_at` is our clock, for WhatsApp's may lag or jump."""

    @property
    def arrived_at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def row_id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    arrived_at: datetime
    kind: str = "text"
    row_id: str = ""


class WaitReason(StrEnum):
    QUIET = "quiet"  # waiting for the quiet window after the newest message
    LONGEST = "longest"  # the first message has waited as long as any may
    FULL = "full"  # ten messages are a turn
    TAP = "tap"  # a tapped row or button, or an order, says all there is to say
    FEATURE_OFF = "feature_off"
    NOTHING = "nothing"  # no message is open


@dataclass(frozen=True, slots=True)
class WaitVerdict:
    due_at: datetime
    reason: WaitReason


def quiet_window(messages: Sequence[Waiting], config: BotConfig, now: datetime) -> WaitVerdict:
    """When the open messages of one conversation become a turn; a time in the past means now."""
    if not messages:
        return WaitVerdict(now, WaitReason.NOTHING)
    arrivals = sorted(message.arrived_at for message in messages)
    reason = _at_once(messages, config)
    if reason:
        return WaitVerdict(min(arrivals[-1], now), reason)
    window = timedelta(seconds=max(config.harmonization_wait_seconds, 0))
    quiet = arrivals[-1] + window
    longest = arrivals[0] + min(LONGEST_WAIT, LONGEST_WAIT_IN_WINDOWS * window)
    if longest < quiet:
        return WaitVerdict(longest, WaitReason.LONGEST)
    return WaitVerdict(quiet, WaitReason.QUIET)


def _at_once(messages: Sequence[Waiting], config: BotConfig) -> WaitReason | None:
    if not config.enable_message_harmonization:
        return WaitReason.FEATURE_OFF
    if any(message.row_id or message.kind in AT_ONCE_KINDS for message in messages):
        return WaitReason.TAP
    if len(messages) >= MOST_MESSAGES:
        return WaitReason.FULL
    return None
