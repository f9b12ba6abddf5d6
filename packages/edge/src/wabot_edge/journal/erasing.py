"""Taking a person's words out of the journal, and remembering whose, so that no restore brings them back.

Bodies are changed in one way alone: through `journal_erase`, as the role `wabot_eraser`, which a login takes on for
that one transaction. Copies of the journal's database that were made before hold the old bodies until they are deleted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import psycopg

from wabot_edge.journal.errors import MayNotErase
from wabot_edge.journal.reading import COLUMNS
from wabot_edge.journal.records import Record

ROLE = "wabot_eraser"
# In place of a record of which nothing may stay. Readers pass over it, whatever its kind.
TOMBSTONE = b'{"erased": true}'
BECOME = "SELECT set_config('role', %s, true)"
ENTRY = (
    "digest, key_id, tenant_id, kind, up_to_offset, until, erased_at, reason, conversation_ids, scanned_to"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a person who was erased. `digest` is keyed with the key that `key_id` tells apart.

    It covers records up to `up_to_offset` and whatever was said until `until`. `conversation_ids` are ours.
    `scanned_to` is the offset up to which the journal has been searched for it.
    """

    digest: str
    key_id: str
    tenant_id: UUID
    kind: str
    up_to_offset: int
    until: datetime
    erased_at: datetime
    reason: str
    conversation_ids: Sequence[UUID] = ()
    scanned_to: int = 0

    def covers(self, *, offset: int, at: datetime) -> bool:
        return offset <= self.up_to_offset or at <= self.until


@dataclass(frozen=True, slots=True)
class Replacement:
    offset: int
    body: bytes


def entries(connection: psycopg.Connection) -> list[Entry]:
    rows = connection.execute(f"SELECT {ENTRY} FROM journal_erasure ORDER BY erased_at, digest")
    return [
        replace(Entry(*rest), conversation_ids=tuple(ids), scanned_to=scanned_to)
        for *rest, ids, scanned_to in rows.fetchall()
    ]


def put_on_list(connection: psycopg.Connection, wanted: Sequence[Entry]) -> None:
    """For ever. A name that stands there already is searched for anew, up to the later of the two ends."""
    with connection.transaction():
        for entry in wanted:
            connection.execute(
                f"INSERT INTO journal_erasure AS e ({ENTRY}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (digest) DO UPDATE SET up_to_offset = greatest(e.up_to_offset, EXCLUDED.up_to_offset),"
                " until = greatest(e.until, EXCLUDED.until), erased_at = EXCLUDED.erased_at, reason = EXCLUDED.reason,"
                " scanned_to = EXCLUDED.scanned_to, conversation_ids = ARRAY(SELECT DISTINCT unnest("
                "e.conversation_ids || EXCLUDED.conversation_ids))",
                [
                    entry.digest,
                    entry.key_id,
                    entry.tenant_id,
                    entry.kind,
                    entry.up_to_offset,
                    entry.until,
                    entry.erased_at,
                    entry.reason,
                    list(entry.conversation_ids),
                    entry.scanned_to,
                ],
            )


def add_conversations(connection: psycopg.Connection, *, digests: Sequence[str], ids: Sequence[UUID]) -> None:
    """These, too, were with the person that the digests name."""
    connection.execute(
        "UPDATE journal_erasure SET conversation_ids = ARRAY(SELECT DISTINCT unnest(conversation_ids || %s::uuid[]))"
        " WHERE digest = ANY(%s)",
        [list(ids), list(digests)],
    )


def read_between(connection: psycopg.Connection, *, after: int, up_to: int) -> list[Record]:
    rows = connection.execute(
        f'SELECT {COLUMNS} FROM journal_record WHERE "offset" > %s AND "offset" <= %s ORDER BY "offset"',
        [after, up_to],
        binary=True,
    )
    return [Record(*row) for row in rows]


def erased_effects(connection: psycopg.Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of `ids` whose customer was erased."""
    rows = connection.execute(
        "SELECT DISTINCT effect_id FROM journal_effect WHERE effect_id = ANY(%s) AND erased_at IS NOT NULL",
        [list(ids)],
    )
    return {row[0] for row in rows}


def erased_among(connection: psycopg.Connection, offsets: Sequence[int]) -> set[int]:
    """Those of `offsets` whose records lost words."""
    rows = connection.execute(
        'SELECT "offset" FROM journal_record WHERE "offset" = ANY(%s) AND headers ? \':erased\'',
        [list(offsets)],
    )
    return {row[0] for row in rows}


def erase(
    connection: psycopg.Connection,
    replacements: Sequence[Replacement],
    *,
    effects: Sequence[UUID],
    digests: Sequence[str],
    scanned_to: int,
) -> None:
    """Replace bodies, forget the provider's ids of `effects`, and note how far these entries have been searched for.

    All in one transaction, so that a crash leaves no gap. Raises MayNotErase, and has changed nothing then.
    """
    with connection.transaction():
        connection.execute(
            "UPDATE journal_erasure SET scanned_to = %s WHERE digest = ANY(%s) AND scanned_to < %s",
            [scanned_to, list(digests), scanned_to],
        )
        if replacements or effects:
            with as_eraser(connection):
                connection.execute(
                    "SELECT journal_erase(%s::bigint[], %s::bytea[], %s::uuid[])",
                    [
                        [one.offset for one in replacements],
                        [one.body for one in replacements],
                        list(effects),
                    ],
                )


@contextmanager
def as_eraser(connection: psycopg.Connection) -> Iterator[None]:
    """In a transaction, or a part of one, under the role that may; afterwards as before. Raises MayNotErase."""
    with connection.transaction():
        before = connection.execute("SELECT current_setting('role')").fetchone()
        try:
            connection.execute(BECOME, [ROLE])
        except psycopg.errors.InsufficientPrivilege as error:
            raise MayNotErase(login=connection.info.user) from error
        yield
        connection.execute(BECOME, before)
