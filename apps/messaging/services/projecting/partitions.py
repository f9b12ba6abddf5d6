"""Who reads which partitions, and how far. An offset moves in the transaction that writes its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from wabot_edge.journal.records import PARTITIONS

from apps.messaging.errors import AnotherJournal, LeaseLost
from apps.messaging.models import Partition, ProjectorProcess
from apps.messaging.services.derived import derived_rows

LEASE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Held:
    """The partitions that a projector holds, each with the offset up to which it is projected."""

    offsets: Mapping[int, int]

    @property
    def lowest(self) -> int:
        return min(self.offsets.values(), default=0)


def hold(*, name: str, epoch: UUID, head: int, now: datetime) -> Held:
    """Renew what `name` holds, take what is free, leave the others their fair share.

    Raises AnotherJournal when a remembered offset cannot be of this journal.
    """
    with derived_rows():
        alive = _alive(name, now)
        rows = list(Partition.objects.select_for_update().order_by("number"))
        if len(rows) < PARTITIONS:
            rows = _made(epoch)
        mine = [row for row in rows if row.lease_by == name]
        free = [row for row in rows if row.lease_by != name and not _is_live(row, now)]
        kept = (mine + free)[: -(-PARTITIONS // alive)]
        for row in kept:
            _check(row, epoch, head)
        numbers = [row.number for row in kept]
        Partition.objects.filter(number__in=numbers).update(lease_by=name, lease_until=now + LEASE)
        given_up = Partition.objects.filter(lease_by=name).exclude(number__in=numbers)
        given_up.update(lease_by="", lease_until=None)
    return Held({row.number: row.offset for row in kept})


ADVANCE = """
UPDATE messaging_partition p SET "offset" = v.after, lease_until = %s
FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) AS v(number, before, after)
WHERE p.number = v.number AND p."offset" = v.before AND p.lease_by = %s
"""


def advance(*, name: str, to: Mapping[int, tuple[int, int]], now: datetime) -> None:
    """Move offsets within the caller's transaction: partition → (from, to).

    Raises LeaseLost, and so undoes the transaction, when another projector moved one of them: the row count
    decides.
    """
    before, after = zip(*to.values(), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE, [now + LEASE, list(to), list(before), list(after), name])
        if cursor.rowcount != len(to):
            raise LeaseLost(set(to))


def release_all(*, name: str) -> None:
    Partition.objects.filter(lease_by=name).update(lease_by="", lease_until=None)
    ProjectorProcess.objects.filter(name=name).delete()


def rewind(*, to: int, epoch: UUID, partition: int | None = None) -> int:
    """Read again from `to` on; what is known already is not written twice. Return how many partitions moved."""
    rows = Partition.objects.all() if partition is None else Partition.objects.filter(number=partition)
    return rows.update(offset=to, epoch=epoch)


def _made(epoch: UUID) -> list[Partition]:
    """The rows of a platform that has never read a journal."""
    Partition.objects.bulk_create(
        [Partition(number=number, epoch=epoch) for number in range(PARTITIONS)], ignore_conflicts=True
    )
    return list(Partition.objects.select_for_update().order_by("number"))


def _alive(name: str, now: datetime) -> int:
    """How many projectors there are, this one included."""
    ProjectorProcess.objects.bulk_create(
        [ProjectorProcess(name=name, seen_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )
    return ProjectorProcess.objects.filter(seen_at__gt=now - LEASE).count()


def _is_live(row: Partition, now: datetime) -> bool:
    return row.lease_until is not None and row.lease_until > now


def _check(row: Partition, epoch: UUID, head: int) -> None:
    if row.epoch != epoch:
        raise AnotherJournal(
            partition=row.number, reason=f"its offset is of the journal {row.epoch}, this is {epoch}"
        )
    if row.offset > head:
        raise AnotherJournal(
            partition=row.number, reason=f"its offset {row.offset} lies beyond the head {head}"
        )
