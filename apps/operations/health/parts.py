"""What is told of a part of the house, and what it is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.operations.health.readings import Backlog, Configuration, Integrity, Journal, Platform


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"  # serves, but somebody should look
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Part:
    """`age_s` is how old the part's last sign of life is, or its oldest unfinished work; None = there is none.

    `figures` go into JSON as they are.
    """

    state: State
    age_s: float | None = None
    says: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readings:
    """Each is what its source told, or the error instead."""

    platform: Platform | Exception
    journal: Journal | Exception
    backlog: Backlog | Exception
    redis: bool | Exception
    configuration: Configuration | Exception
    integrity: Integrity | Exception


UNTOLD = Part(State.DEGRADED, says="cannot be told while a database is away")


def as_json(part: Part) -> dict[str, Any]:
    age_s = None if part.age_s is None else round(max(0.0, part.age_s), 1)
    said = {"says": part.says} if part.says else {}
    return {"state": part.state.value, "age_s": age_s, **said, **part.figures}
