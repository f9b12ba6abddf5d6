"""Rows that name a person without hanging on the customer: statuses, other events, parked records."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from wabot_edge.journal.erasing import erased_among
from wabot_edge.journal.reading import read
from wabot_edge.journal.records import Record

from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.react import react
from apps.bot.services.references import ReferenceContextManager
from apps.messaging.events import Event
from apps.messaging.models import BusinessEvent, ParkedRecord, Partition, StatusEvent
from apps.messaging.services.projecting.batch import project
from apps.messaging.whatsapp.stripping import Name, NameKind
from apps.operations.services.erasure.matching import Matcher

RECIPIENTS: tuple[tuple[str, NameKind], ...] = (
    ("payload__recipient_id", "phone"),
    ("payload__recipient_user_id", "user_id"),
)


def erase_strays(journal: psycopg.Connection, matcher: Matcher, *, now: datetime) -> None:
    """Call when the journal's bodies are done: events are written anew as these say now."""
    for tenant_id in matcher.tenant_ids:
        _erase_statuses(matcher, tenant_id)
    offsets = set(_naming(matcher))
    noted = {*_events(matcher).values_list("journal_offset", flat=True)}
    noted |= {*_parked(matcher).values_list("journal_offset", flat=True)}
    _project_again(journal, sorted(offsets | erased_among(journal, sorted(noted))), now)


def _erase_statuses(matcher: Matcher, tenant_id: UUID) -> None:
    """Statuses of messages that we no longer know: they came after the rows had gone, or before we knew them."""
    events = StatusEvent.objects.filter(tenant_id=tenant_id)
    for key, kind in RECIPIENTS:
        for said in events.values_list(key, flat=True).distinct():
            entry = matcher.entry_of(tenant_id, Name(kind, str(said))) if said else None
            if entry is None:
                continue
            theirs = events.filter(**{key: said})
            if not matcher.has_left(tenant_id, Name(kind, str(said))):
                theirs = theirs.filter(Q(journal_offset__lte=entry.up_to_offset) | Q(at__lte=entry.until))
            theirs.delete()


def _naming(matcher: Matcher) -> Iterator[int]:
    """Offsets of events and parked records whose rows name somebody on the list."""
    for event in _events(matcher).iterator():
        text = json.dumps(event.payload).encode()
        tenants = {event.tenant_id} if event.tenant_id else matcher.tenant_ids
        if matcher.mentions(text, tenants, offset=event.journal_offset, at=event.received_at):
            yield event.journal_offset
    for parked in _parked(matcher).iterator():
        tenants = {parked.tenant_id} if parked.tenant_id else matcher.tenant_ids
        text = parked.reason.encode()
        if matcher.mentions(text, tenants, offset=parked.journal_offset, at=parked.parked_at):
            yield parked.journal_offset


def _events(matcher: Matcher) -> QuerySet[BusinessEvent]:
    return BusinessEvent.objects.filter(Q(tenant_id__in=matcher.tenant_ids) | Q(tenant_id__isnull=True))


def _parked(matcher: Matcher) -> QuerySet[ParkedRecord]:
    return ParkedRecord.objects.filter(Q(tenant_id__in=matcher.tenant_ids) | Q(tenant_id__isnull=True))


def _project_again(journal: psycopg.Connection, offsets: Sequence[int], now: datetime) -> None:
    """What these records led to beside messages is deleted and written anew from what is left of them."""
    for offset in offsets:
        with transaction.atomic(), connection.cursor() as cursor:
            # A foreign key that leads nowhere is the record's fault and must show at its savepoint.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            found = read(journal, after=offset - 1, limit=1)
            records = [record for record in found if record.offset == offset]
            _hold_back_projectors(records)
            BusinessEvent.objects.filter(journal_offset=offset).delete()
            ParkedRecord.objects.filter(journal_offset=offset).delete()
            project(records, now=now, react=_react)


def _hold_back_projectors(records: Sequence[Record]) -> None:
    partitions = {record.partition for record in records}
    list(Partition.objects.select_for_update().filter(number__in=partitions).order_by("number"))


def _react(events: Sequence[Event], now: datetime) -> None:
    react(events, harmonization=MessageHarmonizationService(), references=ReferenceContextManager(), now=now)
