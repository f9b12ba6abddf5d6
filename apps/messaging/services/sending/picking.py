"""Which messages are sent next: each number in turn, so that one shop's crowd does not keep the others waiting."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection

from apps.messaging.models import OutboxMessage, OutboxState
from apps.messaging.services.derived import derived_rows
from apps.messaging.services.outbox import Withdrawn, cancel, cancel_following
from apps.messaging.services.sending.limits import number_limit, pair_limit, take

LEASE = timedelta(seconds=60)
# Free text is allowed for 24 hours from the customer's last message; a little less, for WhatsApp's clock rules.
WINDOW = timedelta(hours=24) - timedelta(minutes=1)

# Numbers with something pending are found by skipping through the index, so the cost follows their count.
# A part waits until the one before it was accepted. Nothing leaves a restored database that has not yet read what
# the journal knew when it was put in place: somebody may have answered already.
DUE = """
WITH RECURSIVE busy AS (
    (SELECT number_id FROM messaging_outboxmessage WHERE state = 'pending' ORDER BY number_id LIMIT 1)
    UNION ALL
    SELECT (SELECT o.number_id FROM messaging_outboxmessage o
            WHERE o.state = 'pending' AND o.number_id > busy.number_id ORDER BY o.number_id LIMIT 1)
    FROM busy WHERE busy.number_id IS NOT NULL
)
SELECT due.id FROM busy
JOIN tenants_whatsappnumber n ON n.id = busy.number_id AND (n.paused_until IS NULL OR n.paused_until <= %(now)s)
CROSS JOIN LATERAL (
    SELECT o.id, o.not_before, row_number() OVER (ORDER BY o.not_before, o.id) AS turn
    FROM messaging_outboxmessage o
    WHERE o.number_id = busy.number_id AND o.state = 'pending' AND o.not_before <= %(now)s
      AND (o.part = 0 OR NOT EXISTS (
          SELECT 1 FROM messaging_outboxmessage p
          WHERE p.effect_id = o.effect_id AND p.part < o.part AND p.state <> 'accepted'))
    ORDER BY o.not_before, o.id LIMIT %(limit)s
) due
WHERE (SELECT NOT wabot_barred())
ORDER BY due.turn, due.not_before LIMIT %(limit)s
"""

Refusals = Callable[[Sequence[OutboxMessage]], dict[int, str]]
Reopened = Callable[[Sequence[Withdrawn], datetime], None]


def pick(
    *, name: str, limit: int, now: datetime, refused: Refusals, reopened: Reopened
) -> list[OutboxMessage]:
    """Lease up to `limit` rows that may be sent at once.

    `refused` names the rows, by primary key, that must not go (a switch was thrown), with the reason; they are
    withdrawn, and `reopened` is told within the same transaction. Rows that a speed limit holds back get the
    time at which there is room: waiting occupies nobody.
    """
    with derived_rows():
        rows = _due(limit, now)
        if not rows:
            return []
        reasons = refused(rows)
        held = [row for row in rows if row.pk not in reasons]
        withdrawn = cancel((row for row in rows if row.pk in reasons), reason=_common(reasons))
        if withdrawn:
            reopened(withdrawn, now)
        taken = [row for row in held if _in_window(row, now) and _has_room(row, now)]
        OutboxMessage.objects.filter(pk__in=[row.pk for row in taken]).update(
            state=OutboxState.SENDING, lease_by=name, lease_until=now + LEASE
        )
    return taken


def _due(limit: int, now: datetime) -> list[OutboxMessage]:
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    rows = (
        OutboxMessage.objects.filter(pk__in=ids, state=OutboxState.PENDING)
        .select_related("conversation", "number", "customer")
        .select_for_update(skip_locked=True, of=("self",))
    )
    order = {pk: place for place, pk in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row.pk])


def _common(reasons: dict[int, str]) -> str:
    return "; ".join(sorted(set(reasons.values())))


def _in_window(row: OutboxMessage, now: datetime) -> bool:
    if now < row.conversation.last_inbound_at + WINDOW:
        return True
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=OutboxState.FAILED, reason="24 hours have passed since the customer wrote", settled_at=now
    )
    cancel_following(row, reason="the part before came too late")
    return False


def _has_room(row: OutboxMessage, now: datetime) -> bool:
    if row.customer.is_synthetic:
        return True
    limits = (
        number_limit(number_id=row.number_id, per_second=row.number.messages_per_second),
        pair_limit(number_id=row.number_id, customer_id=row.customer_id),
    )
    for limit in limits:
        room_at = take(limit, tenant_id=row.tenant_id, now=now)
        if room_at is not None:
            # what an earlier limit gave is lost to others for a moment only: its rate is refilled by time
            OutboxMessage.objects.filter(pk=row.pk).update(not_before=room_at)
            return False
    return True
