"""Keeping records: all that came in while the last commit ran goes into the next one."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple, ParamSpec, TypeVar

from wabot_edge.intake.errors import BadRecords, Busy, JournalAway, NotKept
from wabot_edge.intake.link import JournalLink
from wabot_edge.intake.spool import Segment, Spool
from wabot_edge.journal.records import Kind, NewRecord, partition_of

BATCH_RECORDS = 1_000
BATCH_BYTES = 8 * 1024 * 1024
P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)


class _Ticket(NamedTuple):
    records: Sequence[NewRecord]
    size_bytes: int
    kept: asyncio.Future[bool]


@dataclass(slots=True)
class _Drain:
    """A segment on its way into the journal, and how many of its records are there."""

    segment: Segment
    records: Sequence[NewRecord]
    done: int = 0


class Writer:
    """One task (`run`) stores what all requests hand in by `keep`: in the journal, or in the spool while it is away.

    What was spooled is drained between the commits of what comes in, so neither waits for all of the other.
    """

    def __init__(
        self,
        link: JournalLink,
        spool: Spool,
        *,
        queue_records: int = 10_000,
        queue_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self._link = link
        self._spool = spool
        self._free_records = queue_records
        self._free_bytes = queue_bytes
        self._waiting: deque[_Ticket] = deque()
        self._wake = asyncio.Event()
        self._is_stopping = False
        self._may_drain = True
        self._drain: _Drain | None = None
        # fsync blocks; one thread, because the spool is not made for several.
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spool")

    def keep(self, records: Sequence[NewRecord]) -> asyncio.Future[bool]:
        """True once all of `records` are durable; False when they are not and must come again. Raises Busy."""
        size_bytes = sum([len(record.body) for record in records])
        if self._is_stopping or len(records) > self._free_records or size_bytes > self._free_bytes:
            raise Busy
        self._free_records -= len(records)
        self._free_bytes -= size_bytes
        ticket = _Ticket(records, size_bytes, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        self._wake.set()
        return ticket.kept

    def nudge(self) -> None:
        """Look again whether something can be drained."""
        self._may_drain = True
        self._wake.set()

    def stop(self) -> None:
        """Take nothing more; `run` returns when all that waits is kept."""
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> None:
        while self._waiting or not self._is_stopping:
            if self._waiting:
                await self._keep_batch()
            if self._may_drain and self._link.is_up and self._spool.records and not self._is_stopping:
                await self._drain_some()
            elif not self._waiting:
                await self._wake.wait()
                self._wake.clear()
        self._disk.shutdown()

    async def _keep_batch(self) -> None:
        tickets = self._next_tickets()
        refusal = await self._keep([record for ticket in tickets for record in ticket.records])
        if refusal:
            log.error("%d webhooks refused, their senders will come again: %s", len(tickets), refusal)
        for ticket in tickets:
            self._free_records += len(ticket.records)
            self._free_bytes += ticket.size_bytes
            # A request cut off by the shutdown is not there any more to be told.
            if not ticket.kept.done():
                ticket.kept.set_result(refusal is None)

    def _next_tickets(self) -> list[_Ticket]:
        tickets: list[_Ticket] = []
        records = size_bytes = 0
        while self._waiting and records < BATCH_RECORDS and size_bytes < BATCH_BYTES:
            tickets.append(ticket := self._waiting.popleft())
            records += len(ticket.records)
            size_bytes += ticket.size_bytes
        return tickets

    async def _keep(self, records: Sequence[NewRecord]) -> NotKept | None:
        try:
            if self._link.is_up:
                # Some may get into the journal although it is away then: twice, in the end, which readers bear.
                with suppress(JournalAway):
                    await self._append(records, is_spooled=False)
                    return None
            await self._on_disk(self._spool.write, records)
        except NotKept as refusal:
            return refusal
        return None

    async def _append(self, records: Sequence[NewRecord], *, is_spooled: bool) -> None:
        """Raises JournalAway; one record that the journal refuses is set aside, and the others go in."""
        try:
            await self._link.append(records)
        except BadRecords as error:
            if len(records) == 1:
                await self._isolate(records[0], str(error), is_spooled=is_spooled)
                return
            middle = len(records) // 2
            await self._append(records[:middle], is_spooled=is_spooled)
            await self._append(records[middle:], is_spooled=is_spooled)

    async def _isolate(self, record: NewRecord, why: str, *, is_spooled: bool) -> None:
        plain = replace(
            record,
            kind=Kind.UNROUTED,
            partition=partition_of(""),
            phone_number_id="",
            headers={**record.headers, ":kind": str(record.kind)},
        )
        kept_as = "unrouted"
        try:
            await self._link.append([plain])
        except BadRecords:
            kept_as = str(await self._on_disk(self._spool.reject, record, is_spooled=is_spooled))
        log.error(
            "a %s of %d bytes was refused (%s), kept as %s", record.kind, len(record.body), why, kept_as
        )

    async def _drain_some(self) -> None:
        try:
            drain = self._drain or await self._next_drain()
            chunk = _chunk(drain)
            await self._append(chunk, is_spooled=True)
            drain.done += len(chunk)
            if drain.done == len(drain.records):
                # Cleared first: were the file to stay behind, it would be read and drained again.
                self._drain = None
                await self._on_disk(self._spool.discard, drain.segment)
                log.info("spool: %d records drained, %d to go", drain.done, self._spool.records)
        except JournalAway:
            return
        except (NotKept, OSError) as error:
            log.warning("spool: draining waits for the next second: %s", error)
            self._may_drain = False

    async def _next_drain(self) -> _Drain:
        segment = await self._on_disk(self._spool.oldest)
        if segment is None:
            raise OSError("it counts records but has no file")
        self._drain = _Drain(segment, await self._on_disk(self._spool.read, segment))
        return self._drain

    async def _on_disk(self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._disk, lambda: action(*args, **kwargs))


def _chunk(drain: _Drain) -> Sequence[NewRecord]:
    end, size_bytes = drain.done, 0
    while end < len(drain.records) and end - drain.done < BATCH_RECORDS and size_bytes < BATCH_BYTES:
        size_bytes += len(drain.records[end].body)
        end += 1
    return drain.records[drain.done : end]
