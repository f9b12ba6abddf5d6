"""Rows against the journal: what left the house and what was read of it, as the one place knows that no restore moves.

Rows are read first: a claim is always written before the row that follows it, so a working system is never accused.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import psycopg
from django.db import connection
from wabot_edge.journal import reading
from wabot_edge.journal.records import Kind

from apps.messaging.models import ParkedRecord, Partition
from apps.operations.integrity.findings import Finding

AT_ONCE = 5_000
OUTBOX = "messaging_outboxmessage"
MESSAGE = "messaging_message"
SENT = f"SELECT id::text, tenant_id::text, effect_id, part, state FROM {OUTBOX} WHERE state IN ('accepted', 'uncertain')"
BEYOND = f"SELECT id::text, tenant_id::text FROM {MESSAGE} WHERE journal_offset > %s"
# Closed by a turn of which neither the row nor the reply is there.
CLOSED = f"""
SELECT m.id::text, m.tenant_id::text, m.turn_id FROM {MESSAGE} m
WHERE m.direction = 'inbound' AND m.turn_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM bot_messageharmonizationlog t WHERE t.id = m.turn_id)
  AND NOT EXISTS (SELECT 1 FROM {MESSAGE} o WHERE o.turn_id = m.turn_id AND o.direction = 'outbound')
"""
# `:erased` stands in the headers of records that lost their words.
INTENTS = """
SELECT "offset", "partition", body FROM journal_record
WHERE kind = %s AND NOT headers ? ':erased' AND "offset" <= %s ORDER BY "offset"
"""
CLAIMED = "SELECT effect_id, part, state FROM journal_effect WHERE effect_id = ANY(%s)"
KNOWN = f"SELECT turn_id, effect_part FROM {MESSAGE} WHERE direction = 'outbound' AND turn_id = ANY(%s)"


def journal_findings(journal: psycopg.Connection, tenant: str | None) -> Iterator[Finding]:
    """Within a transaction whose snapshot of the platform is older than anything read here of the journal."""
    read = list(Partition.objects.exclude(epoch=None).values_list("number", "offset", "epoch"))
    read_to = {number: offset for number, offset, _ in read}
    parked = set(ParkedRecord.objects.values_list("journal_offset", flat=True))
    for batch in _streamed(SENT, []):
        yield from _unclaimed(journal, batch, tenant)
    for batch in _streamed(CLOSED, []):
        yield from _unanswered(journal, batch, tenant)
    epoch, head = reading.epoch(journal), reading.head(journal)
    for other in {other for *_, other in read} - {epoch}:
        says = f"was read from the journal {other}; this one is {epoch}"
        yield Finding("journal: epoch", "messaging_partition", "", says)
    for number, offset in sorted(read_to.items()):
        if offset > head:
            says = f"read to offset {offset}, but the journal ends at {head}"
            yield Finding("journal: head", "messaging_partition", str(number), says)
    for batch in _streamed(BEYOND, [head]):
        for row, shop in batch:
            if tenant in (None, shop):
                yield Finding("journal: head", MESSAGE, row, "stands beyond the journal's end", shop)
    yield from _forgotten(journal, read_to, parked, tenant)


def _unclaimed(
    journal: psycopg.Connection, batch: Sequence[tuple[Any, ...]], tenant: str | None
) -> Iterator[Finding]:
    claimed = {
        (effect_id, part): state
        for effect_id, part, state in journal.execute(CLAIMED, [[row[2] for row in batch]])
    }
    for row, shop, effect_id, part, state in batch:
        if tenant not in (None, shop):
            continue
        found = claimed.get((effect_id, part))
        if found is None:
            yield Finding("journal: claims", OUTBOX, row, f"is {state}, but was never claimed", shop)
        elif state == "accepted" and found in ("failed", "unsent"):
            yield Finding("journal: claims", OUTBOX, row, f"is accepted; the journal has it {found}", shop)


def _unanswered(
    journal: psycopg.Connection, batch: Sequence[tuple[Any, ...]], tenant: str | None
) -> Iterator[Finding]:
    """Where the journal has the claim a reply did leave: its customer was erased, or `_forgotten` tells of it."""
    claimed = {effect_id for effect_id, *_ in journal.execute(CLAIMED, [[turn_id for *_, turn_id in batch]])}
    for row, shop, turn_id in batch:
        if turn_id not in claimed and tenant in (None, shop):
            says = "counts as answered, but by nothing that is there"
            yield Finding("journal: answers", MESSAGE, row, says, shop)


def _forgotten(
    journal: psycopg.Connection, read_to: dict[int, int], parked: set[int], tenant: str | None
) -> Iterator[Finding]:
    """What was told to a customer and read by the projector stands as a message."""
    with journal.transaction(), journal.cursor("intents") as cursor:
        # whoever reads the findings may take his time, and this holds nobody up
        journal.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute(INTENTS, [Kind.EFFECT_INTENT.value, max(read_to.values(), default=0)])
        while batch := cursor.fetchmany(AT_ONCE):
            told = [
                (offset, orjson.loads(body))
                for offset, partition, body in batch
                if offset <= read_to.get(partition, 0) and offset not in parked
            ]
            with connection.cursor() as platform:
                platform.execute(KNOWN, [[intent["effect_id"] for _, intent in told]])
                known = {(str(effect_id), part) for effect_id, part in platform.fetchall()}
            for offset, intent in told:
                shop = str(intent["tenant_id"])
                is_known = (intent["effect_id"], intent["part"]) in known
                if not is_known and tenant in (None, shop) and not intent.get("erased"):
                    says = f"what was told to a customer at offset {offset} of the journal is missing"
                    yield Finding("journal: remembered", MESSAGE, intent["effect_id"], says, shop)


def _streamed(query: str, values: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, values)
        while batch := cursor.fetchmany(AT_ONCE):
            yield batch
