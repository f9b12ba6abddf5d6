"""The table `logs`: lines go there in batches, behind everybody's back, and may be lost rather than be waited for."""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import psycopg

from apps.operations.logs.events import event_of

MOST_WAITING = 10_000
AT_ONCE = 1_000
EVERY_S = 0.5
AFTER_TROUBLE_S = 2.0
LAST_WORDS_S = 2.0
HEAD = ("event", "level", "logger", "process", "tenant_id", "turn_id", "exception")


class Line(NamedTuple):
    created_at: datetime
    level: str
    logger: str
    message: str
    tenant_id: str | None
    turn_id: str | None
    process: str
    fields: dict[str, Any]
    exception: str | None


class Write(Protocol):
    """Writes what it is given, or raises psycopg.Error; of bad data (psycopg.DataError) nothing more is tried."""

    def __call__(self, lines: Sequence[Line], /) -> None: ...

    def close(self) -> None: ...


class TableHandler(logging.Handler):
    """Keeps a line in memory and returns; one thread per process writes them down.

    When the database is away lines wait, `most_waiting` of them; what comes then is dropped and counted. The
    count is written as a line of its own as soon as it can be. A forked process begins anew: its parent's
    lines are its parent's. `write` is made in the thread, once it is needed.
    """

    def __init__(self, write: Callable[[], Write], *, most_waiting: int = MOST_WAITING) -> None:
        super().__init__()
        self._write_of = write
        self._most = most_waiting
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self.dropped = 0
        self._waiting: deque[Line] = deque()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._wanted, self._written = threading.Event(), threading.Event()
        self._ending = self._in_vain = False

    def emit(self, record: logging.LogRecord) -> None:
        if threading.current_thread() is self._thread:
            return  # what the writing itself has to say would never end
        if len(self._waiting) >= self._most:
            self.dropped += 1
            return
        try:
            self._waiting.append(_line(record))
        except Exception:  # noqa: BLE001  (as logging's own handlers: a line that cannot be made ends no turn)
            self.handleError(record)
        if self._thread is None:
            self._start()
        if len(self._waiting) >= AT_ONCE:
            self._wanted.set()

    def flush(self) -> None:
        """Wait a moment until what waits is written. Lines of a database that is away stay where they are.

        A wait that was in vain is not begun again before something was written: who ends says farewell twice.
        """
        if self._thread is not None and self._waiting and not self._in_vain:
            self._written.clear()
            self._wanted.set()
            self._in_vain = not self._written.wait(LAST_WORDS_S)

    def close(self) -> None:
        self.flush()
        self._ending = True
        self._wanted.set()
        super().close()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._ending:
                self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        write: Write | None = None
        while not self._ending or self._waiting:
            self._wanted.wait(EVERY_S)
            self._wanted.clear()
            try:
                write = write or self._write_of()
                self._write_down(write)
                self._in_vain = False
                self._written.set()
            except psycopg.Error:
                if self._ending:
                    break
                if write is not None:
                    write.close()
                write = None
                threading.Event().wait(AFTER_TROUBLE_S)
        if write is not None:
            write.close()

    def _write_down(self, write: Write) -> None:
        while self._waiting:
            # taken away only once it is written: one thread takes, others only add behind
            batch = [self._waiting[place] for place in range(min(AT_ONCE, len(self._waiting)))]
            try:
                write(batch)
            except psycopg.DataError:
                self.dropped += len(batch)
            for _ in batch:
                self._waiting.popleft()
        if self.dropped:
            dropped, self.dropped = self.dropped, 0
            write([_told(f"{dropped} lines are not in this table")])


def _line(record: logging.LogRecord) -> Line:
    event = event_of(record)
    return Line(
        created_at=datetime.fromtimestamp(record.created, UTC),
        level=event["level"],
        logger=event["logger"],
        message=event["event"],
        tenant_id=event.get("tenant_id"),
        turn_id=event.get("turn_id"),
        process=event["process"],
        fields={name: value for name, value in event.items() if name not in HEAD},
        exception=event.get("exception"),
    )


def _told(message: str) -> Line:
    return _line(logging.LogRecord("wabot.logs", logging.WARNING, "", 0, message, (), None))
