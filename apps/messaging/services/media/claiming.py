"""Whose file is fetched next, and what its row says afterwards. The row is the truth: a wake-up may be lost."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from apps.messaging.models import MediaFile, MediaState
from apps.tenants.models import WhatsAppNumber

# Longer than looking up and downloading may take together: who is still at it then is dead.
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=6)

# The next shop in turn, then its file that has waited longest.
NEXT = """
SELECT message_id FROM messaging_mediafile
WHERE state = 'pending' AND next_try_at <= %(now)s AND {where}
ORDER BY tenant_id, next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One file, this process's alone until the lease ends; `attempt` tells a later holder's claim from ours."""

    message_id: UUID
    tenant_id: UUID
    attempt: int
    media_id: str
    said_sha256: str
    expires_at: datetime
    number: WhatsAppNumber

    def still_mine(self) -> QuerySet[MediaFile]:
        return MediaFile.objects.filter(pk=self.message_id, state=MediaState.PENDING, attempts=self.attempt)


class Claims:
    """Round the shops: one that sends a thousand pictures does not keep the others waiting."""

    def __init__(self) -> None:
        self._served = uuid.uuid4()

    def next(self, *, now: datetime) -> Claim | None:
        """Two processes never get the same."""
        with transaction.atomic():
            message_id = self._next("tenant_id > %(served)s", now) or self._next(
                "tenant_id <= %(served)s", now
            )
            if message_id is None:
                return None
            row = MediaFile.objects.select_related("message__number").get(pk=message_id)
            row.attempts += 1
            row.next_try_at = now + LEASE
            row.save(update_fields=["attempts", "next_try_at"])
        self._served = row.tenant_id
        return Claim(
            message_id=row.pk,
            tenant_id=row.tenant_id,
            attempt=row.attempts,
            media_id=row.media_id,
            said_sha256=row.said_sha256,
            expires_at=row.expires_at,
            number=row.message.number,
        )

    def _next(self, where: str, now: datetime) -> UUID | None:
        with connection.cursor() as cursor:
            cursor.execute(NEXT.format(where=where), {"now": now, "served": self._served})
            row = cursor.fetchone()
        return row[0] if row else None


def put_off(claim: Claim, *, reason: str, now: datetime) -> None:
    """Try again, each time later, while WhatsApp keeps the file."""
    again_at = now + pause(claim.attempt)
    if again_at >= claim.expires_at:
        end(claim, state=MediaState.GONE, reason=f"not had within seven days; last: {reason}", now=now)
        return
    claim.still_mine().update(next_try_at=again_at, reason=reason[:300])


def end(claim: Claim, *, state: MediaState, reason: str, now: datetime) -> None:
    claim.still_mine().update(state=state, reason=reason[:300], settled_at=now)


def pause(attempt: int) -> timedelta:
    """10 s, 40 s, 160 s … at most six hours."""
    return min(FIRST_PAUSE * (1 << 2 * min(attempt - 1, 10)), LONGEST_PAUSE)
