"""Running a loop for ever: woken by news, going on after lost connections, ending when told to."""

import logging
import signal
import threading
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg.conninfo import make_conninfo

# Looked at even without news, for news can be lost.
LOOK_EVERY_S = 0.5
AFTER_TROUBLE_S = 0.5

# A process that is stopped amid a claim would hold the journal's append lock and keep every webhook out.
LONGEST_IDLE_IN_TRANSACTION_MS = 5_000
# A host that vanished is noticed within half a minute, whether it is asked or waited for.
KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

LOST = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.IdleInTransactionSessionTimeout,
)


class Stopping:
    """Set by SIGTERM and SIGINT; `woken` is set too, so that nobody waits on."""

    def __init__(self) -> None:
        self.woken = threading.Event()
        self._stopped = False

    def listen(self) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stop())

    def stop(self) -> None:
        self._stopped = True
        self.woken.set()

    def __bool__(self) -> bool:
        return self._stopped


def run_until(
    stopping: Stopping, step: Callable[[], int], *, connect: Callable[[], None], log: logging.Logger
) -> None:
    """Connect, then call `step` as long as it has something to do, then wait for news.

    When a database is away, at the start or later, `connect` is called again and again until one whole step has
    gone well: only then is it said to be back, for there may be two of them.
    """
    is_connected = is_away = False
    while not stopping:
        try:
            if not is_connected:
                connection.close()
                connect()
                is_connected = True
            stopping.woken.clear()
            done = step()
            if is_away:
                log.warning("the database is back")
                is_away = False
            if done == 0:
                stopping.woken.wait(LOOK_EVERY_S)
        except LOST as error:
            if not is_away:
                log.warning("the database is away: %s", str(error).strip())
            is_connected, is_away = False, True
            threading.Event().wait(AFTER_TROUBLE_S)


def journal_connection(conninfo: str, *, application: str) -> psycopg.Connection:
    """A transaction that stands still, as in a stopped process, is ended by the server: then one of LOST is raised."""
    made = psycopg.connect(
        make_conninfo(conninfo, connect_timeout=5, application_name=application, **KEEPALIVES),
        autocommit=True,
    )
    made.execute(
        "SELECT set_config('statement_timeout', '30s', false),"
        " set_config('idle_in_transaction_session_timeout', %s, false)",
        [str(LONGEST_IDLE_IN_TRANSACTION_MS)],
    )
    return made
