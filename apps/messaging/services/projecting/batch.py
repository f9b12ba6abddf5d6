"""A batch of records into rows, in one transaction; alone where one of them is poisonous."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from pydantic import ValidationError as BadBody
from wabot_edge.journal.erasing import TOMBSTONE
from wabot_edge.journal.records import SCHEMA_VERSION, Kind, Record

from apps.messaging.errors import UnknownKind, UnknownNumber
from apps.messaging.events import Event
from apps.messaging.metrics import PARKED, count_projected
from apps.messaging.models import BusinessEvent, ParkedRecord
from apps.messaging.records import Intent, Result
from apps.messaging.services.projecting.effects import Claimed, Ended, record_intents, record_results
from apps.messaging.services.projecting.inbound import Placed, record_inbound
from apps.messaging.services.projecting.statuses import Told, record_statuses
from apps.messaging.whatsapp.webhook import (
    InboundFact,
    OtherFact,
    StatusFact,
    UnreadableChange,
    read_change,
)
from apps.tenants.models import WhatsAppNumber
from apps.tenants.selectors import numbers_by_phone_number_id

# What is about the record itself. Anything else (a lost connection, a full disk) is no record's fault.
POISON = (UnreadableChange, UnknownKind, UnknownNumber, BadBody, DataError, IntegrityError, ValidationError)

KINDS = frozenset(Kind)
log = logging.getLogger("wabot.projector")

React = Callable[[Sequence[Event], datetime], None]


@dataclass(slots=True)
class _Sorted:
    inbound: list[Placed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    others: list[BusinessEvent] = field(default_factory=list)
    claimed: list[Claimed] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)


def project(
    records: Sequence[Record], *, now: datetime, react: React, may_repeat: bool = True
) -> list[Event]:
    """Write what the records say and let `react` follow it up, all within the caller's transaction.

    Idempotent: a record that was projected before changes nothing. A poisonous one is parked with its
    reason, and the others go on. Events come in the order of offsets.
    """
    try:
        with transaction.atomic():
            return _project(records, now, react)
    except POISON as error:
        if len(records) == 1:
            if may_repeat and isinstance(error, IntegrityError):
                # Another projector may just have written the same customer down; now both see it.
                return project(records, now=now, react=react, may_repeat=False)
            _park(records[0], error, now)
            return []
    # The poisonous one is found by halving: the rest still goes in together.
    half = len(records) // 2
    return [
        *project(records[:half], now=now, react=react),
        *project(records[half:], now=now, react=react),
    ]


def _project(records: Sequence[Record], now: datetime, react: React) -> list[Event]:
    numbers = numbers_by_phone_number_id({record.phone_number_id for record in records})
    work = _Sorted()
    for record in records:
        _sort(record, numbers, work)
    events: list[Event] = [*record_inbound(work.inbound, now=now), *record_intents(work.claimed, now=now)]
    record_results(work.ended)
    record_statuses(work.told)
    BusinessEvent.objects.bulk_create(work.others, ignore_conflicts=True)
    events.sort(key=lambda event: event.offset)
    react(events, now)
    # Of the batch that stands: what a savepoint takes back is not counted, nor what the transaction takes back.
    transaction.on_commit(partial(count_projected, Counter(map(_kind, records))))
    return events


def _sort(record: Record, numbers: dict[str, WhatsAppNumber], work: _Sorted) -> None:
    if record.schema_version > SCHEMA_VERSION:
        raise UnknownKind(kind=record.kind, version=record.schema_version)
    if record.body == TOMBSTONE:
        return
    match record.kind:
        case Kind.WHATSAPP_CHANGE | Kind.CANARY:
            _sort_change(record, numbers, work)
        case Kind.EFFECT_INTENT:
            work.claimed.append(
                Claimed(Intent.model_validate_json(record.body), record.offset, record.received_at)
            )
        case Kind.EFFECT_RESULT:
            work.ended.append(Ended(Result.model_validate_json(record.body), record.received_at))
        case Kind.EFFECT_RETRY:
            pass  # the message is on its way already; its result will tell
        case Kind.MAINTENANCE:
            pass  # of the whole house: every host takes it into its own file
        case Kind.UNROUTED:
            raise UnreadableChange("the webhook could not be split: it stands in the journal as received")
        case _:
            raise UnknownKind(kind=record.kind, version=record.schema_version)


def _sort_change(record: Record, numbers: dict[str, WhatsAppNumber], work: _Sorted) -> None:
    for index, fact in enumerate(read_change(record.body, received_at=record.received_at)):
        number = numbers.get(fact.phone_number_id)
        match fact:
            case OtherFact():
                work.others.append(_other(record, index, fact, number))
            case _ if number is None:
                raise UnknownNumber(phone_number_id=fact.phone_number_id)
            case InboundFact() if fact.sender.is_synthetic is not (record.kind == Kind.CANARY):
                raise UnreadableChange("a canary's name and a canary's record go together only")
            case InboundFact():
                work.inbound.append(Placed(fact, number, record.offset, index, record.received_at))
            case StatusFact():
                work.told.append(Told(fact, number, record.offset))


def _kind(record: Record) -> str:
    """One of few: a kind that a newer release wrote may be any text."""
    return record.kind if record.kind in KINDS else "unknown"


def _other(record: Record, index: int, fact: OtherFact, number: WhatsAppNumber | None) -> BusinessEvent:
    return BusinessEvent(
        tenant_id=number.tenant_id if number else None,
        field=fact.field[:80],
        waba_id=fact.waba_id[:64],
        payload=fact.payload,
        received_at=record.received_at,
        journal_offset=record.offset,
        journal_index=index,
    )


def _park(record: Record, error: Exception, now: datetime) -> None:
    """Somebody must look: what it says is not projected. Its words stay out of the log, only the row has them."""
    transaction.on_commit(PARKED.labels(_kind(record)).inc)
    log.error("record %d (%s) parked: %s", record.offset, _kind(record), type(error).__name__)
    ParkedRecord.objects.update_or_create(
        journal_offset=record.offset,
        defaults={
            "partition": record.partition,
            "kind": record.kind[:60],
            "phone_number_id": record.phone_number_id.replace("\x00", "")[:64],
            "reason": f"{type(error).__name__}: {error}"[:2_000].replace("\x00", ""),
            "parked_at": now,
        },
    )
