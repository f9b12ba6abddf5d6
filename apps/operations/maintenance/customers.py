"""Telling customers who write meanwhile that they will be answered: once per conversation and maintenance."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wabot_edge.journal.maintenance import Maintenance

from apps.bot.models import Dialogue
from apps.bot.turn.language import detect_language
from apps.messaging.events import Event, MessageArrived
from apps.messaging.ids import time_ordered_id
from apps.messaging.models import Conversation, Message, OutboxMessage
from apps.messaging.services.outbox import Reply, enqueue
from apps.operations.maintenance.words import WORDS

# In the outbox row's context: of which maintenance it tells.
CONTEXT = "maintenance"


def notice_id(said: Maintenance, conversation_id: UUID) -> UUID:
    """The same however often it is thought of: the journal's claim lets it leave once."""
    return time_ordered_id(said.began_at, CONTEXT, str(said.id), str(conversation_id))


def tell_customers(events: Sequence[Event], said: Maintenance | None, *, now: datetime) -> int:
    """Within the projector's transaction, after the bot's own: a message of a burst takes back what has not left,
    this notice too, and puts it on its way again. It answers nothing, so the turn stays open. Returns how many.
    """
    if said is None or not said.is_on or not said.notify_customers:
        return 0
    wrote = {
        event.conversation_id: event
        for event in events
        if isinstance(event, MessageArrived) and event.arrived_at >= said.began_at
    }
    if not wrote:
        return 0
    languages = _languages(wrote)
    for conversation in Conversation.objects.filter(pk__in=wrote):
        reply = _notice(
            said, conversation, languages[conversation.pk], wrote[conversation.pk].arrived_at, now
        )
        enqueue(conversation=conversation, reply=reply, now=now)
    return len(wrote)


def out_of_date(rows: Sequence[OutboxMessage], said: Maintenance | None) -> dict[int, str]:
    """Notices that nobody sent in time: row → why it must not go. Asked just before each claim."""
    current = str(said.id) if said is not None and said.is_on else None
    return {
        row.pk: "maintenance is over"
        for row in rows
        if CONTEXT in row.context and row.context[CONTEXT] != current and row.attempts == 0
    }


def _notice(
    said: Maintenance, conversation: Conversation, language: str, first_at: datetime, now: datetime
) -> Reply:
    return Reply(
        effect_id=notice_id(said, conversation.pk),
        payloads=[{"type": "text", "text": {"body": WORDS[language]["customer"]}}],
        answers=(),
        first_at=first_at,
        due_at=now,
        context={CONTEXT: str(said.id)},
    )


def _languages(wrote: dict[UUID, MessageArrived]) -> dict[UUID, str]:
    """The conversation's so far; of a new one that of the words just written."""
    known = dict(Dialogue.objects.filter(pk__in=wrote).values_list("pk", "language"))
    texts = dict(
        Message.objects.filter(pk__in=[event.message_id for event in wrote.values()]).values_list(
            "conversation_id", "text"
        )
    )
    return {pk: detect_language(texts.get(pk, ""), known.get(pk, "")) for pk in wrote}
