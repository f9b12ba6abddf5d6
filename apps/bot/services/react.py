"""What follows from what the journal told: turns become due, and what left the house is remembered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.bot.models import Dialogue
from apps.bot.services.harmonization import MessageHarmonizationService, Scheduled
from apps.bot.services.references import ReferenceContextManager
from apps.messaging.events import Event, MessageArrived, ReplyLeft
from apps.messaging.models import Conversation, ConversationStatus


def react(
    events: Sequence[Event],
    *,
    harmonization: MessageHarmonizationService,
    references: ReferenceContextManager,
    now: datetime,
) -> list[Scheduled]:
    """Within the projector's transaction. Returns the turns that were scheduled, for waking a worker."""
    for event in events:
        if isinstance(event, ReplyLeft):
            references.remember(event)
            _remember(event)
    arrived = {event.conversation_id for event in events if isinstance(event, MessageArrived)}
    left = {event.conversation_id for event in events if isinstance(event, ReplyLeft)}
    if arrived:
        harmonization.join_unsent(arrived)
    return harmonization.schedule(arrived | left, now=now) if events else []


def _remember(event: ReplyLeft) -> None:
    """What the bot knows of a conversation moves with the replies that left, not with those it thought of."""
    context = event.context
    if not context:
        return
    focus = context.get("focus")
    Dialogue.objects.update_or_create(
        conversation_id=event.conversation_id,
        defaults={
            "tenant_id": event.tenant_id,
            "language": context.get("language", "")[:2],
            "greeted": True,
            "focus_product_id": UUID(focus) if focus else None,
            "last_query": context.get("last_query", "")[:600],
            "updated_at": event.at,
        },
    )
    if context.get("wants_person"):
        Conversation.objects.filter(pk=event.conversation_id, status=ConversationStatus.OPEN).update(
            status=ConversationStatus.WAITING
        )
