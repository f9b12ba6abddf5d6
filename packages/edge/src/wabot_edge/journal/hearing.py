"""Whether the house was listening: a quiet moment means something only then."""

from dataclasses import dataclass
from datetime import datetime

import psycopg


@dataclass(frozen=True, slots=True)
class Hearing:
    """`deaf`: a listener is gone or holds records outside the journal. `since`: the last one to begin began then;
    None where none is known. `unread`: webhooks of the partition that came in time are not projected yet.
    """

    deaf: bool
    since: datetime | None
    unread: bool


def listening(connection: psycopg.Connection, *, name: str, spooled: int) -> None:
    """Say that `name` listens over this very connection, and how many records it holds elsewhere."""
    connection.execute("SELECT journal_listening(%s, %s)", [name, spooled])


async def listening_async(connection: psycopg.AsyncConnection, *, name: str, spooled: int) -> None:
    await connection.execute("SELECT journal_listening(%s, %s)", [name, spooled])


async def stopped_async(connection: psycopg.AsyncConnection, *, name: str) -> None:
    """A listener that is taken down on purpose is not waited for."""
    await connection.execute(
        "UPDATE journal_listener SET stopped_at = clock_timestamp() WHERE name = %s AND pid = pg_backend_pid()",
        [name],
    )


def hearing(connection: psycopg.Connection, *, partition: int, read_to: int, heard_by: datetime) -> Hearing:
    row = connection.execute(
        "SELECT deaf, since, unread FROM journal_hearing(%s::smallint, %s, %s)",
        [partition, read_to, heard_by],
    ).fetchone()
    assert row is not None  # noqa: S101  (an aggregate has one row)
    return Hearing(*row)
