"""The thread that keeps a snapshot new."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import psycopg

from apps.bot.services.switchboard.snapshot import Snapshot

CHANNEL = "wabot_config"
RELOAD_EVERY_S = 30.0
RECONNECT_EVERY_S = 0.5
# How long a stop may go unnoticed.
LOOK_EVERY_S = 1.0
log = logging.getLogger("wabot.switches")

Connect = Callable[[], psycopg.Connection]


class Registry(Protocol):
    """Where a process says that it lives, and which version it runs on."""

    def register(self, connection: psycopg.Connection) -> None:
        """Called once for each connection, over which the process is known to live."""

    def acknowledge(self, connection: psycopg.Connection, version: int) -> None: ...


class ListeningThread(threading.Thread):
    """Hands each new snapshot to `publish`, waits in `settle` for what was begun before, and acknowledges it.

    After every connection, and every RELOAD_EVERY_S, it reads everything anew: announcements are lost while nobody
    listens, and a database that was restored may have gone back.
    """

    def __init__(
        self,
        connect: Connect,
        registry: Registry,
        publish: Callable[[Snapshot], None],
        settle: Callable[[], None],
    ) -> None:
        super().__init__(name=f"listen {CHANNEL}", daemon=True)
        self._connect, self._registry = connect, registry
        self._publish, self._settle = publish, settle
        self._stopped = threading.Event()
        self._snapshot = Snapshot(0)
        self.connection: psycopg.Connection | None = None

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                self.connection = None
                log.warning("switches: no news meanwhile (%s)", str(error).strip())
                self._stopped.wait(RECONNECT_EVERY_S)

    def stop(self) -> None:
        self._stopped.set()

    def _listen(self) -> None:
        with self._connect() as connection:
            self.connection = connection
            connection.execute(f"LISTEN {CHANNEL}")
            self._registry.register(connection)
            self._load(connection, everything=True)
            reload_at = time.monotonic() + RELOAD_EVERY_S
            while not self._stopped.is_set():
                due_s = reload_at - time.monotonic()
                heard = list(connection.notifies(timeout=max(0.0, min(due_s, LOOK_EVERY_S)), stop_after=1))
                if due_s <= 0:
                    self._load(connection, everything=True)
                    reload_at = time.monotonic() + RELOAD_EVERY_S
                elif any(int(one.payload) > self._snapshot.version for one in heard):
                    self._load(connection, everything=False)
        self.connection = None

    def _load(self, connection: psycopg.Connection, *, everything: bool) -> None:
        since = None if everything else self._snapshot.version
        row = connection.execute("SELECT wabot_switches(%s)", [since]).fetchone()
        assert row is not None  # noqa: S101  (a function's answer is one row)
        self._snapshot = self._snapshot.with_news(row[0])
        self._publish(self._snapshot)
        self._settle()
        self._registry.acknowledge(connection, self._snapshot.version)
