"""What a turn ends in: its row, its replies on their way, its messages closed. Or nothing, if more was said."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest

from apps.bot.metrics import RETAKEN, Retaken, count_turn
from apps.bot.models import MessageHarmonizationLog, TurnDue, TurnStatus
from apps.bot.services.grounding import GroundedResponseValidator
from apps.bot.services.harmonization import ANSWERED_BY_BOT, Leased
from apps.bot.services.load_turn import Loaded, open_message_ids
from apps.bot.services.references import as_json
from apps.bot.turn.types import Feature, TurnOutcome
from apps.messaging.models import Conversation
from apps.messaging.services.derived import derived_rows
from apps.messaging.services.outbox import Reply, enqueue

log = logging.getLogger("wabot.turn")


@dataclass(frozen=True, slots=True)
class Computed:
    """`error` of a turn that failed, `broken` the enhancement it failed in; its outcome then is the apology."""

    outcome: TurnOutcome
    compute_ms: float
    error: str = ""
    broken: Feature | None = None


def commit_turn(leased: Leased, loaded: Loaded, computed: Computed, *, now: datetime) -> UUID | None:
    """The turn's id; None when it must be taken again, because a message came meanwhile or the lease was lost.

    The conversation's row is locked, not its key, so that messages can still be inserted; the projector locks
    it too before it opens messages, so that one of the two sees the other's work.
    """
    with derived_rows():
        closed = _closed(leased, loaded, computed, now)
    # Once it stands.
    if isinstance(closed, Retaken):
        RETAKEN.labels(closed).inc()
        return None
    _count(closed, computed)
    log.info("turn %s in %.1f ms: %s", closed.status, computed.compute_ms, closed.topic or "no topic")
    return closed.pk


def _closed(
    leased: Leased, loaded: Loaded, computed: Computed, now: datetime
) -> MessageHarmonizationLog | Retaken:
    conversation = _locked(leased)
    if conversation is None:
        return Retaken.LEASE_LOST
    if conversation.status not in ANSWERED_BY_BOT:
        TurnDue.objects.filter(pk=conversation.pk).delete()
        return Retaken.HANDED_OVER
    if open_message_ids(conversation.pk) != loaded.message_ids:
        # It did not fail: who writes on while a model thinks may do so for as long as they like.
        TurnDue.objects.filter(pk=conversation.pk).update(
            lease_id=None, lease_until=None, attempts=Greatest(F("attempts") - 1, 0)
        )
        return Retaken.MORE_SAID
    turn = _turn(conversation, loaded, computed, now)
    _write(turn)
    if computed.outcome.replies:
        enqueue(conversation=conversation, reply=_reply(turn, loaded, computed.outcome), now=now)
    return turn


def _count(turn: MessageHarmonizationLog, computed: Computed) -> None:
    count_turn(
        status=turn.status,
        is_synthetic=turn.conversation.is_synthetic,
        features=turn.features,
        broken=computed.broken,
        wait_ms=turn.wait_ms,
        wait_reason=turn.wait_reason,
        compute_ms=computed.compute_ms,
    )


LOCK = """
SELECT c.* FROM messaging_conversation c JOIN bot_turndue d ON d.conversation_id = c.id
WHERE c.id = %s AND d.lease_id = %s FOR NO KEY UPDATE OF c, d
"""


def _locked(leased: Leased) -> Conversation | None:
    """The conversation, locked with its due time; None when the lease is another's by now."""
    return next(iter(Conversation.objects.raw(LOCK, [leased.conversation_id, leased.lease_id])), None)


# A turn that was reopened and comes to the same messages again has the same id: its row is written anew.
WRITE = """
WITH closed AS (UPDATE messaging_message SET turn_id = %(id)s WHERE id = ANY(%(message_ids)s)),
    taken AS (DELETE FROM bot_turndue WHERE conversation_id = %(conversation_id)s)
INSERT INTO bot_messageharmonizationlog ({columns}) VALUES ({values})
ON CONFLICT (id) DO UPDATE SET {anew}
"""
COLUMNS = tuple(field.attname for field in MessageHarmonizationLog._meta.concrete_fields)
WRITTEN = WRITE.format(
    columns=", ".join(COLUMNS),
    values=", ".join(f"%({column})s" for column in COLUMNS),
    anew=", ".join(f"{column} = EXCLUDED.{column}" for column in COLUMNS if column != "id"),
)


def _write(turn: MessageHarmonizationLog) -> None:
    """The turn's row, its messages closed and its due time gone, in one statement."""
    values: dict[str, Any] = {column: getattr(turn, column) for column in COLUMNS}
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, values | {"findings": json.dumps(turn.findings)})


def _turn(
    conversation: Conversation, loaded: Loaded, computed: Computed, now: datetime
) -> MessageHarmonizationLog:
    outcome, messages = computed.outcome, loaded.turn.messages
    status = TurnStatus.ANSWERED if outcome.replies else TurnStatus.SILENT
    return MessageHarmonizationLog(
        id=loaded.turn_id,
        tenant_id=conversation.tenant_id,
        conversation=conversation,
        message_ids=list(loaded.message_ids),
        combined_text="\n".join(message.text for message in messages if message.text),
        status=TurnStatus.FAILED if computed.error else status,
        topic=outcome.topic[:40],
        wait_ms=max(0, round((loaded.due_at - loaded.first_at).total_seconds() * 1000)),
        wait_reason=loaded.wait_reason,
        compute_ms=computed.compute_ms,
        findings=GroundedResponseValidator().report(outcome, turn_id=loaded.turn_id),
        features=sorted(feature.value for feature in outcome.features),
        config_version=loaded.turn.config.version,
        error=computed.error,
        created_at=now,
        due_at=loaded.due_at,
    )


def _reply(turn: MessageHarmonizationLog, loaded: Loaded, outcome: TurnOutcome) -> Reply:
    return Reply(
        effect_id=turn.pk,
        payloads=[reply.payload() for reply in outcome.replies],
        answers=loaded.message_ids,
        first_at=loaded.first_at,
        due_at=loaded.due_at,
        features=turn.features,
        config_version=turn.config_version,
        context=_context(outcome),
    )


def _context(outcome: TurnOutcome) -> dict[str, Any]:
    """What is remembered once the reply has left; see `react`."""
    return {
        "topic": outcome.topic,
        "language": outcome.language,
        "focus": str(outcome.focus_product_id) if outcome.focus_product_id else None,
        "last_query": outcome.last_query,
        "shown": as_json(outcome.shown) if outcome.shown else None,
        "wants_person": outcome.wants_person,
        "is_done": outcome.is_done,
        "cart": outcome.cart.as_json() if outcome.cart is not None else None,
        "order": outcome.order.as_json() if outcome.order is not None else None,
    }
