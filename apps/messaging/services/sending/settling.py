"""Writing an attempt's end down: first in the journal, then in the rows."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from wabot_edge.journal.effects import EffectState, settle

from apps.messaging.metrics import count_send
from apps.messaging.models import OutboxMessage, OutboxState
from apps.messaging.records import Result
from apps.messaging.services.derived import derived_rows
from apps.messaging.services.outbox import cancel_following
from apps.messaging.services.sending.calling import Verdict, verdict_of
from apps.messaging.whatsapp.graph import Answer
from apps.tenants.log_context import log_context
from apps.tenants.models import WhatsAppNumber

STATE = {
    EffectState.ACCEPTED: OutboxState.ACCEPTED,
    EffectState.FAILED: OutboxState.FAILED,
    EffectState.UNCERTAIN: OutboxState.UNCERTAIN,
    EffectState.UNSENT: OutboxState.PENDING,
}
log = logging.getLogger("wabot.sender")


@dataclass(frozen=True, slots=True)
class Ended:
    row: OutboxMessage
    answer: Answer
    at: datetime

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.answer, attempts=self.row.attempts, now=self.at)


def settle_all(journal: psycopg.Connection, ended: Sequence[Ended]) -> None:
    """Call again with the same until it returns: a result that cannot be written is not to be forgotten."""
    with journal.transaction():
        for one in ended:
            settle(
                journal,
                effect_id=one.row.effect_id,
                part=one.row.part,
                state=one.verdict.state,
                at=one.at,
                result=_result(one).body(),
                provider_id=one.answer.wa_id or None,
            )
    with derived_rows():
        for one in ended:
            with log_context(tenant_id=one.row.tenant_id, turn_id=one.row.effect_id):
                _write(one)
    # once it stands: what is settled again after a lost connection is counted once
    for one in ended:
        _count(one)


def _count(one: Ended) -> None:
    """The row carries its customer since it was picked."""
    state = one.verdict.state
    count_send(
        result=state.value,
        is_synthetic=one.row.customer.is_synthetic,
        part=one.row.part,
        response_ms=_ms(one.row.due_at, one.at) if state is EffectState.ACCEPTED else None,
    )


def _result(one: Ended) -> Result:
    row, accepted = one.row, one.verdict.state is EffectState.ACCEPTED
    return Result(
        effect_id=row.effect_id,
        part=row.part,
        state=one.verdict.state.value,
        wa_id=one.answer.wa_id,
        error=dict(one.answer.error) if one.answer.error else None,
        response_time_ms=_ms(row.due_at, one.at) if accepted else None,
        customer_wait_ms=_ms(row.first_at, one.at) if accepted else None,
        harmonization_wait_ms=_ms(row.first_at, row.due_at) if accepted else None,
    )


def _ms(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds() * 1000))


def _write(one: Ended) -> None:
    verdict = one.verdict
    # A status may have told already that it arrived: that is not taken back.
    OutboxMessage.objects.filter(pk=one.row.pk, state=OutboxState.SENDING).update(
        state=STATE[verdict.state],
        reason=verdict.reason[:300],
        wa_id=one.answer.wa_id,
        settled_at=one.at,
        not_before=verdict.again_at or one.row.not_before,
        lease_by="",
        lease_until=None,
    )
    if verdict.state is EffectState.FAILED:
        cancel_following(one.row, reason="the part before was refused")
    if verdict.state is EffectState.ACCEPTED:
        log.info("reply %s part %d accepted", one.row.effect_id, one.row.part)
    else:
        level = logging.WARNING if verdict.state is EffectState.UNSENT else logging.ERROR
        log.log(
            level, "reply %s part %d %s: %s", one.row.effect_id, one.row.part, verdict.state, verdict.reason
        )
    if verdict.number_paused_until:
        # Not where a new token was given during the call: the old one's refusal says nothing of it.
        WhatsAppNumber.objects.filter(pk=one.row.number_id, sealed_token=one.row.number.sealed_token).update(
            paused_until=verdict.number_paused_until, pause_reason=verdict.reason[:200]
        )
