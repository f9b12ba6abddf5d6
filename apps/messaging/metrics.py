"""What is counted of messages in and out."""

from collections.abc import Mapping

from prometheus_client import Counter, Histogram

# The limits that alerts know (0.5, 1 and 2 s) are buckets, so that shares at them are exact.
RESPONSE_BUCKETS_S = (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60)

SENDS = Counter("wabot_sends", "Calls to WhatsApp that ended, by how.", ["result", "synthetic"])
RESPONSE = Histogram(
    "wabot_response_seconds",
    "From a turn being due to WhatsApp's acceptance of its answer's first part.",
    ["synthetic"],
    buckets=RESPONSE_BUCKETS_S,
)
PROJECTED = Counter("wabot_projected_records", "Records of the journal made into rows.", ["kind"])
PARKED = Counter("wabot_parked_records", "Records that could not be made into rows.", ["kind"])


def count_send(*, result: str, is_synthetic: bool, part: int, response_ms: int | None) -> None:
    """An answer in several parts is one answer: its first part is measured. `response_ms` of accepted ones."""
    synthetic = "yes" if is_synthetic else "no"
    SENDS.labels(result, synthetic).inc()
    if part == 0 and response_ms is not None:
        RESPONSE.labels(synthetic).observe(response_ms / 1000)


def count_projected(kinds: Mapping[str, int]) -> None:
    for kind, count in kinds.items():
        PROJECTED.labels(kind).inc(count)
