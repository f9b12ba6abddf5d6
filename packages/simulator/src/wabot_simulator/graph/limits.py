"""WhatsApp's rate rules and its 24-hour window, each of which can be switched off.

Sources: Meta, "Throughput" (80 messages a second) and the pair rate as providers quote it (45 at once, then
one every six seconds); the window from "Send messages" (May 2026).
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

PAIR_BURST: Final = 45
PAIR_EVERY_S: Final = 6.0
WINDOW_S: Final = 24 * 3600.0
# Buckets that are full again are the same as none, so only the busiest pairs need to be remembered.
_REMEMBERED_PAIRS: Final = 50_000


@dataclass(slots=True)
class Rules:
    window: bool = True
    pair_rate: bool = True
    throughput: bool = True
    throughput_per_s: float = 80.0


class TokenBucket:
    """`size` at once, refilled at `per_s`; the caller brings the time."""

    __slots__ = ("_at", "_level", "per_s", "size")

    def __init__(self, size: float, per_s: float, now: float) -> None:
        self.size = size
        self.per_s = per_s
        self._level = size
        self._at = now

    def take(self, now: float, *, force: bool = False) -> bool:
        """Take one if there is one; with `force` take it even into debt, as traffic that is only counted."""
        self._level = min(self.size, self._level + max(0.0, now - self._at) * self.per_s)
        self._at = now
        if self._level < 1 and not force:
            return False
        # debt is bounded, or one flood of customers would silence a shop for hours
        self._level = max(self._level - 1, -self.size)
        return True


class Limits:
    def __init__(self, rules: Rules, clock: Callable[[], float]) -> None:
        self.rules = rules
        self._clock = clock
        self._pairs: OrderedDict[tuple[str, str], TokenBucket] = OrderedDict()
        self._numbers: dict[str, TokenBucket] = {}

    def forget(self) -> None:
        self._pairs.clear()
        self._numbers.clear()

    def _number(self, shop: str) -> TokenBucket:
        per_s = self.rules.throughput_per_s
        bucket = self._numbers.get(shop)
        # a changed rate starts a new bucket; the old one's level would mean something else
        if bucket is None or bucket.per_s != per_s:
            bucket = self._numbers[shop] = TokenBucket(per_s, per_s, self._clock())
        return bucket

    def count_inbound(self, shop: str) -> None:
        """Messages from customers use up throughput too, but are never refused."""
        if self.rules.throughput:
            self._number(shop).take(self._clock(), force=True)

    def within_throughput(self, shop: str) -> bool:
        return not self.rules.throughput or self._number(shop).take(self._clock())

    def within_pair_rate(self, shop: str, recipient: str) -> bool:
        if not self.rules.pair_rate:
            return True
        key = (shop, recipient)
        # taken out and put back: the order is by last use, and the oldest go first
        bucket = self._pairs.pop(key, None) or TokenBucket(PAIR_BURST, 1 / PAIR_EVERY_S, self._clock())
        self._pairs[key] = bucket
        if len(self._pairs) > _REMEMBERED_PAIRS:
            self._pairs.popitem(last=False)
        return bucket.take(self._clock())

    def window_open(self, last_inbound_at: float | None) -> bool:
        if not self.rules.window:
            return True
        return last_inbound_at is not None and self._clock() - last_inbound_at < WINDOW_S
