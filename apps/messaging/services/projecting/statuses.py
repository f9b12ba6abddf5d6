"""What became of our messages. A status moves up only, each step is kept once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from apps.messaging.callback_data import EffectPart, effect_part_of
from apps.messaging.models import UNDER_WAY, Message, MessageStatus, OutboxMessage, OutboxState, StatusEvent
from apps.messaging.whatsapp.tolerant import as_list
from apps.messaging.whatsapp.webhook import StatusFact
from apps.tenants.models import WhatsAppNumber

# A delivery that was reported beats a failure that was reported earlier, not the other way about.
RANKS = ("sending", "uncertain", "sent", "failed", "delivered", "read")
RANK = {status: rank for rank, status in enumerate(RANKS)}
# The same in SQL, of the column put in: 1 for the first.
RANK_OF = f"array_position(ARRAY{list(RANKS)}, {{}})"
MEANING = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}

RAISE = f"""
UPDATE messaging_message m SET status = v.status, error = coalesce(v.error::jsonb, m.error)
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::text[]) AS v(number_id, wa_id, status, rank, error)
WHERE m.number_id = v.number_id AND m.wa_id = v.wa_id AND m.direction = 'outbound'
  AND {RANK_OF.format("m.status")} - 1 < v.rank
"""


@dataclass(frozen=True, slots=True)
class Told:
    fact: StatusFact
    number: WhatsAppNumber
    offset: int


def record_statuses(told: Sequence[Told]) -> None:
    """They may come before we know the message: then they wait in StatusEvent until `raise_known` is called."""
    if not told:
        return
    StatusEvent.objects.bulk_create([_event(one) for one in told], ignore_conflicts=True)
    _settle_uncertain(told)
    _raise((one.number.pk, one.fact) for one in told)


def raise_known(messages: Iterable[tuple[UUID, str]]) -> None:
    """Apply what was told of these (number, wa_id) before they were known to be ours."""
    wanted = set(messages)
    events = StatusEvent.objects.filter(
        number_id__in={number_id for number_id, _ in wanted}, wa_id__in={wa_id for _, wa_id in wanted}
    )
    _raise(
        (event.number_id, StatusFact("", event.wa_id, event.status, event.at, "", event.payload))
        for event in events
        if (event.number_id, event.wa_id) in wanted
    )


def _event(one: Told) -> StatusEvent:
    return StatusEvent(
        tenant_id=one.number.tenant_id,
        number=one.number,
        wa_id=one.fact.wa_id,
        status=one.fact.status,
        at=one.fact.at,
        callback_data=one.fact.callback_data,
        payload=one.fact.payload,
        journal_offset=one.offset,
    )


def _settle_uncertain(told: Sequence[Told]) -> None:
    """A status names the effect it is about: so a send whose answer was lost is known to have arrived."""
    first: dict[EffectPart, Told] = {}
    for one in told:
        named = effect_part_of(one.fact.callback_data)
        if named is not None:
            first.setdefault(named, one)
    if not first:
        return
    unnamed = Message.objects.filter(
        turn_id__in={named.effect_id for named in first}, direction="outbound", wa_id__isnull=True
    )
    for message in unnamed:
        named = _named(message)
        # a number can only speak of its own messages
        if named and named in first and first[named].number.pk == message.number_id:
            _accept(message, named, first[named])


def _accept(message: Message, named: EffectPart, one: Told) -> None:
    message.wa_id, message.created_at = one.fact.wa_id, one.fact.at
    message.status = MessageStatus.SENT
    message.save(update_fields=["wa_id", "created_at", "status"])
    OutboxMessage.objects.filter(UNDER_WAY, effect_id=named.effect_id, part=named.part).update(
        state=OutboxState.ACCEPTED,
        wa_id=one.fact.wa_id,
        settled_at=one.fact.at,
        reason="known from its status",
    )


def _raise(facts: Iterable[tuple[UUID, StatusFact]]) -> None:
    best: dict[tuple[UUID, str], tuple[str, str | None]] = {}
    for number_id, fact in facts:
        status = MEANING.get(fact.status)
        key = (number_id, fact.wa_id)
        if status is not None and (key not in best or RANK[best[key][0]] < RANK[status]):
            best[key] = (status, _error(fact))
    if not best:
        return
    columns = list(
        zip(*((*key, status, RANK[status], error) for key, (status, error) in best.items()), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(RAISE, [list(column) for column in columns])


def _error(fact: StatusFact) -> str | None:
    errors = as_list(fact.payload.get("errors"))
    return json.dumps(errors) if errors else None


def _named(message: Message) -> EffectPart | None:
    if message.turn_id is None or message.effect_part is None:
        return None
    return EffectPart(message.turn_id, message.effect_part)
