"""Reading the journal again from an earlier place. What is known already is not written twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.db import transaction
from wabot_edge.journal import reading
from wabot_edge.journal.records import PARTITIONS

from apps.messaging.models import Partition
from apps.messaging.services.projecting.partitions import rewind
from apps.operations.errors import RewindRefused


@dataclass(frozen=True, slots=True)
class Rewind:
    """`partitions` stand beyond `to` and would go back; `begins_at` is the oldest offset that the journal has."""

    to: int
    partitions: Sequence[int]
    epoch: UUID
    records: int
    begins_at: int


def planned_rewind(journal: psycopg.Connection, *, to: int, partition: int | None = None) -> Rewind:
    """Changes nothing. Raises RewindRefused, psycopg.Error."""
    head, epoch = reading.head(journal), reading.epoch(journal)
    if not 0 <= to <= head:
        raise RewindRefused(f"--to {to}: the journal's offsets go from 0 to {head}")
    if partition is not None and not 0 <= partition < PARTITIONS:
        raise RewindRefused(f"--partition {partition}: give a number from 0 to {PARTITIONS - 1}")
    rows = Partition.objects.order_by("number")
    chosen = list(rows if partition is None else rows.filter(number=partition))
    if to > 0 and any(row.epoch != epoch for row in chosen):
        raise RewindRefused(
            "the offsets remembered are of another journal: only --to 0 reads this one from its beginning"
        )
    # Only ever back: forward, records would be stepped over.
    moved = [row.number for row in chosen if row.offset > to or row.epoch != epoch]
    row = journal.execute(
        'SELECT count(*) FILTER (WHERE "offset" > %s AND "partition" = ANY(%s)), min("offset") FROM journal_record',
        [to, moved],
    ).fetchone()
    records, begins_at = row or (0, None)
    return Rewind(to, moved, epoch, records, begins_at or 0)


def rewind_as(plan: Rewind) -> int:
    """Move the partitions; return how many moved. Projectors notice, and read on from there."""
    with transaction.atomic():
        return sum(rewind(to=plan.to, epoch=plan.epoch, partition=number) for number in plan.partitions)
