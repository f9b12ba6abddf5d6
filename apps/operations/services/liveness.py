"""Which processes live, and which version of the configuration each runs on."""

import socket
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from apps.operations.services.registry import runs_here

# Longer than a process lets pass between two signs of life (switchboard.listening.RELOAD_EVERY_S).
SEEN_WITHIN_S = 45.0
KNOWN = """
SELECT id, kind, name, host, pid, release, started_at, seen_at, config_version, applied_at, listening,
    extract(epoch FROM clock_timestamp() - seen_at)::float AS silent_s
FROM operations_live_process ORDER BY kind, name, host, pid
"""


class Life(StrEnum):
    LISTENING = "listening"  # its session is there
    DEAF = "deaf"  # it runs on this host, but its session is lost
    LOST = "lost"  # on another host, heard of lately: died just now, or is connecting again
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProcess:
    """`config_version` None: it has not acknowledged any yet. Times by the database's clock."""

    id: int
    kind: str
    name: str
    host: str
    pid: int
    release: str
    started_at: datetime
    seen_at: datetime
    config_version: int | None
    applied_at: datetime | None
    life: Life

    @property
    def lives(self) -> bool:
        return self.life in (Life.LISTENING, Life.DEAF)

    def __str__(self) -> str:
        return f"{self.name} (pid {self.pid} on {self.host})"

    def runs_on(self, version: int) -> bool:
        return self.config_version is not None and self.config_version >= version


def known_processes() -> list[KnownProcess]:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN)
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    here = socket.gethostname()[:120]
    return [KnownProcess(life=_life(row, here), **row) for row in rows]


def _life(row: dict[str, Any], here: str) -> Life:
    """Takes out of the row what only it needs."""
    listening, silent_s = row.pop("listening"), row.pop("silent_s")
    if listening:
        return Life.LISTENING
    if row["host"] == here:
        return Life.DEAF if runs_here(row["pid"], row["started_at"]) else Life.GONE
    return Life.LOST if silent_s < SEEN_WITHIN_S else Life.GONE
