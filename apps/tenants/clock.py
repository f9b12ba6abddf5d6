"""The database's time, which all hosts share: leases end and turns become due by it, whatever a host's clock says."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

ASK_EVERY_S = 1.0


def database_now() -> datetime:
    with connection.cursor() as cursor:
        # not that of the transaction, which may have begun long ago
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


class DatabaseClock:
    """Asked at most once in ASK_EVERY_S; in between it is reckoned on by what never jumps, the process's monotonic.

    Threads other than the one that asked first reckon on only: each would need a connection of its own. Raises
    what Django raises while the database is away.
    """

    def __init__(
        self,
        *,
        ask: Callable[[], datetime] = database_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._monotonic = ask, monotonic
        self._asked: tuple[datetime, float] | None = None
        self._asks_in = 0

    def __call__(self) -> datetime:
        if self._asked is None:
            self._asks_in = threading.get_ident()
        if self._asks_in == threading.get_ident() and self._is_old():
            told = self._ask()
            self._asked = told, self._monotonic()
        assert self._asked is not None  # noqa: S101  (the first to call has asked, or raised)
        told, at_s = self._asked
        return told + timedelta(seconds=self._monotonic() - at_s)

    def _is_old(self) -> bool:
        return self._asked is None or self._monotonic() - self._asked[1] > ASK_EVERY_S
