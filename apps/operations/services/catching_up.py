"""Reading the journal up to its head in a database that does not serve yet: rows are written, nobody hears of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from wabot_edge.journal import reading

from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.react import react
from apps.bot.services.references import ReferenceContextManager
from apps.inbox.services.open_tickets import open_tickets
from apps.messaging.errors import LeaseLost
from apps.messaging.events import Event
from apps.messaging.models import ParkedRecord, Partition
from apps.messaging.services.projecting.partitions import release_all
from apps.messaging.services.projecting.projector import Projector
from apps.operations.errors import NotCaughtUp

# Between looks, while partitions are another projector's.
AGAIN_S = 0.2


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """`head` is the journal's when it began; `parked` counts what could not be projected, of this time or before."""

    head: int
    epoch: str
    records: int
    parked: int
    seconds: float


def catch_up(
    journal: psycopg.Connection, *, name: str, clock: Callable[[], datetime], within_s: float
) -> CaughtUp:
    """Until every partition stands at the head of this moment, at least. Safe to run again, and to kill.

    Turns become due and tickets are opened as ever; what was thought of but had not left is withdrawn where more was
    said. Customers are told nothing. Raises NotCaughtUp when it takes longer, AnotherJournal.
    """
    start, head = time.monotonic(), reading.head(journal)
    projector = Projector(name=name, react=_Followed(), after_commit=_unheard, clock=clock)
    projector.journal = journal
    records = 0
    try:
        while True:
            records += _step(projector)
            if projector.read_to >= head:
                # quiet partitions follow at a renewal, so one is asked for now
                projector.renewed_at = None
                records += _step(projector)
                if _all_stand_at(head):
                    break
                time.sleep(AGAIN_S)
            if time.monotonic() - start > within_s:
                raise NotCaughtUp(head=head, within_s=within_s)
    finally:
        release_all(name=name)
    seconds = round(time.monotonic() - start, 3)
    epoch = str(reading.epoch(journal))
    return CaughtUp(head, epoch, records, ParkedRecord.objects.count(), seconds)


class _Followed:
    def __init__(self) -> None:
        self._harmonization, self._references = MessageHarmonizationService(), ReferenceContextManager()

    def __call__(self, events: Sequence[Event], now: datetime) -> None:
        react(events, harmonization=self._harmonization, references=self._references, now=now)
        open_tickets(events)


def _step(projector: Projector) -> int:
    try:
        return projector.step()
    except LeaseLost:
        projector.forget()
        return 0


def _all_stand_at(head: int) -> bool:
    return Partition.objects.exists() and not Partition.objects.filter(offset__lt=head).exists()


def _unheard(_events: Sequence[Event]) -> None:
    """Nobody is woken: who will serve this database has not been started."""
