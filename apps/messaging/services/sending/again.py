"""Sending once more what was perhaps sent: only because a person says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from apps.messaging.models import OutboxMessage, OutboxState
from apps.messaging.services.outbox import CHANNEL
from apps.messaging.services.sending.picking import WINDOW


def may_be_sent_again(row: OutboxMessage, *, now: datetime) -> bool:
    """Its answer was lost, and WhatsApp would still take it."""
    return row.state == OutboxState.UNCERTAIN and now < row.conversation.last_inbound_at + WINDOW


def send_again(pks: Collection[int], *, by: str, now: datetime) -> list[OutboxMessage]:
    """Put these up for one further attempt; return those that were. The customer may get them twice.

    The row's state decides against a status that is being projected just now, which tells that it arrived.
    `by` goes into the journal with the attempt.
    """
    with transaction.atomic():
        uncertain = OutboxMessage.objects.filter(pk__in=pks, state=OutboxState.UNCERTAIN)
        held = uncertain.select_related("conversation").select_for_update(of=("self",)).order_by("pk")
        rows = [row for row in held if may_be_sent_again(row, now=now)]
        OutboxMessage.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=OutboxState.PENDING, sent_again_at=now, not_before=now, reason=f"sent again by {by}"[:300]
        )
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}")
    return rows
