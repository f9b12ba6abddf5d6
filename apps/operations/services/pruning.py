"""Letting go of journal records that nobody needs any more."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.db.models import Min, Q
from wabot_edge.journal import pruning, reading
from wabot_edge.journal.records import PARTITIONS, Kind

from apps.messaging.models import ParkedRecord, Partition
from apps.operations.errors import PruningRefused

# Parked records that do not outstay their time.
PASSING = Q(kind=Kind.PAYMENT_CALLBACK)
log = logging.getLogger("wabot.journal")


@dataclass(frozen=True, slots=True)
class Pruned:
    """`kept` says what held older records back; empty when nothing did."""

    deleted: int
    given_up: int = 0
    kept: str = ""


def prune_journal(
    journal: psycopg.Connection, *, days: int, now: datetime, give_up_parked: bool = False
) -> Pruned:
    """Delete what was received more than `days` ago, is projected, and no backup or open run needs.

    A parked record keeps itself and all that came after it: it is a customer's message that no release could
    read yet. With `give_up_parked` such records go too, and their rows with them. A parked payment callback goes
    with its age: whoever knows a shop's address could keep the journal for ever with one that nobody can read.

    Raises PruningRefused when the offsets remembered are not this journal's; psycopg.Error.
    """
    before = now - timedelta(days=days)
    read_to = _read_to(journal)
    holding = ParkedRecord.objects.none() if give_up_parked else ParkedRecord.objects.exclude(PASSING)
    parked = holding.aggregate(first=Min("journal_offset"))["first"]
    limits = [read_to, *([parked - 1] if parked is not None else [])]
    deleted = pruning.prune(journal, before=before, read_up_to=limits)
    row = journal.execute(
        'SELECT "offset", received_at FROM journal_record ORDER BY "offset" LIMIT 1'
    ).fetchone()
    given_up = _forget_parked(Q() if give_up_parked else PASSING, row[0]) if row else 0
    kept = _reason(journal, row[0], read_to, parked) if row and row[1] < before else ""
    log.info("pruned %d records%s", deleted, f"; {kept}" if kept else "")
    return Pruned(deleted, given_up, kept)


def _read_to(journal: psycopg.Connection) -> int:
    """The lowest offset of all partitions: records past it are still to be projected."""
    rows = list(Partition.objects.values_list("offset", "epoch"))
    epoch = reading.epoch(journal)
    if any(of != epoch for _, of in rows):
        raise PruningRefused(
            "the offsets remembered are of another journal: see `manage.py projector status`"
        )
    return min((offset for offset, _ in rows), default=0) if len(rows) == PARTITIONS else 0


def _forget_parked(which: Q, begins_at: int) -> int:
    gone = ParkedRecord.objects.filter(which, journal_offset__lt=begins_at).delete()[0]
    if gone:
        log.warning("%d parked records given up: no release could read them in all their time", gone)
    return gone


def _reason(journal: psycopg.Connection, oldest: int, read_to: int, parked: int | None) -> str:
    """Why the oldest record is still there though its time is over."""
    keep = journal.execute("SELECT name, reason FROM journal_keep ORDER BY from_offset LIMIT 1").fetchone()
    if parked is not None and parked <= oldest:
        return f"record {parked} is parked and keeps all that came after it"
    if read_to < oldest:
        return f"no projector has read beyond {read_to}"
    return f"{keep[0]} needs the rest: {keep[1]}" if keep else "the newest record always stays"
