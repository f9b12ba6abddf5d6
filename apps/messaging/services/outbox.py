"""Putting replies on their way, and taking back those that have not left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from apps.messaging.models import Conversation, Message, OutboxMessage, OutboxState

# Senders listen here; the news leaves with the commit.
CHANNEL = "wabot_outbox"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, in one or more messages. `payloads` are Graph payloads without the recipient."""

    effect_id: UUID
    payloads: Sequence[dict[str, Any]]
    answers: Sequence[UUID]
    first_at: datetime
    due_at: datetime
    features: Sequence[str] = ()
    config_version: int = 0
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An answer that will not leave; the messages that it answered are open again."""

    tenant_id: UUID
    conversation_id: UUID
    effect_id: UUID
    answers: tuple[UUID, ...]


def enqueue(*, conversation: Conversation, reply: Reply, now: datetime) -> None:
    """Within the transaction that closes the turn. Senders are woken by its commit."""
    # the same turn taken back before and taken again: its id follows from its messages
    OutboxMessage.objects.filter(effect_id=reply.effect_id, state=OutboxState.CANCELLED, attempts=0).delete()
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            tenant_id=conversation.tenant_id,
            conversation=conversation,
            number_id=conversation.number_id,
            customer_id=conversation.customer_id,
            effect_id=reply.effect_id,
            part=part,
            payload=payload,
            # the first part claims the answer, and carries what the bot wants to remember of it
            answers=list(reply.answers) if part == 0 else [],
            context=reply.context if part == 0 else {},
            features=list(reply.features),
            config_version=reply.config_version,
            created_at=now,
            first_at=reply.first_at,
            due_at=reply.due_at,
            not_before=now,
        )
        for part, payload in enumerate(reply.payloads)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")


def withdraw_unsent(conversation_ids: Iterable[UUID], *, reason: str) -> list[Withdrawn]:
    """Take back answers of which no part was ever claimed. Call within a transaction.

    The row count decides the race with a sender: what it took first is on its way and stays.
    """
    begun = OutboxMessage.objects.filter(effect_id=OuterRef("effect_id")).exclude(
        state=OutboxState.PENDING, attempts=0
    )
    rows = (
        OutboxMessage.objects.filter(conversation_id__in=list(conversation_ids), state=OutboxState.PENDING)
        .filter(~Exists(begun))
        .select_for_update(skip_locked=True)
    )
    held = list(rows)
    # a sender holds the first part just now: then the answer is on its way
    whole = {row.effect_id for row in held if row.part == 0}
    return cancel((row for row in held if row.effect_id in whole), reason=reason)


def cancel(rows: Iterable[OutboxMessage], *, reason: str) -> list[Withdrawn]:
    """Cancel rows that the caller holds locked, whole answers of them; return what is open again."""
    held = list(rows)
    OutboxMessage.objects.filter(pk__in=[row.pk for row in held]).update(
        state=OutboxState.CANCELLED, reason=reason[:300], lease_by="", lease_until=None
    )
    withdrawn = [
        Withdrawn(row.tenant_id, row.conversation_id, row.effect_id, tuple(row.answers))
        for row in held
        if row.part == 0
    ]
    Message.objects.filter(turn_id__in=[one.effect_id for one in withdrawn], direction="inbound").update(
        turn_id=None
    )
    return withdrawn
