"""What the parts say of themselves: counts and ages alone, nothing of any shop."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from wabot_edge.journal import reading
from wabot_edge.journal.records import PARTITIONS

from apps.operations.integrity.remembering import LastIntegrity, last_integrity
from apps.operations.services.liveness import KnownProcess, known_processes

STATEMENT_TIMEOUT = "900ms"
# Counted no further: whether ten thousand or a million wait, somebody must come.
MOST_COUNTED = 10_000

BACKLOG = """
SELECT count(*), extract(epoch FROM clock_timestamp() - min(received_at)) FROM (
    SELECT r.received_at FROM journal_record r
    JOIN unnest(%(numbers)s::smallint[], %(offsets)s::bigint[]) AS p(number, read_to) ON p.number = r."partition"
    WHERE r."offset" > %(lowest)s AND r."offset" > p.read_to
    ORDER BY r."offset" LIMIT %(most)s
) waiting
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """As the function `wabot_health` of the platform's database tells it. Ages in seconds; None = never, none."""

    offsets: dict[str, int]
    epochs: list[str]
    leased: int
    projector_age_s: float | None
    workers: int
    worker_age_s: float | None
    beat_age_s: float | None
    pending_age_s: float | None
    abandoned_age_s: float | None
    uncertain: int
    parked: int


@dataclass(frozen=True, slots=True)
class Journal:
    head: int
    epoch: UUID


@dataclass(frozen=True, slots=True)
class Backlog:
    """Records that no projector has read yet, at most MOST_COUNTED; `oldest_s` is how long the first waits."""

    records: int
    oldest_s: float


@dataclass(frozen=True, slots=True)
class Configuration:
    """The newest change of configuration, and who is known to run on which. `now` is the database's clock."""

    now: datetime
    version: int
    changed_at: datetime | None
    processes: tuple[KnownProcess, ...] = ()

    def living(self, kind: str) -> list[KnownProcess]:
        return [one for one in self.processes if one.kind == kind and one.lives]


@dataclass(frozen=True, slots=True)
class Integrity:
    """`last` is None where nobody ever checked."""

    last: LastIntegrity | None
    age_s: float | None


def read_platform() -> Platform:
    """Raises django.db.Error."""
    with _platform():
        return Platform(**_told("wabot_health"))


def read_configuration() -> Configuration:
    """Raises django.db.Error."""
    with _platform():
        told = _told("wabot_newest_configuration")
        changed_at = datetime.fromisoformat(told["changed_at"]) if told["changed_at"] else None
        now = datetime.fromisoformat(told["now"])
        return Configuration(now, told["version"], changed_at, tuple(known_processes()))


def read_integrity() -> Integrity:
    """Raises django.db.Error."""
    with _platform():
        last = last_integrity()
    return Integrity(last, None if last is None else (timezone.now() - last.ended_at).total_seconds())


def read_journal() -> Journal:
    """Raises psycopg.Error."""
    with _journal() as journal:
        return Journal(reading.head(journal), reading.epoch(journal))


def read_backlog() -> Backlog:
    """Raises django.db.Error or psycopg.Error: it needs both databases."""
    offsets = read_platform().offsets
    # Where no projector ever ran, everything waits.
    read_to = {number: offsets.get(str(number), 0) for number in range(PARTITIONS)}
    values = {
        "numbers": list(read_to),
        "offsets": list(read_to.values()),
        "lowest": min(read_to.values()),
        "most": MOST_COUNTED,
    }
    with _journal() as journal:
        row = journal.execute(BACKLOG, values).fetchone()
    records, oldest_s = row or (0, None)
    return Backlog(records, max(0.0, float(oldest_s or 0)))


def read_redis() -> bool:
    """Raises redis.RedisError."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.8, socket_connect_timeout=0.8)
    with closing(client):
        return bool(client.ping())


def _told(function: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
        told: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return told


@contextmanager
def _platform() -> Iterator[None]:
    """A short transaction of Django's connection."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
            yield
    finally:
        # Threads that ask come and go: none leaves a connection behind.
        connection.close()


@contextmanager
def _journal() -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        settings.JOURNAL_DATABASE_URL,
        autocommit=True,
        connect_timeout=2,
        application_name="wabot health",
        options=f"-c statement_timeout={STATEMENT_TIMEOUT}",
    ) as connected:
        yield connected
