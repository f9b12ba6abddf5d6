"""Being woken by PostgreSQL's NOTIFY: a thread that listens, and an event that it sets."""

import logging
import threading

import psycopg

RECONNECT_EVERY_S = 1.0
log = logging.getLogger("wabot.listening")


class Listener(threading.Thread):
    """Sets `woken` for each piece of news, and once after every connection: news may have been missed before it.

    News is a wake-up only. Whoever waits for it must also look by itself now and then.
    """

    def __init__(self, conninfo: str, channel: str, woken: threading.Event) -> None:
        super().__init__(name=f"listen {channel}", daemon=True)
        self._conninfo, self._channel, self._woken = conninfo, channel, woken
        self._stopped = threading.Event()
        self._is_away = False

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.OperationalError as error:
                if not self._is_away:
                    log.warning("%s: no news meanwhile (%s)", self._channel, str(error).strip())
                self._is_away = True
                self._stopped.wait(RECONNECT_EVERY_S)

    def stop(self) -> None:
        self._stopped.set()

    def _listen(self) -> None:
        with psycopg.connect(self._conninfo, autocommit=True, connect_timeout=5) as connection:
            connection.execute(f"LISTEN {self._channel}")
            self._is_away = False
            self._woken.set()
            while not self._stopped.is_set():
                for _news in connection.notifies(timeout=1.0, stop_after=1):
                    self._woken.set()
