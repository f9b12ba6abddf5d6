"""Whether customers are served as they were before, told by what they see alone."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from wabot_rollback.drills.customers import Wait
from wabot_rollback.errors import StepFailed

LOOK_EVERY_S = 0.5
# Of the time within which nineteen of twenty were answered before: later is late, where it is so much later than usual
# that anybody would notice.
LATE_FACTOR = 2.0
NOTICED_S = 2.0
TWENTIETH = 20


@dataclass(frozen=True, slots=True)
class Usual:
    """What each shop told each line, and how long it took, while all was well."""

    told: dict[tuple[str, str], frozenset[str]]
    median_s: float
    most_s: float
    late_s: float

    @classmethod
    def of(cls, waits: Sequence[Wait]) -> "Usual":
        """Raises StepFailed where nobody was answered."""
        told: dict[tuple[str, str], set[str]] = defaultdict(set)
        took = [wait.took_s for wait in waits if wait.took_s is not None]
        if len(took) < TWENTIETH:
            raise StepFailed(f"{len(took)} replies before the deployment say nothing of what is usual")
        for wait in waits:
            if wait.told is not None:
                told[wait.shop, wait.line].add(wait.told)
        late_s = max(LATE_FACTOR * quantiles(took, n=TWENTIETH)[-1], median(took) + NOTICED_S)
        frozen = {key: frozenset(texts) for key, texts in told.items()}
        return cls(frozen, median(took), max(took), late_s)

    def is_unusual(self, wait: Wait) -> bool:
        return wait.told is not None and wait.told not in self.told.get((wait.shop, wait.line), frozenset())

    def is_late(self, wait: Wait, now: float) -> bool:
        return wait.so_far_s(now) > self.late_s


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one span of a drill, by when customers wrote. `longer_*`: beyond the usual median, in seconds.

    `wrong` are replies as they are told while it is broken, `other` those that are neither these nor the usual ones.
    """

    replies: int
    median_s: float
    most_s: float
    longer_median_s: float
    longer_most_s: float
    wrong: int
    other: int
    late: int
    hit_percent: float


def seen(waits: Iterable[Wait], usual: Usual, is_wrong: Callable[[Wait], bool], now: float) -> Seen:
    """Those who still wait count with the time they have waited."""
    waits = list(waits)
    took = [wait.so_far_s(now) for wait in waits] or [0.0]
    wrong = [wait for wait in waits if is_wrong(wait)]
    other = [wait for wait in waits if usual.is_unusual(wait) and not is_wrong(wait)]
    late = [wait for wait in waits if usual.is_late(wait, now)]
    everybody, hit = {wait.customer for wait in waits}, {wait.customer for wait in (*wrong, *late)}
    return Seen(
        replies=sum(wait.took_s is not None for wait in waits),
        median_s=round(median(took), 2),
        most_s=round(max(took), 2),
        longer_median_s=round(max(0.0, median(took) - usual.median_s), 2),
        longer_most_s=round(max(0.0, max(took) - usual.median_s), 2),
        wrong=len(wrong),
        other=len(other),
        late=len(late),
        hit_percent=round(100 * len(hit) / len(everybody), 1) if everybody else 0.0,
    )


def wait_for_each(
    waits: Callable[[], list[Wait]],
    *,
    customers: int,
    since: float,
    each: int,
    within_s: float,
    is_settled: Callable[[Wait, float], bool],
) -> bool:
    """Until every customer has been answered so often, begun after `since`, or waits and `is_settled`; whether all have.

    Whoever waits since before may wait for ever.
    """
    until = time.monotonic() + within_s
    while (now := time.monotonic()) < until:
        counted: dict[str, int] = defaultdict(int)
        for wait in waits():
            if wait.took_s is None:
                counted[wait.customer] += each if is_settled(wait, now) else 0
            elif wait.began > since:
                counted[wait.customer] += 1
        if sum(count >= each for count in counted.values()) >= customers:
            return True
        time.sleep(LOOK_EVERY_S)
    return False
