"""The one connection to the journal: known to be well or away, and never waited for without an end."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import psycopg
from pydantic import SecretStr

from wabot_edge.intake.errors import BadRecords, JournalAway, UnfitJournal
from wabot_edge.journal import schema
from wabot_edge.journal.errors import JournalError
from wabot_edge.journal.hearing import listening_async, stopped_async
from wabot_edge.journal.records import NewRecord
from wabot_edge.journal.writing import append_async

CONNECT_TIMEOUT_S = 2
log = logging.getLogger(__name__)

# The server gives up first where it can (a lock held elsewhere): then nothing was committed. A 200 promises
# that the record is on disk, so a server set to commit without waiting is overruled.
SESSION = """
    SELECT set_config('statement_timeout', %s, false),
           CASE current_setting('synchronous_commit')
               WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""


class JournalLink:
    """`answer_within_s` is how long one statement may take; after that the journal counts as away.

    `name` is this intake's among all that listen, so that workers know whether silence is to be believed.
    """

    def __init__(
        self, url: SecretStr, *, name: str, answer_within_s: float, clock: Callable[[], float]
    ) -> None:
        self._url = url
        self._name = name
        self._answer_within_s = answer_within_s
        self._clock = clock
        self._connection: psycopg.AsyncConnection | None = None
        self.away_because = ""
        self.since = clock()
        self.last_commit: float | None = None
        self.last_answer = clock()

    @property
    def is_up(self) -> bool:
        return self._connection is not None

    async def connect(self) -> None:
        """Come up only when records can really be appended. Raises JournalAway, or UnfitJournal for its schema."""
        try:
            # The looking up of the host's name is not in psycopg's own timeout.
            async with asyncio.timeout(2 * CONNECT_TIMEOUT_S):
                connection = await psycopg.AsyncConnection.connect(
                    self._url.get_secret_value(),
                    autocommit=True,
                    connect_timeout=CONNECT_TIMEOUT_S,
                    application_name="wabot-intake",
                )
        except (psycopg.Error, OSError) as error:
            raise self._away(error) from error
        try:
            await self._make_ready(connection)
        except JournalError as error:
            await connection.close()
            raise UnfitJournal(str(self._away(error))) from error
        except (psycopg.Error, OSError) as error:
            await connection.close()
            raise self._away(error) from error
        self._connection = connection
        self.since = self.last_answer = self._clock()
        self.away_because = ""
        log.info("the journal takes records")

    async def append(self, records: Sequence[NewRecord]) -> None:
        """In one transaction, durable on return. Raises BadRecords (none was stored) or JournalAway.

        After JournalAway the records may have been stored all the same: the answer was lost, not the commit.
        """
        connection = self._connection
        if connection is None:
            raise JournalAway(self.away_because)
        try:
            with self._deadline(connection):
                await append_async(connection, records)
        except (psycopg.Error, UnicodeError, OSError) as error:
            if _is_about_the_records(error):
                raise BadRecords(_said(error)) from error
            await self._drop(connection)
            raise self._away(error) from error
        self.last_answer = self._clock()
        if records:
            self.last_commit = self.last_answer

    async def tell_listening(self, *, spooled: int) -> None:
        """Tell the journal that somebody listens, and how many records lie elsewhere. Raises JournalAway."""
        connection = self._connection
        if connection is None:
            raise JournalAway(self.away_because)
        try:
            with self._deadline(connection):
                await listening_async(connection, name=self._name, spooled=spooled)
        except (psycopg.Error, OSError) as error:
            await self._drop(connection)
            raise self._away(error) from error
        self.last_answer = self._clock()

    async def close(self) -> None:
        """Leave on purpose: nobody waits for ears that were taken down."""
        connection = self._connection
        if connection is None:
            return
        with suppress(psycopg.Error, OSError), self._deadline(connection):
            await stopped_async(connection, name=self._name)
        await self._drop(connection)

    async def _make_ready(self, connection: psycopg.AsyncConnection) -> None:
        with self._deadline(connection):
            await connection.execute(SESSION, [str(int(self._answer_within_s * 750))])
            await schema.check_async(connection)
            await append_async(connection, [])

    def _away(self, error: Exception) -> JournalAway:
        reason = _said(error)
        if reason != self.away_because:
            log.warning("the journal is away, webhooks go to the spool: %s", reason)
        self.away_because = reason
        return JournalAway(reason)

    async def _drop(self, connection: psycopg.AsyncConnection) -> None:
        if self._connection is connection:
            self._connection = None
            self.since = self._clock()
        await connection.close()

    @contextmanager
    def _deadline(self, connection: psycopg.AsyncConnection) -> Iterator[None]:
        timer = asyncio.get_running_loop().call_later(self._answer_within_s, _cut_off, connection)
        try:
            yield
        finally:
            timer.cancel()


def _cut_off(connection: psycopg.AsyncConnection) -> None:
    """End a wait for a server that says nothing. Cancelling the task instead would ask that very server first."""
    if connection.closed:
        return
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as same:
        same.shutdown(socket.SHUT_RDWR)


def _is_about_the_records(error: Exception) -> bool:
    """Data that PostgreSQL refuses, by a rule or a trigger. A doubled offset is the journal's fault, not theirs."""
    if isinstance(error, UnicodeError):
        return True
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return isinstance(error, psycopg.DataError)
    return error.sqlstate[:2] in {"22", "23", "54", "P0"} and error.sqlstate != "23505"


def _said(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
