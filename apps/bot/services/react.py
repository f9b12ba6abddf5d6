"""What follows from what the journal told: turns become due, and what left the house is remembered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.bot.models import Dialogue, TurnDue
from apps.bot.services.harmonization import MessageHarmonizationService, Scheduled
from apps.bot.services.references import ReferenceContextManager
from apps.messaging.events import Event, MessageArrived, ReplyLeft
from apps.messaging.models import Conversation, ConversationStatus
from apps.orders.services.follow import follow


def react(
    events: Sequence[Event],
    *,
    harmonization: MessageHarmonizationService,
    references: ReferenceContextManager,
    now: datetime,
) -> list[Scheduled]:
    """Within the projector's transaction. Returns the turns that were scheduled, for waking a worker."""
    arrived = {event.conversation_id for event in events if isinstance(event, MessageArrived)}
    left = [event for event in events if isinstance(event, ReplyLeft)]
    if left:
        references.remember(left)
        _remember(left)
        follow(left)
    if arrived:
        harmonization.join_unsent(arrived)
    # usually the worker has closed the turn itself; it may not have lived to, or a restore brought it back
    still_due = TurnDue.objects.filter(pk__in={event.conversation_id for event in left} - arrived)
    wanted = arrived | set(still_due.values_list("pk", flat=True)) if left else arrived
    return harmonization.schedule(wanted, now=now) if wanted else []


def _remember(left: Sequence[ReplyLeft]) -> None:
    """What the bot knows of a conversation moves with the replies that left, not with those it thought of."""
    last = {event.conversation_id: event for event in left if "topic" in event.context}
    Dialogue.objects.bulk_create(
        [_dialogue(event) for event in last.values()],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["language", "greeted", "focus_product_id", "last_query", "updated_at"],
    )
    _move([event for event in left if "topic" in event.context])


def _move(left: Sequence[ReplyLeft]) -> None:
    """An order completes a conversation, and so does a thank-you after the customer was served, unless somebody
    still waits for a person. What is completed stays so: whoever then asks for a person gets a ticket.
    """
    for event in left:
        context, one = event.context, Conversation.objects.filter(pk=event.conversation_id)
        if context.get("order"):
            one.filter(status__in=(ConversationStatus.OPEN, ConversationStatus.WAITING)).update(
                status=ConversationStatus.COMPLETED
            )
        elif context.get("wants_person") or context.get("is_done"):
            then = ConversationStatus.WAITING if context.get("wants_person") else ConversationStatus.COMPLETED
            one.filter(status=ConversationStatus.OPEN).update(status=then)


def _dialogue(event: ReplyLeft) -> Dialogue:
    focus = event.context.get("focus")
    return Dialogue(
        conversation_id=event.conversation_id,
        tenant_id=event.tenant_id,
        language=event.context.get("language", "")[:2],
        greeted=True,
        focus_product_id=UUID(focus) if focus else None,
        last_query=event.context.get("last_query", "")[:600],
        updated_at=event.at,
    )
