"""Writing them: as things that have been. Nothing is sent, and nothing becomes due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.bot.models import MessageHarmonizationLog, TurnStatus
from apps.messaging.ids import turn_id
from apps.messaging.models import Conversation, Direction, Message, MessageStatus
from apps.operations.services.importing.reading import ReadRow

AT_ONCE = 500
REASON = "imported"


def write_rows(rows: Sequence[ReadRow], *, now: datetime) -> int:
    """All or none; returns how many were not there. Safe to call again, and beside a projector that writes the same.

    What nobody had answered is closed by a turn that says nothing: an answer would come days late. A send whose end
    the file does not tell stays uncertain, and there is no outbox row that could send it again.
    """
    messages = [_message(row, now) for row in rows]
    _close_open(messages)
    with transaction.atomic():
        there = Message.objects.filter(pk__in=[one.pk for one in messages]).count()
        Message.objects.bulk_create(messages, batch_size=AT_ONCE, ignore_conflicts=True)
        _silent_turns([one for one in messages if one.direction == Direction.INBOUND])
        _last_heard(messages)
    return len(messages) - there


def _message(row: ReadRow, now: datetime) -> Message:
    message = Message(**row.values, inserted_at=now)
    if message.status == MessageStatus.SENDING:
        message.status = MessageStatus.UNCERTAIN
    return message


def _close_open(messages: Iterable[Message]) -> None:
    """Of one conversation all that is open is one turn, under the same id however often it is imported."""
    still_open: dict[UUID, list[Message]] = defaultdict(list)
    for one in messages:
        if one.direction == Direction.INBOUND and one.turn_id is None:
            still_open[one.conversation_id].append(one)
    for conversation_id, group in still_open.items():
        for one in group:
            # each by itself: a file with half of them must not give another id than one with all
            one.turn_id = turn_id(conversation_id=conversation_id, message_ids=[one.pk], at=one.created_at)


def _silent_turns(inbound: Sequence[Message]) -> None:
    """For turns of which neither a row nor an answer is here."""
    ids = {one.turn_id for one in inbound if one.turn_id}
    known = set(MessageHarmonizationLog.objects.filter(pk__in=ids).values_list("pk", flat=True))
    answered = Message.objects.filter(turn_id__in=ids, direction=Direction.OUTBOUND)
    known |= {turn for turn in answered.values_list("turn_id", flat=True) if turn}
    groups: dict[UUID, list[Message]] = defaultdict(list)
    for one in inbound:
        if one.turn_id and one.turn_id not in known:
            groups[one.turn_id].append(one)
    MessageHarmonizationLog.objects.bulk_create(
        [_turn(pk, group) for pk, group in groups.items()], batch_size=AT_ONCE, ignore_conflicts=True
    )


def _turn(pk: UUID, group: Sequence[Message]) -> MessageHarmonizationLog:
    ordered = sorted(group, key=lambda one: (one.created_at, one.journal_offset, one.journal_index))
    return MessageHarmonizationLog(
        id=pk,
        tenant_id=ordered[0].tenant_id,
        conversation_id=ordered[0].conversation_id,
        message_ids=[one.pk for one in ordered],
        combined_text="\n".join(one.text for one in ordered if one.text),
        status=TurnStatus.SILENT,
        wait_reason=REASON,
        created_at=ordered[-1].created_at,
        due_at=ordered[-1].created_at,
    )


def _last_heard(messages: Iterable[Message]) -> None:
    last: dict[UUID, datetime] = {}
    for one in messages:
        if one.direction == Direction.INBOUND:
            last[one.conversation_id] = max(one.created_at, last.get(one.conversation_id, one.created_at))
    for conversation_id, at in last.items():
        Conversation.objects.filter(pk=conversation_id, last_inbound_at__lt=at).update(last_inbound_at=at)
