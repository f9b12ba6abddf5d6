"""Projecting parked records again, out of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.conf import settings
from django.db import connection, transaction
from wabot_edge.journal import reading
from wabot_edge.journal.records import Record

from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.react import react
from apps.bot.services.references import ReferenceContextManager
from apps.messaging.events import Event
from apps.messaging.models import ParkedRecord, Partition
from apps.messaging.services.projecting.batch import project
from apps.operations.services.processes import journal_connection

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Retried:
    """`missing` are offsets whose records the journal has pruned: they stay parked, as a trace."""

    projected: int
    parked: int
    missing: Sequence[int]


def retry_parked(*, offsets: Sequence[int] | None, now: datetime) -> Retried:
    """Try these again (None = all that are parked). Safe beside running projectors.

    Turns that become due are found by the workers' sweep. Raises psycopg.Error when the journal is away; what
    was projected until then stays.
    """
    parked = ParkedRecord.objects.order_by("journal_offset")
    if offsets is not None:
        parked = parked.filter(journal_offset__in=offsets)
    wanted = list(parked.values_list("journal_offset", flat=True))
    tried = _Tried()
    with journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot retry") as journal:
        for start in range(0, len(wanted), AT_ONCE):
            tried.take(journal, wanted[start : start + AT_ONCE], now)
    return Retried(tried.projected, tried.parked, tried.missing)


class _Tried:
    def __init__(self) -> None:
        self.projected = self.parked = 0
        self.missing: list[int] = []

    def take(self, journal: psycopg.Connection, offsets: Sequence[int], now: datetime) -> None:
        records = [record for offset in offsets if (record := _record(journal, offset))]
        there = [record.offset for record in records]
        self.missing += sorted(set(offsets) - set(there))
        with transaction.atomic(), connection.cursor() as cursor:
            # A foreign key that leads nowhere is the record's fault and must show at its savepoint.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            # As a projector does, so that the two never write of the same record at once.
            partitions = {record.partition for record in records}
            list(Partition.objects.select_for_update().filter(number__in=partitions).order_by("number"))
            # Taken away first: whatever still cannot be read is parked anew, with the reason of now.
            ParkedRecord.objects.filter(journal_offset__in=there).delete()
            project(records, now=now, react=_react)
            parked = ParkedRecord.objects.filter(journal_offset__in=there).count()
        self.parked += parked
        self.projected += len(there) - parked


def _record(journal: psycopg.Connection, offset: int) -> Record | None:
    found = reading.read(journal, after=offset - 1, limit=1)
    return found[0] if found and found[0].offset == offset else None


def _react(events: Sequence[Event], now: datetime) -> None:
    react(events, harmonization=MessageHarmonizationService(), references=ReferenceContextManager(), now=now)
