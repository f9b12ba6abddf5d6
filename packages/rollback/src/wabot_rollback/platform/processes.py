"""Which of the platform's processes live, and which version of the switches each has taken over."""

import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import psutil
import psycopg
from psycopg.rows import dict_row

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import Platform

# As the platform itself judges: longer than a process lets pass between two signs of life.
SEEN_WITHIN_S = 45.0
STARTED_WITHIN_S = 1.0


class Life(StrEnum):
    LISTENING = "listening"  # its session is there
    DEAF = "deaf"  # it runs on this host, but its session is lost
    LOST = "lost"  # on another host, heard of lately
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """`config_version` None: it has not acknowledged any yet."""

    kind: str
    name: str
    host: str
    pid: int
    release: str
    config_version: int | None
    life: Life

    @property
    def lives(self) -> bool:
        return self.life in (Life.LISTENING, Life.DEAF)

    def runs_on(self, version: int) -> bool:
        return self.config_version is not None and self.config_version >= version

    def __str__(self) -> str:
        return f"{self.name} (pid {self.pid} on {self.host})"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """`missing` live and have not said that they run on `version`; `count` have."""

    version: int
    count: int
    missing: tuple[Process, ...]

    @property
    def of(self) -> int:
        return self.count + len(self.missing)

    @property
    def by_all(self) -> bool:
        """0 of 0 is no success: nobody runs who could have heard it."""
        return self.count > 0 and not self.missing

    def __str__(self) -> str:
        if not self.of:
            return f"version {self.version}: recorded, nobody alive (0 of 0 processes)"
        late = f"; no answer from {', '.join(map(str, self.missing))}" if self.missing else ""
        return f"version {self.version}: {self.count} of {self.of} processes{late}"


def processes(platform: Platform) -> list[Process]:
    """Raises StepFailed when the database cannot be asked."""
    try:
        with closing(platform.database()) as connection, connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute("SELECT * FROM wabot_engine_v1_processes()").fetchall()
    except psycopg.Error as error:
        raise StepFailed(f"the platform's database: {str(error).strip().splitlines()[0]}") from error
    here = socket.gethostname()[:120]
    return [_process(row, here) for row in rows]


def acknowledged(known: Sequence[Process], version: int) -> Acknowledged:
    alive = [one for one in known if one.lives]
    return Acknowledged(
        version,
        sum(one.runs_on(version) for one in alive),
        tuple(one for one in alive if not one.runs_on(version)),
    )


def _process(row: dict[str, Any], here: str) -> Process:
    names = ("kind", "name", "host", "pid", "release", "config_version")
    return Process(**{name: row[name] for name in names}, life=_life(row, here))


def _life(row: dict[str, Any], here: str) -> Life:
    if row["listening"]:
        return Life.LISTENING
    if row["host"] == here:
        return Life.DEAF if _runs_here(row["pid"], row["started_at"]) else Life.GONE
    return Life.LOST if row["silent_s"] < SEEN_WITHIN_S else Life.GONE


def _runs_here(pid: int, started_at: datetime) -> bool:
    """This host's process of that number, and not a later one that got the number again."""
    try:
        process = psutil.Process(pid)
        began_s = process.create_time() - started_at.timestamp()
        return process.status() != psutil.STATUS_ZOMBIE and abs(began_s) < STARTED_WITHIN_S
    except psutil.NoSuchProcess:
        return False
