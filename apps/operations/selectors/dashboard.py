"""How the house, or one shop of it, stands right now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from apps.bot.models import MessageHarmonizationLog, TurnStatus
from apps.messaging.models import LIVE, Conversation, ConversationStatus, OutboxMessage, OutboxState

MOST_WAITING = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """`turns` and `failed` since midnight of the zone that was asked for."""

    open: int
    waiting: int
    with_person: int
    turns: int
    failed: int
    uncertain: int
    refused: int
    longest_waiting: Sequence[Conversation]


def figures(*, tenant_id: UUID | None, zone: ZoneInfo, now: datetime) -> Figures:
    """Of one shop, or of all (None)."""
    only = Q() if tenant_id is None else Q(tenant_id=tenant_id)
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    conversations = Conversation.objects.filter(LIVE, only, is_synthetic=False)
    by_status = dict(conversations.order_by().values_list("status").annotate(Count("pk")))
    turns = MessageHarmonizationLog.objects.filter(
        only, created_at__gte=midnight, conversation__is_synthetic=False
    )
    outbox = OutboxMessage.objects.filter(only)
    return Figures(
        open=by_status.get(ConversationStatus.OPEN, 0),
        waiting=by_status.get(ConversationStatus.WAITING, 0),
        with_person=by_status.get(ConversationStatus.HANDED_OVER, 0),
        turns=turns.exclude(status=TurnStatus.REOPENED).count(),
        failed=turns.filter(status=TurnStatus.FAILED).count(),
        uncertain=outbox.filter(state=OutboxState.UNCERTAIN).count(),
        refused=outbox.filter(state=OutboxState.FAILED, settled_at__gte=midnight).count(),
        longest_waiting=list(_waiting(conversations)),
    )


def _waiting(conversations: QuerySet[Conversation]) -> QuerySet[Conversation, Any]:
    waiting = conversations.filter(status=ConversationStatus.WAITING)
    return waiting.select_related("customer", "tenant").order_by("last_inbound_at")[:MOST_WAITING]
