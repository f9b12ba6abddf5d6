"""Every metric that is counted, with the values that its labels take."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from prometheus_client import Counter, Histogram
from wabot_edge.journal.effects import EffectState
from wabot_edge.journal.records import Kind

from apps.bot import metrics as bot
from apps.bot.models import TurnStatus
from apps.bot.turn.types import Feature
from apps.bot.turn.wait import WaitReason
from apps.messaging import metrics as messaging
from apps.operations.metrics import http

SYNTHETIC = ("no", "yes")
CLOSED = [status.value for status in TurnStatus if status is not TurnStatus.REOPENED]
ENDED = [state.value for state in EffectState if state is not EffectState.CLAIMED]
KINDS = [*(kind.value for kind in Kind), "unknown"]
FEATURES = [feature.value for feature in Feature]

# Each metric, and the values of each of its labels in their order.
COUNTED: tuple[tuple[Counter | Histogram, Sequence[Iterable[str]]], ...] = (
    (bot.TURNS, [CLOSED, SYNTHETIC]),
    (bot.RETAKEN, [[why.value for why in bot.Retaken]]),
    (bot.ATTEMPTS, [FEATURES]),
    (bot.FAILURES, [FEATURES]),
    (messaging.RESPONSE, [SYNTHETIC]),
    (bot.HARMONIZATION_WAIT, [[reason.value for reason in WaitReason]]),
    (bot.COMPUTE, [CLOSED]),
    (messaging.SENDS, [ENDED, SYNTHETIC]),
    (messaging.PROJECTED, [KINDS]),
    (messaging.PARKED, [KINDS]),
    (http.RESPONSES, [http.AREAS, http.CODES]),
)


def begin_at_zero() -> None:
    """Whoever exposes the counts does this first: a rate over a series that began at its first failure misses that one."""
    for metric, labels in COUNTED:
        for values in product(*labels):
            metric.labels(*values)


def name_of(metric: Any) -> str:
    """As Prometheus shows it; a histogram's is followed by _bucket, _sum and _count."""
    [family] = metric.describe()
    return f"{family.name}_total" if family.type == "counter" else str(family.name)
