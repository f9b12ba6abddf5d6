"""The table of all parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.operations.health import machinery, standing
from apps.operations.health.parts import Part, Readings, State


@dataclass(frozen=True, slots=True)
class Probe:
    """Without an essential part the house cannot serve; without another it does less."""

    name: str
    judge: Callable[[Readings], Part]
    is_essential: bool = False


# To add a part: a reading where it needs one, a function beside its like, a line here.
PROBES: tuple[Probe, ...] = (
    Probe("database", machinery.database, is_essential=True),
    Probe("journal", machinery.journal, is_essential=True),
    Probe("redis", machinery.redis),
    Probe("workers", machinery.workers),
    Probe("beat", machinery.beat),
    Probe("projector", machinery.projector),
    Probe("sender", machinery.sender),
    Probe("outbox", machinery.outbox),
    Probe("configuration", standing.configuration),
    Probe("integrity", standing.integrity),
    Probe("release", standing.release),
)


def overall(parts: Mapping[str, Part]) -> State:
    if any(parts[probe.name].state is State.DOWN for probe in PROBES if probe.is_essential):
        return State.DOWN
    return State.OK if all(part.state is State.OK for part in parts.values()) else State.DEGRADED
