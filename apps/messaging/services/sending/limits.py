"""WhatsApp's speed limits, kept by all senders together.

The generic cell rate algorithm: a key is free when its theoretical arrival time lies no further ahead than its
burst allows. Source of the figures: per pair one message in 6 s with 45 at once; per number 80 a second, or 1,000.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

PAIR_EVERY = timedelta(seconds=6)
PAIR_BURST = 45

TAKE = """
INSERT INTO messaging_ratelimit AS l (key, tenant_id, full_at) VALUES (%(key)s, %(tenant)s, %(now)s + %(every)s)
ON CONFLICT (key) DO UPDATE SET full_at = greatest(l.full_at, %(now)s) + %(every)s
WHERE l.full_at - %(burst)s <= %(now)s
RETURNING full_at
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """One message per `every`, `burst` of them at once."""

    key: str
    every: timedelta
    burst: int

    @property
    def ahead(self) -> timedelta:
        return self.every * (self.burst - 1)


def pair_limit(*, number_id: UUID, customer_id: UUID) -> Limit:
    return Limit(f"pair:{number_id}:{customer_id}", PAIR_EVERY, PAIR_BURST)


def number_limit(*, number_id: UUID, per_second: int) -> Limit:
    return Limit(f"number:{number_id}", timedelta(seconds=1) / max(per_second, 1), max(per_second, 1))


def take(limit: Limit, *, tenant_id: UUID, now: datetime) -> datetime | None:
    """Take one message's worth within the caller's transaction; else return when there will be room."""
    values: dict[str, Any] = {
        "key": limit.key,
        "tenant": tenant_id,
        "now": now,
        "every": limit.every,
        "burst": limit.ahead,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        if cursor.fetchone():
            return None
        cursor.execute("SELECT full_at FROM messaging_ratelimit WHERE key = %s", [limit.key])
        row = cursor.fetchone()
    return row[0] - limit.ahead if row else now


def forget_idle(*, now: datetime) -> int:
    """Rows whose limit is full again say nothing. Return how many went."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM messaging_ratelimit WHERE full_at < %s", [now])
        gone: int = cursor.rowcount
    return gone
