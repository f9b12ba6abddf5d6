"""Putting replies on their way, and taking back those that have not left."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

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


# By hand: this stands in every reply's way. A turn that was taken back before and comes to the same messages
# again has the same id: its cancelled row is a wish once more.
ENQUEUE = """
INSERT INTO messaging_outboxmessage (tenant_id, conversation_id, number_id, customer_id, effect_id, part, payload,
    answers, features, config_version, context, state, reason, created_at, first_at, due_at, not_before, attempts,
    lease_by, wa_id)
VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s::uuid[], %s::varchar[], %s, %s::jsonb, 'pending', '', %s, %s, %s, %s,
    0, '', '')
ON CONFLICT (effect_id, part) DO UPDATE SET payload = EXCLUDED.payload, answers = EXCLUDED.answers,
    features = EXCLUDED.features, config_version = EXCLUDED.config_version, context = EXCLUDED.context,
    state = 'pending', reason = '', created_at = EXCLUDED.created_at, first_at = EXCLUDED.first_at,
    due_at = EXCLUDED.due_at, not_before = EXCLUDED.not_before
WHERE messaging_outboxmessage.state = 'cancelled' AND messaging_outboxmessage.attempts = 0
RETURNING pg_notify(%s, '')
"""


def enqueue(*, conversation: Conversation, reply: Reply, now: datetime) -> None:
    """Within the transaction that closes the turn. Senders are woken by its commit."""
    of = (conversation.tenant_id, conversation.pk, conversation.number_id, conversation.customer_id)
    with connection.cursor() as cursor:
        for part, payload in enumerate(reply.payloads):
            # the first part claims the answer, and carries what the bot wants to remember of it
            answers, context = (list(reply.answers), reply.context) if part == 0 else ([], {})
            cursor.execute(
                ENQUEUE,
                [
                    *(*of, reply.effect_id, part, json.dumps(payload), answers, list(reply.features)),
                    *(reply.config_version, json.dumps(context), now, reply.first_at, reply.due_at, now),
                    CHANNEL,
                ],
            )


def withdraw_unsent(conversation_ids: Iterable[UUID], *, reason: str) -> list[Withdrawn]:
    """Take back answers of which no part was ever claimed. Call within a transaction.

    The row count decides the race with a sender: what it took first is on its way and stays.
    """
    # a part that an earlier form of this answer had, and that was taken back with it, has not begun either
    begun = OutboxMessage.objects.filter(effect_id=OuterRef("effect_id")).exclude(
        state__in=(OutboxState.PENDING, OutboxState.CANCELLED), attempts=0
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


def following(row: OutboxMessage) -> Q:
    """The parts of an answer that wait for this one. Half an answer helps nobody: where it ends unsent, so must they."""
    return Q(effect_id=row.effect_id, part__gt=row.part, state=OutboxState.PENDING)


def cancel_following(row: OutboxMessage, *, reason: str) -> None:
    OutboxMessage.objects.filter(following(row)).update(state=OutboxState.CANCELLED, reason=reason[:300])


def cancel(rows: Iterable[OutboxMessage], *, reason: str) -> list[Withdrawn]:
    """Cancel rows that the caller holds locked, and the parts that were to follow them; return what is open again."""
    held = list(rows)
    OutboxMessage.objects.filter(
        reduce(or_, map(following, held), Q(pk__in=[row.pk for row in held]))
    ).update(state=OutboxState.CANCELLED, reason=reason[:300], lease_by="", lease_until=None)
    withdrawn = [
        Withdrawn(row.tenant_id, row.conversation_id, row.effect_id, tuple(row.answers))
        for row in held
        if row.part == 0
    ]
    Message.objects.filter(turn_id__in=[one.effect_id for one in withdrawn], direction="inbound").update(
        turn_id=None
    )
    return withdrawn
