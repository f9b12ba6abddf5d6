"""What a sender left behind when it died, and sends whose answer was lost."""

import logging
from datetime import datetime, timedelta

import psycopg
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wabot_edge.journal.effects import EffectState, effects_of, settle
from wabot_edge.journal.hearing import hearing
from wabot_edge.journal.records import partition_of

from apps.messaging.metrics import count_send
from apps.messaging.models import Direction, Message, OutboxMessage, OutboxState, Partition, StatusEvent
from apps.messaging.records import Result
from apps.messaging.services.sending.claiming import adopt

AT_ONCE = 200
# WhatsApp's clock, which dates reports in whole seconds, may be that much behind ours.
CLOCKS_DIFFER = timedelta(minutes=1)
log = logging.getLogger("wabot.sender")


def recover(journal: psycopg.Connection, *, name: str, in_hand: set[int], now: datetime) -> int:
    """Take up rows whose sender is gone: its lease ran out, or it was `name` before this process began.

    `in_hand` are the rows, by primary key, that this process is sending itself. Where the journal has a claim
    but no end, the call may have been made: the row becomes uncertain, never simply sent again.
    """
    left = OutboxMessage.objects.filter(
        Q(lease_until__lt=now) | Q(lease_by=name), state=OutboxState.SENDING
    ).exclude(pk__in=in_hand)
    rows = list(left.select_related("number", "customer")[:AT_ONCE])
    if not rows:
        return 0
    effects = effects_of(journal, [row.effect_id for row in rows])
    for row in rows:
        effect = effects.get((row.effect_id, row.part))
        if effect is not None and effect.state is EffectState.CLAIMED:
            _call_lost(journal, row, now)
    adopt(journal, rows, now=now)
    log.warning("took up %d sends that another process left", len(rows))
    return len(rows)


def send_lost_again(journal: psycopg.Connection, *, after: timedelta, now: datetime) -> int:
    """Put lost sends up for their one repetition; return how many.

    Only when some minutes have passed, WhatsApp has reported on later sends of the same number (so it does
    report), and everything it told is in the journal and projected: had the message arrived, we would know. Those
    lost a second time stay for a person to see.
    """
    rows = list(lost_and_overtaken(before=now - after).select_related("number")[:AT_ONCE])
    if not rows:
        return 0
    read_to = dict(Partition.objects.values_list("number", "offset"))
    partitions = {row.pk: partition_of(row.number.phone_number_id) for row in rows}
    known = {number for number in set(partitions.values()) if _all_is_known(journal, number, read_to, now)}
    current = [row for row in rows if partitions[row.pk] in known]
    # the row count decides against a status that is being projected just now
    return OutboxMessage.objects.filter(
        pk__in=[row.pk for row in current], state=OutboxState.UNCERTAIN, sent_again_at__isnull=True
    ).update(state=OutboxState.PENDING, sent_again_at=now, not_before=now, reason="the answer was lost")


def lost_and_overtaken(*, before: datetime) -> QuerySet[OutboxMessage]:
    """Lost before then, not repeated yet, and WhatsApp has reported on a later send of the same number."""
    later = Message.objects.filter(
        number_id=OuterRef("number_id"),
        wa_id=OuterRef("wa_id"),
        direction=Direction.OUTBOUND,
        created_at__gt=OuterRef(OuterRef("settled_at")),
    )
    # The message's own time decides; that of the report only keeps the search to what was told since.
    told = StatusEvent.objects.filter(
        Exists(later), number_id=OuterRef("number_id"), at__gt=OuterRef("settled_at") - CLOCKS_DIFFER
    )
    # By its newest, not by EXISTS: that may be planned as a join with all that was ever told.
    newest = Subquery(told.order_by("-at").values("at")[:1])
    return OutboxMessage.objects.alias(told_at=newest).filter(
        state=OutboxState.UNCERTAIN,
        sent_again_at__isnull=True,
        settled_at__lt=before,
        told_at__isnull=False,
    )


def _call_lost(journal: psycopg.Connection, row: OutboxMessage, now: datetime) -> None:
    said = Result(
        effect_id=row.effect_id,
        part=row.part,
        state=EffectState.UNCERTAIN.value,
        error={"message": "the sender ended during the call"},
    )
    settle(
        journal,
        effect_id=row.effect_id,
        part=row.part,
        state=EffectState.UNCERTAIN,
        at=now,
        result=said.body(),
    )
    count_send(
        result=EffectState.UNCERTAIN.value,
        is_synthetic=row.customer.is_synthetic,
        part=row.part,
        response_ms=None,
    )


def _all_is_known(
    journal: psycopg.Connection, partition: int, read_to: dict[int, int], now: datetime
) -> bool:
    """Nothing waits in an intake's spool, and nothing in the journal for the projector."""
    heard = hearing(journal, partition=partition, read_to=read_to.get(partition, 0), heard_by=now)
    return not heard.deaf and not heard.unread
