"""Databases, queues and the programs that work on them."""

from typing import Any

from apps.operations.health.parts import UNTOLD, Part, Readings, State
from apps.operations.health.readings import MOST_COUNTED

SILENT_AFTER_S = 30.0
# A projector renews its lease every three seconds; ten without are a death.
PROJECTOR_SILENT_AFTER_S = 10.0
BEHIND_AFTER_S = 30.0
STUCK_AFTER_S = 60.0


def database(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return Part(State.DOWN, says="the platform's database does not answer as it should")
    return Part(State.OK, 0.0)


def journal(readings: Readings) -> Part:
    if isinstance(readings.journal, Exception):
        return Part(State.DOWN, says="the journal's database does not answer as it should")
    return Part(State.OK, 0.0, figures={"head": readings.journal.head, **_lag(readings)})


def redis(readings: Readings) -> Part:
    if isinstance(readings.redis, Exception):
        return Part(State.DEGRADED, says="the cache does not answer; no message is lost without it")
    return Part(State.OK, 0.0)


def workers(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return UNTOLD
    age_s = readings.platform.worker_age_s
    figures = {"alive": readings.platform.workers}
    if _none_lives(readings, "worker"):
        return Part(State.DEGRADED, age_s, "no worker runs: customers wait for their answers", {"alive": 0})
    if age_s is None or age_s > SILENT_AFTER_S:
        return Part(State.DEGRADED, age_s, "no worker has ended a task lately", figures)
    return Part(State.OK, age_s, figures=figures)


def beat(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return UNTOLD
    age_s = readings.platform.beat_age_s
    if _none_lives(readings, "beat"):
        return Part(State.DEGRADED, age_s, "beat does not run: what is due by the clock is not begun")
    if age_s is None or age_s > SILENT_AFTER_S:
        return Part(State.DEGRADED, age_s, "beat's pulse has not come through lately")
    return Part(State.OK, age_s)


def projector(readings: Readings) -> Part:
    platform, backlog = readings.platform, readings.backlog
    if isinstance(platform, Exception) or isinstance(backlog, Exception):
        return UNTOLD
    age_s = platform.projector_age_s
    figures = {**_lag(readings), "partitions_held": platform.leased, "parked": platform.parked}
    if not isinstance(readings.journal, Exception) and set(platform.epochs) - {str(readings.journal.epoch)}:
        return Part(State.DEGRADED, age_s, "its offsets are of another journal: rewind it", figures)
    if age_s is None or age_s > PROJECTOR_SILENT_AFTER_S or _none_lives(readings, "projector"):
        return Part(State.DEGRADED, age_s, "no projector reads the journal", figures)
    if backlog.oldest_s > BEHIND_AFTER_S:
        more = " or more" if backlog.records >= MOST_COUNTED else ""
        return Part(State.DEGRADED, age_s, f"{backlog.records}{more} records wait to be read", figures)
    return Part(State.OK, age_s, figures=figures)


def sender(readings: Readings) -> Part:
    """By its session alone: one that has nothing to send leaves no other trace."""
    if isinstance(readings.configuration, Exception):
        return UNTOLD
    living = readings.configuration.living("sender")
    if not living:
        seen = [one.seen_at for one in readings.configuration.processes if one.kind == "sender"]
        age_s = (readings.configuration.now - max(seen)).total_seconds() if seen else None
        return Part(State.DEGRADED, age_s, "no sender runs: replies wait in the outbox", {"alive": 0})
    return Part(State.OK, 0.0, figures={"alive": len(living)})


def outbox(readings: Readings) -> Part:
    """`age_s` is of the oldest message that could leave and has not."""
    if isinstance(readings.platform, Exception):
        return UNTOLD
    ages = (readings.platform.pending_age_s, readings.platform.abandoned_age_s)
    oldest = max((age for age in ages if age is not None), default=None)
    figures = {"uncertain": readings.platform.uncertain}
    if oldest is not None and oldest > STUCK_AFTER_S:
        return Part(State.DEGRADED, oldest, "messages that could leave are not sent", figures)
    return Part(State.OK, oldest, figures=figures)


def _lag(readings: Readings) -> dict[str, Any]:
    if isinstance(readings.backlog, Exception):
        return {}
    return {"lag_records": readings.backlog.records, "lag_s": round(readings.backlog.oldest_s, 1)}


def _none_lives(readings: Readings, kind: str) -> bool:
    """Known at once, long before its other signs grow old; where sessions cannot be seen, those have to do."""
    configuration = readings.configuration
    return not isinstance(configuration, Exception) and not configuration.living(kind)
