"""Asking for a switch without asking the database."""

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg

from apps.bot.services.switchboard.listening import Connect, ListeningThread, Registry
from apps.bot.services.switchboard.snapshot import ShopSwitches, Snapshot
from apps.bot.turn.types import Feature

FIRST_LOOK_WITHIN_S = 2.0


class SwitchesUnknown(Exception):
    """Nothing was loaded yet: the board was never started, or the database is away since."""


class UnknownShop(Exception):
    def __init__(self, tenant_id: UUID) -> None:
        super().__init__(f"no shop {tenant_id} in the switches of this process")


@dataclass(frozen=True, slots=True)
class Source:
    """`restarts_in_children`: a forked child listens at once by itself, as its parent did; otherwise as soon as it
    asks for a switch, or is started anew.
    """

    connect: Connect
    registry: Registry
    restarts_in_children: bool = False


class Switchboard:
    """One for each process. Asking takes well under a microsecond and never waits, but for the first time.

    What it says may be a few milliseconds old. Before a message leaves, the sender asks the database itself.
    """

    def __init__(self) -> None:
        self._source: Source | None = None
        self._thread: ListeningThread | None = None
        self._shops: dict[UUID, ShopSwitches] = {}
        self._forget()
        _BOARDS.add(self)

    def start(self, source: Source) -> None:
        """Listen from now on. Does not wait for the database, and goes on trying where there is none."""
        with self._lock:
            self._source = source
            if self._thread is None:
                self._thread = ListeningThread(
                    source.connect, source.registry, self._publish, self._let_decisions_end
                )
                self._thread.start()

    def stop(self) -> None:
        with self._lock:
            thread, self._thread, self._source = self._thread, None, None
        if thread is not None:
            thread.stop()
            thread.join()
        self._forget()

    @contextmanager
    def deciding(self) -> Iterator[None]:
        """Around asking for a switch and doing what follows from it, where nothing may be done after «off».

        The process acknowledges a change only when what it began before has ended.
        """
        with self._turnstile:
            pass  # behind whoever waits for the end of decisions: a busy loop would never let it through
        with self._decisions:
            yield

    def _let_decisions_end(self) -> None:
        with self._turnstile, self._decisions:
            return

    @property
    def version(self) -> int | None:
        """Of the snapshot that answers are given from; None = there is none yet."""
        return self._snapshot.version if self._loaded.is_set() else None

    def is_on(self, feature: Feature | str, tenant_id: UUID) -> bool:
        """Raises SwitchesUnknown, UnknownShop, or KeyError for a feature that there is not."""
        try:
            return self._shops[tenant_id].on[feature]
        except KeyError:
            return self.shop(tenant_id).on[feature]

    def shop(self, tenant_id: UUID) -> ShopSwitches:
        """Raises SwitchesUnknown or UnknownShop."""
        if not self._loaded.is_set():
            self._await_first_look()
        try:
            return self._shops[tenant_id]
        except KeyError:
            return self._newcomer(tenant_id)

    def _await_first_look(self) -> None:
        if self._source is not None:
            self.start(self._source)
        if self._source is None or not self._loaded.wait(FIRST_LOOK_WITHIN_S):
            raise SwitchesUnknown("the switches were not loaded yet")

    def _newcomer(self, tenant_id: UUID) -> ShopSwitches:
        """A shop that was made since and has no row: nothing was announced, so it is looked for."""
        if self._source is None:
            raise SwitchesUnknown("the board was stopped")
        try:
            with self._source.connect() as connection:
                row = connection.execute("SELECT wabot_switches_of(%s)", [tenant_id]).fetchone()
        except psycopg.Error as error:
            raise SwitchesUnknown(str(error)) from error
        if row is None or row[0] is None:
            raise UnknownShop(tenant_id)
        return self._shops.setdefault(tenant_id, ShopSwitches.of(row[0]))

    def _publish(self, snapshot: Snapshot) -> None:
        self._snapshot, self._shops = snapshot, snapshot.shops
        self._loaded.set()

    def _forget(self) -> None:
        # Made anew, not cleared: after a fork another thread's hold on a lock would last for ever.
        self._lock, self._decisions, self._turnstile = (threading.Lock() for _ in range(3))
        self._loaded = threading.Event()
        self._thread = None
        self._snapshot = Snapshot(0)
        self._shops = {}

    def after_fork(self) -> None:
        """In the child: threads did not come along, and the connection is the parent's."""
        inherited = self._thread.connection if self._thread is not None else None
        if inherited is not None and not inherited.closed:
            # Only the descriptor: to say goodbye over it would end the parent's session, to keep it would
            # leave a session open whose process has died.
            os.close(inherited.fileno())
            _INHERITED.append(inherited)
        self._forget()
        if self._source is not None and self._source.restarts_in_children:
            self.start(self._source)


_BOARDS: "weakref.WeakSet[Switchboard]" = weakref.WeakSet()
# Kept, so that no collector closes what is not this process's own.
_INHERITED: list[psycopg.Connection] = []


def _after_fork() -> None:
    for board in list(_BOARDS):
        board.after_fork()


os.register_at_fork(after_in_child=_after_fork)
BOARD = Switchboard()
