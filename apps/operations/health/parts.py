"""What the readings mean: one small function per part, and the table of all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.operations.health.readings import MOST_COUNTED, Backlog, Journal, Platform

SILENT_AFTER_S = 30.0
# A projector renews its lease every three seconds; ten without are a death.
PROJECTOR_SILENT_AFTER_S = 10.0
BEHIND_AFTER_S = 30.0
STUCK_AFTER_S = 60.0


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"  # serves, but somebody should look
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Part:
    """`age_s` is how old the part's last sign of life is, or its oldest unfinished work; None = there is none."""

    state: State
    age_s: float | None = None
    says: str = ""
    figures: Mapping[str, int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readings:
    """Each is what its source told, or the error instead."""

    platform: Platform | Exception
    journal: Journal | Exception
    backlog: Backlog | Exception
    redis: bool | Exception


UNTOLD = Part(State.DEGRADED, says="cannot be told while a database is away")


def database(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return Part(State.DOWN, says="the platform's database does not answer as it should")
    return Part(State.OK, 0.0)


def journal(readings: Readings) -> Part:
    if isinstance(readings.journal, Exception):
        return Part(State.DOWN, says="the journal's database does not answer as it should")
    return Part(State.OK, 0.0, figures={"head": readings.journal.head})


def redis(readings: Readings) -> Part:
    if isinstance(readings.redis, Exception):
        return Part(State.DEGRADED, says="the cache does not answer; no message is lost without it")
    return Part(State.OK, 0.0)


def workers(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return UNTOLD
    age_s = readings.platform.worker_age_s
    figures = {"alive": readings.platform.workers}
    if age_s is None or age_s > SILENT_AFTER_S:
        return Part(State.DEGRADED, age_s, "no worker has ended a task lately", figures)
    return Part(State.OK, age_s, figures=figures)


def beat(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return UNTOLD
    age_s = readings.platform.beat_age_s
    if age_s is None or age_s > SILENT_AFTER_S:
        return Part(State.DEGRADED, age_s, "beat's pulse has not come through lately")
    return Part(State.OK, age_s)


def projector(readings: Readings) -> Part:
    platform, backlog = readings.platform, readings.backlog
    if isinstance(platform, Exception) or isinstance(backlog, Exception):
        return UNTOLD
    age_s = platform.projector_age_s
    figures = {
        "lag_records": backlog.records,
        "lag_s": round(backlog.oldest_s, 1),
        "partitions_held": platform.leased,
        "parked": platform.parked,
    }
    if not isinstance(readings.journal, Exception) and set(platform.epochs) - {str(readings.journal.epoch)}:
        return Part(State.DEGRADED, age_s, "its offsets are of another journal: rewind it", figures)
    if age_s is None or age_s > PROJECTOR_SILENT_AFTER_S:
        return Part(State.DEGRADED, age_s, "no projector reads the journal", figures)
    if backlog.oldest_s > BEHIND_AFTER_S:
        more = " or more" if backlog.records >= MOST_COUNTED else ""
        return Part(State.DEGRADED, age_s, f"{backlog.records}{more} records wait to be read", figures)
    return Part(State.OK, age_s, figures=figures)


def sender(readings: Readings) -> Part:
    if isinstance(readings.platform, Exception):
        return UNTOLD
    pending, abandoned = readings.platform.pending_age_s, readings.platform.abandoned_age_s
    ages = [age for age in (pending, abandoned) if age is not None]
    oldest = max(ages, default=None)
    figures = {"uncertain": readings.platform.uncertain}
    if oldest is not None and oldest > STUCK_AFTER_S:
        return Part(State.DEGRADED, oldest, "messages that could leave are not sent", figures)
    return Part(State.OK, oldest, figures=figures)


@dataclass(frozen=True, slots=True)
class Probe:
    """Without an essential part the house cannot serve; without another it does less."""

    name: str
    judge: Callable[[Readings], Part]
    is_essential: bool = False


# To add a part: a reading where it needs one, a function above, a line here.
PROBES: tuple[Probe, ...] = (
    Probe("database", database, is_essential=True),
    Probe("journal", journal, is_essential=True),
    Probe("redis", redis),
    Probe("workers", workers),
    Probe("beat", beat),
    Probe("projector", projector),
    Probe("sender", sender),
)


def overall(parts: Mapping[str, Part]) -> State:
    if any(parts[probe.name].state is State.DOWN for probe in PROBES if probe.is_essential):
        return State.DOWN
    return State.OK if all(part.state is State.OK for part in parts.values()) else State.DEGRADED


def as_json(part: Part) -> dict[str, Any]:
    age_s = None if part.age_s is None else round(max(0.0, part.age_s), 1)
    said = {"says": part.says} if part.says else {}
    return {"state": part.state.value, "age_s": age_s, **said, **part.figures}
