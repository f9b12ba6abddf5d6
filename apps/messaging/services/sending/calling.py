"""The call itself, and what its end means for the row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wabot_edge.journal.effects import EffectState

from apps.messaging.callback_data import EffectPart
from apps.messaging.models import OutboxMessage
from apps.messaging.whatsapp.graph import BAD_TOKEN, Answer, CallEnd, GraphClient
from apps.messaging.whatsapp.retry import TRIES, RetryClass, pause_s, retry_class_of
from apps.tenants.secrets import UnopenableSecret

NUMBER_PAUSE = timedelta(minutes=5)
# Until a person has mended the token or the account; a time, so that no query needs a second column.
UNTIL_MENDED = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`again_at` for what may be tried again; `number_paused_until` where the whole number must rest."""

    state: EffectState
    reason: str = ""
    again_at: datetime | None = None
    number_paused_until: datetime | None = None


def call(graph: GraphClient, row: OutboxMessage) -> Answer:
    if row.customer.is_synthetic:
        # canaries go all the way but the last step
        return Answer(CallEnd.ACCEPTED, wa_id=f"synthetic:{row.effect_id}:{row.part}")
    try:
        token = row.number.access_token
    except UnopenableSecret as error:
        return Answer(CallEnd.REFUSED, code=BAD_TOKEN, error={"message": str(error)})
    return graph.send(phone_number_id=row.number.phone_number_id, token=token, body=body_of(row))


def body_of(row: OutboxMessage) -> dict[str, Any]:
    """A phone goes into `to`; a user without one is reached by `recipient`, which `to` would silently drop."""
    customer = row.customer
    to = {"to": customer.phone} if customer.phone else {"recipient": customer.user_id}
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to,
        **row.payload,
        "biz_opaque_callback_data": str(EffectPart(row.effect_id, row.part)),
    }


def verdict_of(answer: Answer, *, attempts: int, now: datetime) -> Verdict:
    """What an attempt's end means. `attempts` counts this one."""
    words = str((answer.error or {}).get("message", ""))[:200]
    match answer.end:
        case CallEnd.ACCEPTED:
            return Verdict(EffectState.ACCEPTED)
        case CallEnd.LOST:
            return Verdict(EffectState.UNCERTAIN, words)
        case CallEnd.NOT_SENT:
            return Verdict(EffectState.UNSENT, words, _later(attempts, now))
    return _refused(answer.code, f"{answer.code}: {words}", attempts, now)


def _refused(code: int, reason: str, attempts: int, now: datetime) -> Verdict:
    kind = retry_class_of(code)
    match kind:
        case RetryClass.BACK_OFF:
            return Verdict(EffectState.UNSENT, reason, _later(attempts, now))
        case RetryClass.FEW_TRIES if attempts < TRIES[kind]:
            return Verdict(EffectState.UNSENT, reason, _later(attempts, now))
        case RetryClass.SLOW_NUMBER:
            return Verdict(EffectState.UNSENT, reason, _later(attempts, now), now + NUMBER_PAUSE)
        case RetryClass.STOP_NUMBER:
            return Verdict(EffectState.UNSENT, reason, _later(attempts, now), now + UNTIL_MENDED)
    return Verdict(EffectState.FAILED, reason)


def _later(attempts: int, now: datetime) -> datetime:
    return now + timedelta(seconds=pause_s(attempts))
