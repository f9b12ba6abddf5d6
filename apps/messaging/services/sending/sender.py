"""One sender process: one thread for the databases, many for the calls."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from apps.messaging.models import OutboxMessage
from apps.messaging.services.sending.calling import call
from apps.messaging.services.sending.claiming import claim_all
from apps.messaging.services.sending.picking import Refusals, Reopened, pick
from apps.messaging.services.sending.recovering import recover, send_lost_again
from apps.messaging.services.sending.settling import Ended, settle_all
from apps.messaging.whatsapp.graph import GraphClient

RECOVER_EVERY = timedelta(seconds=2)


@dataclass(slots=True)
class Sender:
    """`name` must be this process's alone. `refused` is asked just before each claim (a switch may have been
    thrown); `reopened` is told what was withdrawn and whose messages are open again.

    `step` and `drain` belong to one thread. Give it a `journal` before the first step, and a new one after a lost
    connection: what ended meanwhile is kept until it is written down.
    """

    name: str
    graph: GraphClient
    refused: Refusals
    reopened: Reopened
    clock: Callable[[], datetime]
    woken: threading.Event
    resend_after: timedelta
    slots: int = 24
    journal: psycopg.Connection = field(init=False)
    pool: ThreadPoolExecutor = field(init=False)
    in_hand: dict[int, Future[None]] = field(default_factory=dict)
    done: "queue.SimpleQueue[Ended]" = field(default_factory=queue.SimpleQueue)
    unwritten: list[Ended] = field(default_factory=list)
    recovered_at: datetime | None = None

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.slots, thread_name_prefix="call")

    def step(self) -> int:
        """Write down what ended, take up what is due; return how many calls were begun or ended."""
        ended = self._settle()
        now = self.clock()
        if self.recovered_at is None or now - self.recovered_at > RECOVER_EVERY:
            recover(self.journal, name=self.name, in_hand=set(self.in_hand), now=now)
            send_lost_again(self.journal, after=self.resend_after, now=now)
            self.recovered_at = now
        return ended + self._begin(now)

    def drain(self) -> None:
        """Begin nothing more, wait for the calls under way and write their ends down."""
        self.pool.shutdown(wait=True)
        self._settle()

    def _begin(self, now: datetime) -> int:
        free = self.slots - len(self.in_hand)
        if free <= 0:
            return 0
        picked = pick(name=self.name, limit=free, now=now, refused=self.refused, reopened=self.reopened)
        if not picked:
            return 0
        mine = claim_all(self.journal, picked, name=self.name, now=now, reopened=self.reopened)
        for row in mine:
            self.in_hand[row.pk] = self.pool.submit(self._call, row)
        return len(mine)

    def _call(self, row: OutboxMessage) -> None:
        answer = call(self.graph, row)
        self.done.put(Ended(row, answer, self.clock()))
        self.woken.set()

    def _settle(self) -> int:
        for future in [future for future in self.in_hand.values() if future.done()]:
            # raises what no answer of WhatsApp's explains: better to end here than to hold the row for ever
            future.result()
        while not self.done.empty():
            self.unwritten.append(self.done.get())
        if not self.unwritten:
            return 0
        settle_all(self.journal, self.unwritten)
        written, self.unwritten = self.unwritten, []
        for one in written:
            del self.in_hand[one.row.pk]
        return len(written)
