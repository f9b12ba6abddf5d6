"""One projector: holds partitions, reads on from where each stands, writes rows and offsets together."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg
from wabot_edge.journal import reading
from wabot_edge.journal.records import Record

from apps.messaging.events import Event
from apps.messaging.services.derived import derived_rows
from apps.messaging.services.projecting.batch import React, project
from apps.messaging.services.projecting.partitions import Held, advance, hold

AT_ONCE = 250
RENEW_EVERY = timedelta(seconds=3)
log = logging.getLogger("wabot.projector")


@dataclass(slots=True)
class Projector:
    """`react` follows events up in the same transaction, `after_commit` once they stand.

    Not thread-safe. Give it a `journal` before the first step. Several may run beside each other, in this process or elsewhere, under different names.
    """

    name: str
    react: React
    after_commit: Callable[[Sequence[Event]], None]
    clock: Callable[[], datetime]
    journal: psycopg.Connection = field(init=False)
    held: Held = field(default_factory=lambda: Held({}))
    read_to: int = 0
    renewed_at: datetime | None = None

    def step(self) -> int:
        """Project the next batch; return how many records it had.

        Raises LeaseLost when another projector took over meanwhile, AnotherJournal when offsets cannot be of
        this journal. After either, or a lost connection, call `forget` and go on.
        """
        now = self.clock()
        head = 0
        if self.renewed_at is None or now - self.renewed_at > RENEW_EVERY:
            head = self._renew(now)
        records = reading.read(
            self.journal, after=self.read_to, partitions=list(self.held.offsets), limit=AT_ONCE
        )
        fresh = [record for record in records if record.offset > self.held.offsets[record.partition]]
        if fresh:
            events = self._write(fresh, now)
            self.after_commit(events)
        if records:
            self.read_to = records[-1].offset
        if self.held.offsets and len(records) < AT_ONCE:
            # None of ours is left below the head as it was before: what others hold need not be looked through again.
            self.read_to = max(self.read_to, head)
        return len(records)

    def forget(self) -> None:
        """Hold nothing until the next step looks again."""
        self.held, self.renewed_at, self.read_to = Held({}), None, 0

    def _renew(self, now: datetime) -> int:
        """Return the journal's head of this moment."""
        head = reading.head(self.journal)
        held = hold(name=self.name, epoch=reading.epoch(self.journal), head=head, now=now)
        if held.offsets.keys() != self.held.offsets.keys():
            log.info("holds %d partitions from offset %d", len(held.offsets), held.lowest)
            self.read_to = held.lowest
        elif any(offset < self.held.offsets[number] for number, offset in held.offsets.items()):
            log.warning("rewound: reads on from offset %d", held.lowest)
            self.read_to = held.lowest
        elif self.read_to > held.lowest:
            # Quiet partitions follow, so that a restart need not read the whole journal again.
            held = self._caught_up(held, now)
        self.held, self.renewed_at = held, now
        return head

    def _caught_up(self, held: Held, now: datetime) -> Held:
        behind = {number: offset for number, offset in held.offsets.items() if offset < self.read_to}
        with derived_rows():
            advance(name=self.name, to={number: (at, self.read_to) for number, at in behind.items()}, now=now)
        return Held({**held.offsets, **dict.fromkeys(behind, self.read_to)})

    def _write(self, records: Sequence[Record], now: datetime) -> list[Event]:
        last: dict[int, int] = {record.partition: record.offset for record in records}
        moved = {number: (self.held.offsets[number], offset) for number, offset in last.items()}
        # A foreign key that leads nowhere is the record's fault and must show at its savepoint.
        with derived_rows("SET CONSTRAINTS ALL IMMEDIATE"):
            advance(name=self.name, to=moved, now=now)
            events = project(records, now=now, react=self.react)
        self.held = Held({**self.held.offsets, **last})
        return events
