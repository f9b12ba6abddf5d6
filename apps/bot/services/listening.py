"""A quiet window counts only while somebody listened: silence after a crash is no silence of the customer's.

Without this a killed intake, a full spool or a projector that fell behind would cut bursts in two: the reply
to “I want” would leave before “the red one” was let in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.db import OperationalError, connection
from wabot_edge.journal.hearing import Hearing, hearing
from wabot_edge.journal.records import partition_of

# After a listener came back, what WhatsApp held back meanwhile needs a moment to arrive.
SETTLE = timedelta(seconds=6)
# A projector is a few milliseconds behind at all times; a message of the window's last moment makes its own turn.
BEHIND = timedelta(milliseconds=250)
# But nobody is kept waiting longer than this for ears that do not come back.
LONGEST_HOLD = timedelta(seconds=20)
LOOK_AGAIN = timedelta(milliseconds=400)


@dataclass(slots=True)
class Ears:
    """Asks the journal, over a connection of its own, whether the silence of a conversation is real."""

    connect: Callable[[], psycopg.Connection]
    connection: psycopg.Connection | None = None

    def hold_until(self, phone_number_id: str, *, due_at: datetime, now: datetime) -> datetime | None:
        """When to look at the turn again; None when it may be taken now."""
        if now >= due_at + LONGEST_HOLD:
            return None
        heard = self._hearing(partition_of(phone_number_id), due_at)
        if heard is None or heard.deaf or heard.unread:
            return now + LOOK_AGAIN
        settled_at = heard.since + SETTLE if heard.since else None
        return settled_at if settled_at and now < settled_at else None

    def _hearing(self, partition: int, due_at: datetime) -> Hearing | None:
        """None while the journal itself is away."""
        read_to = _read_to(partition)
        try:
            if self.connection is None or self.connection.closed:
                self.connection = self.connect()
            return hearing(self.connection, partition=partition, read_to=read_to, heard_by=due_at - BEHIND)
        except (psycopg.OperationalError, OperationalError):
            self.connection = None
            return None


def _read_to(partition: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute('SELECT "offset" FROM messaging_partition WHERE number = %s', [partition])
        row = cursor.fetchone()
    return row[0] if row else 0
