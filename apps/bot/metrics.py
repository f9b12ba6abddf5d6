"""What is counted of turns. Every metric has labels: a process that takes no turn keeps no file of counts."""

from collections.abc import Iterable
from enum import StrEnum

from prometheus_client import Counter, Histogram

# From what nobody notices, over the limits that alerts know (0.5, 1 and 2 s), to what nobody waits for.
WAIT_BUCKETS_S = (0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6, 10, 20)
COMPUTE_BUCKETS_S = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)

TURNS = Counter("wabot_turns", "Turns closed, by how they ended.", ["status", "synthetic"])
RETAKEN = Counter("wabot_turns_retaken", "Turns computed for nothing, by why.", ["why"])
ATTEMPTS = Counter(
    "wabot_feature_attempts",
    "Turns that an enhancement had a part in, those that it broke among them.",
    ["feature"],
)
FAILURES = Counter("wabot_feature_failures", "Turns that an enhancement broke.", ["feature"])
HARMONIZATION_WAIT = Histogram(
    "wabot_harmonization_wait_seconds",
    "From a burst's first message to its turn being due.",
    ["reason"],
    buckets=WAIT_BUCKETS_S,
)
COMPUTE = Histogram(
    "wabot_turn_compute_seconds", "Deciding what to answer.", ["status"], buckets=COMPUTE_BUCKETS_S
)


class Retaken(StrEnum):
    """Why a turn was computed for nothing."""

    LEASE_LOST = "lease_lost"  # another worker took it meanwhile
    HANDED_OVER = "handed_over"  # a person of the shop took the conversation
    MORE_SAID = "more_said"


def count_turn(
    *,
    status: str,
    is_synthetic: bool,
    features: Iterable[str],
    broken: str | None,
    wait_ms: float,
    wait_reason: str,
    compute_ms: float,
) -> None:
    """`broken` is the enhancement that failed; a canary's turn is counted as one and measured nowhere else."""
    TURNS.labels(status, "yes" if is_synthetic else "no").inc()
    if is_synthetic:
        return
    for feature in {*features, broken} - {None}:
        ATTEMPTS.labels(feature).inc()
    if broken is not None:
        FAILURES.labels(broken).inc()
    HARMONIZATION_WAIT.labels(wait_reason).observe(wait_ms / 1000)
    COMPUTE.labels(status).observe(compute_ms / 1000)
