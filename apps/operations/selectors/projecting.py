"""How far each partition of the journal has been read, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import psycopg
from django.db.models import Count
from wabot_edge.journal import reading

from apps.messaging.models import ParkedRecord, Partition

LAG = """
SELECT r."partition", count(*), min(r.received_at) FROM journal_record r
JOIN unnest(%(numbers)s::smallint[], %(offsets)s::bigint[]) AS p(number, read_to) ON p.number = r."partition"
WHERE r."offset" > %(lowest)s AND r."offset" > p.read_to GROUP BY r."partition"
"""


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """`lag_records` are those not read yet; `lag_s` is how long the oldest of them waits."""

    number: int
    offset: int
    held_by: str
    lag_records: int
    lag_s: float
    parked: int
    of_this_journal: bool

    @property
    def like(self) -> tuple[Any, ...]:
        """Everything but its number."""
        return (self.offset, self.held_by, self.lag_records, self.lag_s, self.parked, self.of_this_journal)


def partition_statuses(journal: psycopg.Connection, *, now: datetime) -> list[PartitionStatus]:
    """In order of number; empty where no projector ever ran. Raises psycopg.Error."""
    rows = list(Partition.objects.order_by("number"))
    if not rows:
        return []
    epoch = reading.epoch(journal)
    lags = _lags(journal, rows, now)
    parked = dict(ParkedRecord.objects.order_by().values_list("partition").annotate(Count("pk")))
    return [
        PartitionStatus(
            row.number,
            row.offset,
            row.lease_by if row.lease_until and row.lease_until > now else "",
            *lags.get(row.number, (0, 0.0)),
            parked=parked.get(row.number, 0),
            of_this_journal=row.epoch == epoch,
        )
        for row in rows
    ]


def _lags(
    journal: psycopg.Connection, rows: Sequence[Partition], now: datetime
) -> dict[int, tuple[int, float]]:
    offsets = [row.offset for row in rows]
    values = {"numbers": [row.number for row in rows], "offsets": offsets, "lowest": min(offsets)}
    found = journal.execute(LAG, values).fetchall()
    return {number: (count, round((now - oldest).total_seconds(), 1)) for number, count, oldest in found}


def ranges(statuses: Sequence[PartitionStatus]) -> list[tuple[int, int, PartitionStatus]]:
    """First number, last number, and what those between have in common."""
    groups = [list(group) for _, group in groupby(statuses, key=lambda one: one.like)]
    return [(group[0].number, group[-1].number, group[0]) for group in groups]
