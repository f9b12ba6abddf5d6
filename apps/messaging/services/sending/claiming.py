"""No claim, no call."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import transaction
from django.db.models import F
from wabot_edge.journal.effects import (
    Claim,
    ClaimOutcome,
    EffectState,
    answered_by,
    claim,
    claim_again,
    effects_of,
)
from wabot_edge.journal.records import partition_of

from apps.messaging.models import Message, OutboxMessage, OutboxState
from apps.messaging.records import Intent, Retry
from apps.messaging.services.derived import derived_rows
from apps.messaging.services.outbox import Withdrawn, cancel_following
from apps.messaging.services.sending.picking import Reopened

KIND = "whatsapp.message"
ANSWERED = "answered by another reply"
log = logging.getLogger("wabot.sender")


def claim_all(
    journal: psycopg.Connection,
    rows: Sequence[OutboxMessage],
    *,
    name: str,
    now: datetime,
    reopened: Reopened,
) -> list[OutboxMessage]:
    """Claim what was picked, in one commit of the journal; return what may be called.

    A row that a restore brought back is refused here: what became of it is taken from the journal, and
    `reopened` is told of messages that it meant to answer and nobody did.
    """
    mine, refused = list[OutboxMessage](), list[tuple[OutboxMessage, ClaimOutcome]]()
    with journal.transaction():
        for row in rows:
            outcome = _claim(journal, row, name)
            if outcome is ClaimOutcome.CLAIMED:
                mine.append(row)
            else:
                refused.append((row, outcome))
    with derived_rows():
        OutboxMessage.objects.filter(pk__in=[row.pk for row in mine]).update(attempts=F("attempts") + 1)
    for row in mine:
        row.attempts += 1
    for row, outcome in refused:
        _refused(journal, row, outcome, now, reopened)
    return mine


def _claim(journal: psycopg.Connection, row: OutboxMessage, name: str) -> ClaimOutcome:
    if row.attempts:
        why = Retry(effect_id=row.effect_id, part=row.part, why=row.reason or "not sent")
        # the repetition of a lost one may itself have met a busy WhatsApp: then it is known not to have arrived
        states = (EffectState.UNCERTAIN, EffectState.UNSENT) if row.sent_again_at else (EffectState.UNSENT,)
        again = any(
            claim_again(
                journal,
                effect_id=row.effect_id,
                part=row.part,
                from_state=state,
                claimed_by=name,
                why=why.body(),
            )
            for state in states
        )
        return ClaimOutcome.CLAIMED if again else ClaimOutcome.TAKEN
    wanted = Claim(
        effect_id=row.effect_id,
        part=row.part,
        kind=KIND,
        partition=partition_of(row.number.phone_number_id),
        phone_number_id=row.number.phone_number_id,
        answers=row.answers,
        claimed_by=name,
        intent=_intent(row).body(),
    )
    return claim(journal, wanted).outcome


def _intent(row: OutboxMessage) -> Intent:
    return Intent(
        effect_id=row.effect_id,
        part=row.part,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        number_id=row.number_id,
        payload=row.payload,
        answers=row.answers,
        features=row.features,
        config_version=row.config_version,
        due_at=row.due_at,
        context=row.context,
        is_synthetic=row.customer.is_synthetic,
    )


def _refused(
    journal: psycopg.Connection, row: OutboxMessage, outcome: ClaimOutcome, now: datetime, reopened: Reopened
) -> None:
    if outcome is ClaimOutcome.TAKEN:
        adopt(journal, [row], now=now)
        return
    log.info("reply %s not sent: another one answered", row.effect_id)
    answered = answered_by(journal, row.answers)
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=row.pk).update(
            state=OutboxState.CANCELLED, reason=ANSWERED, lease_by="", lease_until=None
        )
        cancel_following(row, reason=ANSWERED)
        reopened([_open_again(row, answered)], now)


def _open_again(row: OutboxMessage, answered: Mapping[UUID, UUID]) -> Withdrawn:
    """Of the messages that it meant to answer, those that nobody answered are open again."""
    for message_id, effect_id in answered.items():
        Message.objects.filter(pk=message_id).update(turn_id=effect_id)
    still = tuple(message_id for message_id in row.answers if message_id not in answered)
    Message.objects.filter(pk__in=still).update(turn_id=None)
    return Withdrawn(row.tenant_id, row.conversation_id, row.effect_id, still)


ADOPTED = {
    EffectState.ACCEPTED: OutboxState.ACCEPTED,
    EffectState.FAILED: OutboxState.FAILED,
    EffectState.UNCERTAIN: OutboxState.UNCERTAIN,
    EffectState.UNSENT: OutboxState.PENDING,
    EffectState.CLAIMED: OutboxState.SENDING,
}
ADOPTED_FIELDS = ("state", "attempts", "wa_id", "settled_at", "reason", "lease_by", "lease_until")


def adopt(journal: psycopg.Connection, rows: Sequence[OutboxMessage], *, now: datetime) -> None:
    """Give rows the state that the journal has of them; one it does not know may be sent."""
    effects = effects_of(journal, [row.effect_id for row in rows])
    for row in rows:
        effect = effects.get((row.effect_id, row.part))
        row.state = ADOPTED[effect.state] if effect else OutboxState.PENDING
        if effect is not None:
            row.attempts, row.wa_id = effect.attempts, effect.provider_id or ""
            row.settled_at = row.settled_at or now
        row.reason = "as the journal has it"
        if row.state != OutboxState.SENDING:
            row.lease_by, row.lease_until = "", None
        # An update: a row whose customer was erased meanwhile must not come back.
        OutboxMessage.objects.filter(pk=row.pk).update(
            **{name: getattr(row, name) for name in ADOPTED_FIELDS}
        )
        if row.state == OutboxState.FAILED:
            cancel_following(row, reason="the part before was refused")
