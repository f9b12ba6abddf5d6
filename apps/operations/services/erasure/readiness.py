"""Whether the rows know all that was said, up to a place in the journal."""

import time
from uuid import UUID

import psycopg
from wabot_edge.journal import reading
from wabot_edge.journal.records import partition_of

from apps.messaging.models import Partition
from apps.operations.errors import ErasureRefused
from apps.tenants.models import WhatsAppNumber

LOOK_EVERY_S = 0.1


def wait_until_projected(
    journal: psycopg.Connection, tenant_id: UUID, *, up_to: int, patience_s: float
) -> None:
    """Raises ErasureRefused when a record of the shop's partitions up to this offset is not projected in time."""
    numbers = WhatsAppNumber.objects.filter(tenant_id=tenant_id).values_list("phone_number_id", flat=True)
    partitions = sorted({partition_of(number) for number in numbers})
    deadline = time.monotonic() + patience_s
    while not _is_projected(journal, partitions, up_to):
        if time.monotonic() >= deadline:
            raise ErasureRefused(
                "the journal has messages of the shop that are not projected yet: start the projector, then again"
            )
        time.sleep(LOOK_EVERY_S)


def _is_projected(journal: psycopg.Connection, partitions: list[int], up_to: int) -> bool:
    rows = {row.number: row for row in Partition.objects.filter(number__in=partitions)}
    if any(row.epoch != reading.epoch(journal) for row in rows.values()):
        raise ErasureRefused(
            "the offsets remembered are of another journal: see `manage.py projector status`"
        )
    for number in partitions:
        after = rows[number].offset if number in rows else 0
        unread = reading.read(journal, after=after, partitions=[number], limit=1)
        if unread and unread[0].offset <= up_to:
            return False
    return True
