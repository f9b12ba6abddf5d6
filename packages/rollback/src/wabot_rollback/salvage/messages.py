"""Which messages a restore lost, which came back out of the journal, and which conversations that concerns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from wabot_rollback.salvage.comparing import beside, stream

KEYS = sql.SQL(
    "SELECT id, number_id, wa_id, tenant_id, conversation_id, created_at, inserted_at FROM messaging_message"
)
TABLE = (
    "id uuid PRIMARY KEY, number_id uuid, wa_id text, tenant_id uuid, conversation_id uuid, created_at timestamptz,"
    " inserted_at timestamptz"
)
# A message is known by its id, which follows from what happened, or by WhatsApp's own where an id was damaged.
LOST = """
CREATE TEMPORARY TABLE lost_messages AS SELECT c.* FROM condemned_messages c
WHERE NOT EXISTS (SELECT FROM messaging_message m WHERE m.id = c.id)
  AND NOT (c.wa_id IS NOT NULL AND EXISTS (
      SELECT FROM messaging_message m WHERE m.number_id = c.number_id AND m.wa_id = c.wa_id))
"""
# `recovered`: written here after the backup was made, and known to the condemned database too; `beyond`: newer than that.
COUNT = """
SELECT tenant_id::text, sum(lost)::int, sum(recovered)::int, sum(beyond)::int, count(DISTINCT conversation_id)::int
FROM (
    SELECT tenant_id, conversation_id, 1 AS lost, 0 AS recovered, 0 AS beyond FROM lost_messages
    UNION ALL
    SELECT m.tenant_id, m.conversation_id, 0, (c.id IS NOT NULL)::int, (c.id IS NULL)::int
    FROM messaging_message m LEFT JOIN condemned_messages c ON c.id = m.id WHERE m.inserted_at >= %(since)s
) each_ GROUP BY tenant_id ORDER BY tenant_id
"""
UNREAD = """
SELECT (SELECT count(*) FROM messaging_parkedrecord), (SELECT coalesce(min("offset"), 0) FROM messaging_partition)
"""


@dataclass(frozen=True, slots=True)
class MessagesOf:
    """Of one shop, since the backup: what is gone, what the journal brought back, and what is newer than the
    condemned database."""

    tenant: str
    lost: int
    recovered: int
    beyond: int
    conversations: int


@dataclass(frozen=True, slots=True)
class LostMessages:
    """`ids` oldest first. `parked` records and those beyond `read_to` up to the journal's `head` are not counted."""

    shops: tuple[MessagesOf, ...]
    ids: tuple[str, ...]
    parked: int
    read_to: int
    head: int

    @property
    def totals(self) -> Mapping[str, int]:
        names = ("lost", "recovered", "beyond", "conversations")
        return {name: sum(getattr(shop, name) for shop in self.shops) for name in names}


def lost_messages(
    condemned: psycopg.Connection,
    restored: psycopg.Connection,
    journal: psycopg.Connection,
    *,
    since: datetime,
) -> LostMessages:
    """`since` is when the backup was made, aware. Changes neither database."""
    if since.tzinfo is None:
        raise ValueError("since: a time needs its offset")
    restored.execute("DROP TABLE IF EXISTS lost_messages")
    with beside(restored, "condemned_messages", TABLE):
        stream(condemned, sql.SQL("{}").format(KEYS), restored, "condemned_messages")
        restored.execute(LOST)
        shops = [MessagesOf(*row) for row in restored.execute(COUNT, {"since": since}).fetchall()]
        ids = restored.execute("SELECT id::text FROM lost_messages ORDER BY created_at, id").fetchall()
    restored.execute("DROP TABLE lost_messages")
    parked, read_to = _one(restored, UNREAD)
    (head,) = _one(journal, 'SELECT coalesce(max("offset"), 0) FROM journal_record')
    return LostMessages(tuple(shops), tuple(str(row[0]) for row in ids), int(parked), int(read_to), int(head))


def _one(database: psycopg.Connection, query: str) -> tuple[Any, ...]:
    row = database.execute(query.encode()).fetchone()
    assert row is not None  # noqa: S101  (an aggregate has a row)
    return row
