"""Messages of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.messaging.events import MessageArrived
from apps.messaging.ids import message_id
from apps.messaging.models import Direction, Message, MessageStatus
from apps.messaging.services.projecting.conversations import Said, conversations_of
from apps.messaging.services.projecting.customers import customers_of, rename
from apps.messaging.services.projecting.media import record_media
from apps.messaging.whatsapp.tolerant import as_map, as_text
from apps.messaging.whatsapp.webhook import InboundFact, Sender
from apps.tenants.models import Customer, WhatsAppNumber


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact with its place in the journal and the number it came to."""

    fact: InboundFact
    number: WhatsAppNumber
    offset: int
    index: int
    received_at: datetime


def record_inbound(placed: Sequence[Placed], *, now: datetime) -> list[MessageArrived]:
    """Write the messages that are not there yet. WhatsApp's id decides, whatever else a redelivery says."""
    new = _unknown(placed)
    in_order = sorted(new, key=lambda one: (one.fact.at, one.offset, one.index))
    first_said: dict[tuple[UUID, Sender], UUID] = {}
    for one in in_order:
        first_said.setdefault((one.number.tenant_id, one.fact.sender), _id(one))
    customers = customers_of(first_said, now=now)
    said = [
        Said(_id(one), customers[one.number.tenant_id, one.fact.sender], one.number.pk, one.fact.at)
        for one in in_order
    ]
    conversations = conversations_of(said, now=now)
    messages = []
    for one, about in zip(in_order, said, strict=True):
        conversation = conversations[about.message_id]
        messages.append(_message(one, about, conversation.pk, now))
        if one.fact.kind == "system":
            _follow(about.customer, one.fact)
    Message.objects.bulk_create(messages)
    record_media(messages, now=now)
    return [
        MessageArrived(
            offset=one.offset,
            tenant_id=message.tenant_id,
            conversation_id=message.conversation_id,
            message_id=message.pk,
            kind=message.kind,
            row_id=message.row_id,
            at=message.created_at,
            arrived_at=one.received_at,
        )
        for one, message in zip(in_order, messages, strict=True)
    ]


def _id(one: Placed) -> UUID:
    return message_id(phone_number_id=one.fact.phone_number_id, wa_id=one.fact.wa_id, at=one.fact.at)


def _unknown(placed: Sequence[Placed]) -> list[Placed]:
    once = {(one.number.pk, one.fact.wa_id): one for one in reversed(placed)}
    there = set(
        Message.objects.filter(
            number_id__in={number_id for number_id, _ in once}, wa_id__in={wa_id for _, wa_id in once}
        ).values_list("number_id", "wa_id")
    )
    return [one for key, one in once.items() if key not in there]


def _message(one: Placed, about: Said, conversation_pk: UUID, now: datetime) -> Message:
    fact = one.fact
    return Message(
        id=about.message_id,
        tenant_id=one.number.tenant_id,
        conversation_id=conversation_pk,
        number=one.number,
        direction=Direction.INBOUND,
        wa_id=fact.wa_id,
        kind=fact.kind,
        text=fact.text,
        row_id=fact.row_id,
        quoted_wa_id=fact.quoted_wa_id,
        referred_retailer_id=fact.referred_retailer_id,
        payload=fact.payload,
        status=MessageStatus.RECEIVED,
        created_at=fact.at,
        received_at=one.received_at,
        inserted_at=now,
        journal_offset=one.offset,
        journal_index=one.index,
        is_synthetic=about.customer.is_synthetic,
    )


def _follow(customer: Customer, fact: InboundFact) -> None:
    system = as_map(fact.payload.get("system"))
    phone = as_text(system.get("wa_id")) or as_text(system.get("new_wa_id"))
    user_id = as_text(system.get("user_id")) or as_text(system.get("new_user_id"))
    if phone or user_id:
        rename(customer=customer, phone=phone, user_id=user_id)
