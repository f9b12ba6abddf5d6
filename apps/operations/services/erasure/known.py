"""What rows and journal know of a window of records: whose messages they are, and which replies are erased."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from wabot_edge.journal.erasing import erased_effects
from wabot_edge.journal.records import Kind, Record

from apps.messaging.callback_data import effect_part_of
from apps.messaging.models import Message
from apps.messaging.whatsapp.stripping import Item, items_of
from apps.messaging.whatsapp.tolerant import as_text
from apps.messaging.whatsapp.webhook import UnreadableChange


@dataclass(frozen=True, slots=True)
class Owner:
    customer_id: UUID
    conversation_id: UUID


@dataclass(frozen=True, slots=True)
class Known:
    """`owners`: (number, WhatsApp's id) → whose message it is, as the rows have it.

    `erased` are replies whose customer was erased; it grows with those found in the window.
    """

    owners: dict[tuple[str, str], Owner]
    erased: set[UUID]

    @classmethod
    def of(cls, records: Sequence[Record], journal: psycopg.Connection) -> "Known":
        effects = [pk for record in records for pk in _effect_ids(record)]
        return cls(_owners(records), erased_effects(journal, effects))


def effect_of(item: Item) -> UUID | None:
    """The reply that a status says it is about."""
    part = effect_part_of(as_text(item.raw.get("biz_opaque_callback_data")))
    return part.effect_id if part else None


def _owners(records: Sequence[Record]) -> dict[tuple[str, str], Owner]:
    asked = {(item.phone_number_id, item.wa_id) for record in records for item in _items(record)}
    rows = Message.objects.filter(
        number__phone_number_id__in={number for number, _ in asked}, wa_id__in={wa_id for _, wa_id in asked}
    ).values_list("number__phone_number_id", "wa_id", "conversation__customer_id", "conversation_id")
    return {(number, wa_id or ""): Owner(*ids) for number, wa_id, *ids in rows}


def _items(record: Record) -> list[Item]:
    if record.kind != Kind.WHATSAPP_CHANGE:
        return []
    try:
        items = items_of(record.body, received_at=record.received_at)
    except UnreadableChange:
        return []
    return [item for item in items if item.wa_id and item.list_name in ("messages", "statuses")]


def _effect_ids(record: Record) -> Iterator[UUID]:
    if record.kind in (Kind.EFFECT_RETRY, Kind.EFFECT_RESULT):
        yield from _ids_in(record, "effect_id")
    yield from (pk for item in _items(record) if (pk := effect_of(item)))


def _ids_in(record: Record, key: str) -> Iterator[UUID]:
    """None where the record is of no known shape."""
    try:
        yield UUID(json.loads(record.body)[key])
    except (ValueError, LookupError, TypeError, AttributeError):
        return
