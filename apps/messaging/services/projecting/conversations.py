"""Which conversation a message belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.messaging.ids import conversation_id
from apps.messaging.models import LIVE, Conversation, ConversationStatus
from apps.messaging.services.ending import SILENCE, end
from apps.tenants.models import Customer


@dataclass(frozen=True, slots=True)
class Said:
    """A new message, as far as conversations go."""

    message_id: UUID
    customer: Customer
    number_id: UUID
    at: datetime


def conversations_of(said: Sequence[Said], *, now: datetime) -> dict[UUID, Conversation]:
    """message → conversation, for new messages in their order. Ends those that fell silent, begins others."""
    live = {
        (conversation.customer_id, conversation.number_id): conversation
        for conversation in Conversation.objects.filter(
            LIVE, customer_id__in={one.customer.pk for one in said}
        )
        .order_by("created_at")
        .select_for_update(no_key=True)
    }
    ended, begun, moved = list[Conversation](), list[Conversation](), dict[UUID, Conversation]()
    found: dict[UUID, Conversation] = {}
    for one in said:
        key = (one.customer.pk, one.number_id)
        conversation = live.get(key)
        if conversation is not None and one.at - conversation.last_inbound_at >= SILENCE:
            end(conversation)
            ended.append(conversation)
            conversation = None
        if conversation is None:
            conversation = live[key] = _begun(one)
            begun.append(conversation)
        conversation.last_inbound_at = max(conversation.last_inbound_at, one.at)
        conversation.updated_at = now
        moved[conversation.pk] = conversation
        found[one.message_id] = conversation
    Conversation.objects.bulk_update(ended, ["status", "ended_at"])
    # one that began and fell silent within the batch must not be live beside its follower
    Conversation.objects.bulk_create(begun)
    new = {conversation.pk for conversation in begun}
    _move([one for pk, one in moved.items() if pk not in new], now)
    return found


MOVE = """
UPDATE messaging_conversation c SET last_inbound_at = v.at, updated_at = %s
FROM unnest(%s::uuid[], %s::timestamptz[]) AS v(id, at) WHERE c.id = v.id
"""


def _move(conversations: Sequence[Conversation], now: datetime) -> None:
    """A bulk_update would spend more time on its own words than on the rows."""
    if conversations:
        ids, times = [one.pk for one in conversations], [one.last_inbound_at for one in conversations]
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [now, ids, times])


def _begun(one: Said) -> Conversation:
    return Conversation(
        id=conversation_id(customer_id=one.customer.pk, first_message_id=one.message_id, at=one.at),
        tenant_id=one.customer.tenant_id,
        customer=one.customer,
        number_id=one.number_id,
        status=ConversationStatus.OPEN,
        created_at=one.at,
        updated_at=one.at,
        last_inbound_at=one.at,
        is_synthetic=one.customer.is_synthetic,
    )
