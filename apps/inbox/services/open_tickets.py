"""A ticket for whoever was told that a person will answer."""

from collections.abc import Sequence

from apps.inbox.models import Ticket, TicketReason, TicketStatus
from apps.messaging.events import Event, ReplyLeft
from apps.messaging.ids import time_ordered_id
from apps.messaging.models import Conversation


def open_tickets(events: Sequence[Event]) -> None:
    """Within the projector's transaction. One that is open already is enough for its conversation."""
    asked = [event for event in events if isinstance(event, ReplyLeft) and event.context.get("wants_person")]
    if not asked:
        return
    conversations = Conversation.objects.in_bulk([event.conversation_id for event in asked])
    there = Ticket.objects.filter(conversation__in=conversations, status=TicketStatus.OPEN)
    served = set(there.values_list("conversation_id", flat=True))
    for event in asked:
        if event.conversation_id in conversations and event.conversation_id not in served:
            served.add(event.conversation_id)
            _open(event, conversations[event.conversation_id])


def _open(event: ReplyLeft, conversation: Conversation) -> None:
    failed = event.context.get("topic") == "failure"
    Ticket.objects.get_or_create(
        id=time_ordered_id(event.at, "ticket", str(event.effect_id)),
        defaults={
            "tenant_id": event.tenant_id,
            "conversation": conversation,
            "reason": TicketReason.TURN_FAILED if failed else TicketReason.PERSON_ASKED,
            "created_at": event.at,
            "is_synthetic": conversation.is_synthetic,
        },
    )
