"""The whole house's state, at most a second old."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError
from redis import RedisError

from apps.operations.health.asking import Asker, answers
from apps.operations.health.parts import Part, Readings, State, as_json
from apps.operations.health.probes import PROBES, overall
from apps.operations.health.readings import (
    read_backlog,
    read_configuration,
    read_integrity,
    read_journal,
    read_platform,
    read_redis,
)

KEPT_FOR_S = 1.0
SOURCES: Mapping[str, tuple[Callable[[], Any], tuple[type[Exception], ...]]] = {
    "platform": (read_platform, (DatabaseError,)),
    "journal": (read_journal, (psycopg.Error,)),
    "backlog": (read_backlog, (DatabaseError, psycopg.Error)),
    "redis": (read_redis, (RedisError,)),
    "configuration": (read_configuration, (DatabaseError,)),
    "integrity": (read_integrity, (DatabaseError,)),
}


@dataclass(frozen=True, slots=True)
class Health:
    state: State
    parts: Mapping[str, Part]

    @property
    def can_serve(self) -> bool:
        return self.state is not State.DOWN

    def as_json(self) -> dict[str, Any]:
        return {
            "status": self.state.value,
            "release": settings.WABOT_RELEASE,
            "parts": {name: as_json(part) for name, part in self.parts.items()},
        }


class Board:
    """One per process. Many may ask at once: one of them looks, the others get what it saw."""

    def __init__(self, sources: Any = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._askers = {name: Asker(*source) for name, source in (sources or SOURCES).items()}
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: tuple[float, Health] | None = None

    def health(self) -> Health:
        """Within about a second, whatever hangs."""
        with self._lock:
            if self._seen is not None and self._clock() - self._seen[0] < KEPT_FOR_S:
                return self._seen[1]
            readings = Readings(**answers(self._askers))
            parts = {probe.name: probe.judge(readings) for probe in PROBES}
            health = Health(overall(parts), parts)
            self._seen = (self._clock(), health)
            return health


BOARD = Board()
