"""What rows and journal know of a window of records: whose messages, conversations and replies they are."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from wabot_edge.journal.erasing import erased_effects
from wabot_edge.journal.records import Kind, Record

from apps.messaging.callback_data import effect_part_of
from apps.messaging.models import Conversation, Message
from apps.messaging.whatsapp.stripping import Item, items_of
from apps.messaging.whatsapp.tolerant import as_text
from apps.messaging.whatsapp.webhook import UnreadableChange


@dataclass(frozen=True, slots=True)
class Known:
    """`owners`: (number, WhatsApp's id) → customer; `holders`: conversation → customer.

    `erased` are replies whose customer was erased; it grows with those found in the window.
    """

    owners: dict[tuple[str, str], UUID]
    holders: dict[UUID, UUID]
    erased: set[UUID]

    @classmethod
    def of(cls, records: Sequence[Record], journal: psycopg.Connection) -> "Known":
        effects = [pk for record in records for pk in _effect_ids(record)]
        return cls(_owners(records), _holders(records), erased_effects(journal, effects))


def effect_of(item: Item) -> UUID | None:
    """The reply that a status says it is about."""
    part = effect_part_of(as_text(item.raw.get("biz_opaque_callback_data")))
    return part.effect_id if part else None


def _owners(records: Sequence[Record]) -> dict[tuple[str, str], UUID]:
    asked = {(item.phone_number_id, item.wa_id) for record in records for item in _items(record)}
    rows = Message.objects.filter(
        number__phone_number_id__in={number for number, _ in asked}, wa_id__in={wa_id for _, wa_id in asked}
    ).values_list("number__phone_number_id", "wa_id", "conversation__customer_id")
    return {(number, wa_id or ""): customer_id for number, wa_id, customer_id in rows}


def _items(record: Record) -> list[Item]:
    if record.kind != Kind.WHATSAPP_CHANGE:
        return []
    try:
        items = items_of(record.body, received_at=record.received_at)
    except UnreadableChange:
        return []
    return [item for item in items if item.wa_id and item.list_name in ("messages", "statuses")]


def _holders(records: Sequence[Record]) -> dict[UUID, UUID]:
    intents = [record for record in records if record.kind == Kind.EFFECT_INTENT]
    asked = {pk for record in intents for pk in _ids_in(record, "conversation_id")}
    return dict(Conversation.objects.filter(pk__in=asked).values_list("pk", "customer_id"))


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
