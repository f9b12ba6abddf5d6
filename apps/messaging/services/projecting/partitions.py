"""Who reads which partitions, and how far. An offset moves in the transaction that writes its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from wabot_edge.journal.records import PARTITIONS

from apps.messaging.errors import AnotherJournal, LeaseLost
from apps.messaging.models import Partition, ProjectorProcess

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
    with transaction.atomic():
        _ensure_rows(epoch)
        rows = list(Partition.objects.select_for_update().order_by("number"))
        ProjectorProcess.objects.update_or_create(name=name, defaults={"seen_at": now})
        alive = ProjectorProcess.objects.filter(seen_at__gt=now - LEASE).count()
        mine = [row for row in rows if row.lease_by == name]
        fair = -(-PARTITIONS // alive)
        free = [row for row in rows if row.lease_by != name and not _is_live(row, now)]
        kept = (mine + free)[:fair]
        _lease(kept, name, now)
        _release([row for row in mine if row not in kept])
        for row in kept:
            _check(row, epoch, head)
    return Held({row.number: row.offset for row in kept})


def advance(*, name: str, to: Mapping[int, tuple[int, int]], now: datetime) -> None:
    """Move offsets within the caller's transaction: partition → (from, to).

    Raises LeaseLost, and so undoes the transaction, when another projector moved one of them.
    """
    rows = Partition.objects.select_for_update().filter(number__in=to).order_by("number")
    for row in rows:
        before, after = to[row.number]
        if row.lease_by != name or row.offset != before:
            raise LeaseLost({row.number})
        row.offset, row.lease_until = after, now + LEASE
    Partition.objects.bulk_update(rows, ["offset", "lease_until"])


def release_all(*, name: str) -> None:
    Partition.objects.filter(lease_by=name).update(lease_by="", lease_until=None)
    ProjectorProcess.objects.filter(name=name).delete()


def rewind(*, to: int, epoch: UUID, partition: int | None = None) -> int:
    """Read again from `to` on; what is known already is not written twice. Return how many partitions moved."""
    rows = Partition.objects.all() if partition is None else Partition.objects.filter(number=partition)
    return rows.update(offset=to, epoch=epoch)


def _ensure_rows(epoch: UUID) -> None:
    if Partition.objects.count() < PARTITIONS:
        Partition.objects.bulk_create(
            [Partition(number=number, epoch=epoch) for number in range(PARTITIONS)], ignore_conflicts=True
        )


def _is_live(row: Partition, now: datetime) -> bool:
    return row.lease_until is not None and row.lease_until > now


def _lease(rows: list[Partition], name: str, now: datetime) -> None:
    for row in rows:
        row.lease_by, row.lease_until = name, now + LEASE
    Partition.objects.bulk_update(rows, ["lease_by", "lease_until"])


def _release(rows: list[Partition]) -> None:
    Partition.objects.filter(pk__in=[row.pk for row in rows]).update(lease_by="", lease_until=None)


def _check(row: Partition, epoch: UUID, head: int) -> None:
    if row.epoch != epoch:
        raise AnotherJournal(
            partition=row.number, reason=f"its offset is of the journal {row.epoch}, this is {epoch}"
        )
    if row.offset > head:
        raise AnotherJournal(
            partition=row.number, reason=f"its offset {row.offset} lies beyond the head {head}"
        )
