"""What left the house, and what came of it, out of the journal: the same after a crash and after a restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.messaging.events import ReplyLeft
from apps.messaging.ids import outbound_id
from apps.messaging.models import (
    UNDER_WAY,
    WITH_WHATSAPP,
    Conversation,
    Direction,
    Message,
    MessageStatus,
    OutboxMessage,
    OutboxState,
)
from apps.messaging.records import Intent, Result
from apps.messaging.services.projecting.statuses import raise_known
from apps.messaging.whatsapp.said import words_of

MEANING = {
    "unsent": MessageStatus.SENDING,
    "accepted": MessageStatus.SENT,
    "failed": MessageStatus.FAILED,
    "uncertain": MessageStatus.UNCERTAIN,
}
# What a result may still move: the statuses that WhatsApp itself reports stand above it.
UNSETTLED = (MessageStatus.SENDING, MessageStatus.UNCERTAIN)
OUTBOX = {
    "accepted": OutboxState.ACCEPTED,
    "failed": OutboxState.FAILED,
    "uncertain": OutboxState.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class Claimed:
    intent: Intent
    offset: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    result: Result
    at: datetime


def record_intents(claimed: Sequence[Claimed], *, now: datetime) -> list[ReplyLeft]:
    """A message of ours for each intent that is not known yet; what it answers is open no more.

    One whose customer was erased closes what it answered, where a restore brought that back, and says nothing.
    """
    for one in claimed:
        if one.intent.erased:
            _close(one.intent)
    ids = {one.offset: _id(one) for one in claimed if not one.intent.erased}
    there = set(Message.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    new = [one for one in claimed if one.offset in ids and ids[one.offset] not in there]
    if not new:
        return []
    Message.objects.bulk_create([_message(one, ids[one.offset], now) for one in new])
    for one in new:
        _close(one.intent)
    Conversation.objects.filter(pk__in={one.intent.conversation_id for one in new}).update(updated_at=now)
    return [
        ReplyLeft(
            offset=one.offset,
            tenant_id=one.intent.tenant_id,
            conversation_id=one.intent.conversation_id,
            effect_id=one.intent.effect_id,
            part=one.intent.part,
            message_id=ids[one.offset],
            answers=tuple(one.intent.answers),
            context=one.intent.context,
            at=one.at,
        )
        for one in new
    ]


def record_results(ended: Sequence[Ended]) -> None:
    known: list[tuple[UUID, str]] = []
    for one in ended:
        result = one.result
        message = Message.objects.filter(
            turn_id=result.effect_id, effect_part=result.part, direction=Direction.OUTBOUND
        ).first()
        if message is not None:
            _settle(message, one)
            if result.wa_id:
                known.append((message.number_id, result.wa_id))
        if result.state in OUTBOX:
            # Usually the sender has written it already; it may have died in between.
            # Only what arrived ends a repetition: that the first answer was lost is why there is one.
            there = UNDER_WAY if result.state == "accepted" else WITH_WHATSAPP
            of = OutboxMessage.objects.filter(effect_id=result.effect_id)
            of.filter(there, part=result.part).update(
                state=OUTBOX[result.state], wa_id=result.wa_id, settled_at=one.at
            )
            if result.state == "failed":
                of.filter(part__gt=result.part, state=OutboxState.PENDING).update(
                    state=OutboxState.CANCELLED, reason="the part before was refused"
                )
    if known:
        raise_known(known)


def _id(one: Claimed) -> UUID:
    return outbound_id(effect_id=one.intent.effect_id, part=one.intent.part, at=one.at)


def _message(one: Claimed, message_id: UUID, now: datetime) -> Message:
    intent = one.intent
    return Message(
        id=message_id,
        tenant_id=intent.tenant_id,
        conversation_id=intent.conversation_id,
        number_id=intent.number_id,
        direction=Direction.OUTBOUND,
        kind=str(intent.payload.get("type", "")),
        text=words_of(intent.payload),
        payload=intent.payload,
        status=MessageStatus.SENDING,
        created_at=one.at,
        received_at=one.at,
        inserted_at=now,
        journal_offset=one.offset,
        turn_id=intent.effect_id,
        effect_part=intent.part,
        is_synthetic=intent.is_synthetic,
    )


def _close(intent: Intent) -> None:
    """The journal is the truth about which turn answered a message, whatever rows a restore brought back."""
    if not intent.answers:
        return
    Message.objects.filter(pk__in=intent.answers).exclude(turn_id=intent.effect_id).update(
        turn_id=intent.effect_id
    )
    # the first part names what an answer answers
    others = OutboxMessage.objects.filter(
        ~Q(effect_id=intent.effect_id),
        conversation_id=intent.conversation_id,
        state=OutboxState.PENDING,
        answers__overlap=intent.answers,
    )
    OutboxMessage.objects.filter(effect_id__in=others.values("effect_id"), state=OutboxState.PENDING).update(
        state=OutboxState.CANCELLED, reason="answered by another reply"
    )


def _settle(message: Message, one: Ended) -> None:
    result = one.result
    if message.status in UNSETTLED:
        message.status = MEANING[result.state]
        message.error = result.error
    message.wa_id = result.wa_id or message.wa_id
    if result.state == "accepted":
        message.created_at = one.at
        message.response_time_ms = result.response_time_ms
        message.customer_wait_ms = result.customer_wait_ms
        message.harmonization_wait_ms = result.harmonization_wait_ms
    message.save()
