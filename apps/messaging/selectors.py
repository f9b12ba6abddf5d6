"""What may be asked about messages, their files and conversations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from apps.messaging.models import Conversation, ConversationStatus, MediaFile, MediaState

# Younger conversations may still come to something.
SETTLED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Completion:
    started: int
    completed: int

    @property
    def rate(self) -> float | None:
        """None where nothing was started."""
        return self.completed / self.started if self.started else None


def completion(*, since: datetime, now: datetime, tenant_id: UUID | None = None) -> Completion:
    """Of the conversations started from `since` on and at least 24 hours ago; of one shop, or of all.

    What counts as completed is written by `react` of apps.bot; here its status is read. Canaries are left out.
    """
    started = Conversation.objects.filter(
        Q() if tenant_id is None else Q(tenant_id=tenant_id),
        created_at__gte=since,
        created_at__lte=now - SETTLED_AFTER,
        is_synthetic=False,
    )
    counted = started.aggregate(
        started=Count("pk"), completed=Count("pk", filter=Q(status=ConversationStatus.COMPLETED))
    )
    return Completion(**counted)


def stored_file_of(message_id: UUID) -> MediaFile | None:
    """Within the rows that the connection may see."""
    return MediaFile.objects.filter(pk=message_id, state=MediaState.STORED).first()
