"""Running a loop for ever: woken by news, going on after lost connections, ending when told to."""

import logging
import signal
import threading
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError, connection
from psycopg import sql

# Looked at even without news, for news can be lost.
LOOK_EVERY_S = 0.5
AFTER_TROUBLE_S = 0.5

LOST = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


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
    stopping: Stopping, step: Callable[[], int], *, reconnect: Callable[[], None], log: logging.Logger
) -> None:
    """Call `step` as long as it has something to do, then wait for news.

    When a database goes away `reconnect` is called, again and again, until it comes back.
    """
    lost = False
    while not stopping:
        try:
            if lost:
                connection.close()
                reconnect()
                log.warning("the database is back")
                lost = False
            stopping.woken.clear()
            if step() == 0:
                stopping.woken.wait(LOOK_EVERY_S)
        except LOST as error:
            if not lost:
                log.warning("the database is away: %s", str(error).strip())
            lost = True
            threading.Event().wait(AFTER_TROUBLE_S)


def journal_connection(conninfo: str, *, application: str) -> psycopg.Connection:
    made = psycopg.connect(conninfo, autocommit=True, connect_timeout=5, application_name=application)
    made.execute(sql.SQL("SET statement_timeout = '30s'"))
    return made
