"""Carries events to the shop: in order per conversation, many conversations at once, until answered 200.

A lane is one conversation's queue. Workers take lanes, not events, so a conversation that waits for its next
try holds up nobody else, and a message costs the same whether ten or a hundred thousand came before it.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ..faults import Fault, Faults
from ..record import Record
from .bodies import Event, encode, envelope
from .post import Answer


@dataclass(slots=True)
class Lane:
    """`busy` from the moment it is queued until its last event has arrived: only one worker has it."""

    key: tuple[str, str] | None
    events: deque[Event] = field(default_factory=deque)
    busy: bool = False


@dataclass(slots=True)
class Parcel:
    """One POST's worth. Tried again as the very same bytes, as Meta does."""

    number: int
    events: list[Event]
    lanes: list[Lane]
    raw: bytes
    packed_at: float
    tries: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Pauses between tries double from `first_s` to `longest_s`; after `give_up_s` of simulated time it is over."""

    first_s: float = 0.2
    longest_s: float = 5.0
    give_up_s: float = 7 * 86_400.0

    def pause_s(self, tries: int) -> float:
        return min(self.longest_s, self.first_s * 2.0 ** min(tries - 1, 30))


class Courier:
    def __init__(
        self,
        *,
        post: Callable[[bytes], Awaitable[Answer]],
        record: Record,
        faults: Faults,
        clock: Callable[[], float],
        rng: random.Random,
        patience: Patience,
        on_attempt: Callable[[Parcel, list[Answer]], None],
    ) -> None:
        self._post = post
        self._record = record
        self._faults = faults
        self._clock = clock
        self._rng = rng
        self._patience = patience
        self._on_attempt = on_attempt
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._ready: asyncio.Queue[Lane | Parcel] = asyncio.Queue()
        self._timers: set[asyncio.TimerHandle] = set()
        self._workers: list[asyncio.Task[None]] = []
        self._gathering: list[Lane] | None = None
        self._parcels = 0
        # grows when everything is dropped: what comes back from an earlier era is not counted any more
        self._era = 0
        self.pending = 0

    @property
    def alive(self) -> bool:
        """False once a worker has ended by an error of ours, which leaves webhooks behind."""
        return bool(self._workers) and not any(worker.done() for worker in self._workers)

    def start(self, workers: int) -> None:
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]

    async def stop(self) -> None:
        self.drop_all()
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def drop_all(self) -> None:
        """Forget everything that is still under way; what is on the wire is not reported any more."""
        self._era += 1
        self._gathering = None
        self._lanes.clear()
        while not self._ready.empty():
            self._ready.get_nowait()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.pending = 0

    def enqueue(self, event: Event) -> None:
        self.pending += 1
        if fault := self._faults.draw("disorder", event.shop.phone_number_id):
            # a lane of its own, so that the ones behind it can overtake
            self._later(fault.delay_ms / 1000, lambda: self._put(Lane(None), event))
            return
        lane = self._lanes.get(event.lane)
        if lane is None:
            lane = self._lanes[event.lane] = Lane(event.lane)
        self._put(lane, event)

    def _put(self, lane: Lane, event: Event) -> None:
        lane.events.append(event)
        if not lane.busy:
            lane.busy = True
            self._ready.put_nowait(lane)

    def _later(self, pause_s: float, then: Callable[[], None]) -> None:
        def fire() -> None:
            self._timers.discard(timer)
            then()

        timer = asyncio.get_running_loop().call_later(pause_s, fire)
        self._timers.add(timer)

    async def _work(self) -> None:
        while True:
            job = await self._ready.get()
            era = self._era
            parcel = job if isinstance(job, Parcel) else await self._pack(job)
            if parcel and era == self._era:
                await self._carry(parcel)

    async def _pack(self, lane: Lane) -> Parcel | None:
        first = lane.events[0]
        shop = first.shop.phone_number_id
        # the dice are thrown once for each event, not again when its time has come
        if not first.delayed and (fault := self._faults.draw("delay", shop)):
            first.delayed = True
            self._later(fault.delay_ms / 1000, lambda: self._ready.put_nowait(lane))
            return None
        if fault := self._faults.draw("batch", shop):
            return await self._gather(lane, fault)
        event = lane.events.popleft()
        return self._parcel([event], [lane], encode(envelope([event])))

    async def _gather(self, lane: Lane, fault: Fault) -> Parcel | None:
        """Events of many lanes in one body. The first lane waits for others; those join it and return None."""
        if self._gathering is not None:
            self._gathering.append(lane)
            return None
        era, lanes = self._era, [lane]
        self._gathering = lanes
        await asyncio.sleep(fault.delay_ms / 1000)
        if era != self._era:
            return None
        self._gathering = None
        events: list[Event] = []
        for each in lanes:
            while each.events and len(events) < fault.size:
                events.append(each.events.popleft())
        # an event leaves the front of its lane in order, so the first lanes fill the body and the rest wait
        taking = {event.lane for event in events}
        for each in lanes:
            if each.events and each.key not in taking:
                self._ready.put_nowait(each)
        joined = [each for each in lanes if not each.events or each.key in taking]
        return self._parcel(events, joined, encode(envelope(events, self._rng)))

    def _parcel(self, events: list[Event], lanes: list[Lane], raw: bytes) -> Parcel:
        self._parcels += 1
        return Parcel(self._parcels, events, lanes, raw, self._clock())

    async def _carry(self, parcel: Parcel) -> None:
        era = self._era
        shop = parcel.events[0].shop.phone_number_id
        twice = parcel.tries == 0 and not parcel.again and self._faults.draw("duplicate", shop)
        answers = await asyncio.gather(*(self._post(parcel.raw) for _ in range(2 if twice else 1)))
        if era != self._era:
            return
        parcel.tries += 1
        self._write_down(parcel, answers, bool(twice))
        # it was answered before: whatever this time brings, nobody waits for it
        if parcel.again:
            self.pending -= len(parcel.events)
            return
        if any(answer.well for answer in answers):
            self._arrived(parcel, shop)
        elif self._clock() - parcel.packed_at >= self._patience.give_up_s:
            self._record.append(
                "expired", delivery=parcel.number, events=[each.seq for each in parcel.events]
            )
            self._release(parcel)
        else:
            pause_s = self._patience.pause_s(parcel.tries)
            self._later(pause_s, lambda: self._ready.put_nowait(parcel))

    def _write_down(self, parcel: Parcel, answers: list[Answer], twice: bool) -> None:
        fault = "redeliver" if parcel.again else "duplicate" if twice else None
        for answer in answers:
            self._record.append(
                "attempt",
                delivery=parcel.number,
                events=[each.seq for each in parcel.events],
                attempt=parcel.tries,
                http_status=answer.http_status,
                took_ms=answer.took_ms,
                **({"error": answer.error} if answer.error else {}),
                **({"fault": fault} if fault else {}),
            )
        self._on_attempt(parcel, answers)

    def _arrived(self, parcel: Parcel, shop: str) -> None:
        self._release(parcel)
        if fault := self._faults.draw("redeliver", shop):
            copy = Parcel(
                parcel.number, parcel.events, [], parcel.raw, parcel.packed_at, parcel.tries, again=True
            )
            self.pending += len(copy.events)
            self._later(fault.delay_ms / 1000, lambda: self._ready.put_nowait(copy))

    def _release(self, parcel: Parcel) -> None:
        self.pending -= len(parcel.events)
        for lane in parcel.lanes:
            if lane.events:
                self._ready.put_nowait(lane)
                continue
            # forgotten when empty: memory follows the open conversations, not all there ever were
            lane.busy = False
            if lane.key:
                self._lanes.pop(lane.key, None)
