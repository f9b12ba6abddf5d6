"""From a webhook's change to facts. Reads tolerantly: what it does not know is kept, never dropped.

Source of the shapes: Meta, "Webhooks, messages" and "Business-scoped user ids" (June 2026), and payloads that
other projects recorded.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apps.messaging.whatsapp.content import content_of
from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text, cleaned

WA_ID_LENGTH = 200
# Begins the user id of a customer who does not exist. Only records of the kind made for it may bring one.
CANARY = "canary:"


@dataclass(frozen=True, slots=True)
class Sender:
    """At least one of `user_id` and `phone` is given."""

    user_id: str
    phone: str
    name: str

    @property
    def is_synthetic(self) -> bool:
        return self.user_id.startswith(CANARY)


@dataclass(frozen=True, slots=True)
class InboundFact:
    phone_number_id: str
    wa_id: str
    at: datetime
    sender: Sender
    kind: str
    text: str
    row_id: str
    quoted_wa_id: str
    referred_retailer_id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatusFact:
    phone_number_id: str
    wa_id: str
    status: str
    at: datetime
    callback_data: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OtherFact:
    """A change that is about no message, or an item of one that has no id or no sender."""

    phone_number_id: str
    waba_id: str
    field: str
    payload: dict[str, Any]


Fact = InboundFact | StatusFact | OtherFact


class UnreadableChange(ValueError):
    """The record is no envelope with one change; it is parked."""


def read_change(body: bytes, *, received_at: datetime) -> list[Fact]:
    """All facts of one journal record, in their order. Raises UnreadableChange."""
    try:
        entry = as_map(cleaned(json.loads(body)["entry"][0]))
        change = as_map(entry["changes"][0])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise UnreadableChange(f"not an envelope with one change: {error}") from error
    return list(_facts(entry, change, received_at))


def _facts(entry: Mapping[str, Any], change: Mapping[str, Any], received_at: datetime) -> Iterator[Fact]:
    value, field = as_map(change.get("value")), as_text(change.get("field")) or "none"
    waba_id = as_text(entry.get("id"))
    number = as_text(as_map(value.get("metadata")).get("phone_number_id"))
    contacts = [as_map(contact) for contact in as_list(value.get("contacts"))]
    found = 0
    for item in as_list(value.get("messages")):
        yield _message(as_map(item), number, waba_id, contacts, received_at)
        found += 1
    for item in as_list(value.get("statuses")):
        yield _status(as_map(item), number, waba_id, received_at)
        found += 1
    if not found:
        yield OtherFact(number, waba_id, field, dict(value) or {"change": dict(change)})


def _message(
    item: Mapping[str, Any],
    number: str,
    waba_id: str,
    contacts: list[Mapping[str, Any]],
    received_at: datetime,
) -> Fact:
    wa_id, sender = as_text(item.get("id"))[:WA_ID_LENGTH], sender_of(item, contacts)
    if not wa_id or not number or sender is None:
        return OtherFact(number, waba_id, "messages: no id or no sender", dict(item))
    context, content = as_map(item.get("context")), content_of(item)
    return InboundFact(
        phone_number_id=number,
        wa_id=wa_id,
        at=time_of(item.get("timestamp"), received_at),
        sender=sender,
        kind=content.kind,
        text=content.text,
        row_id=content.row_id,
        quoted_wa_id=as_text(context.get("id"))[:WA_ID_LENGTH],
        referred_retailer_id=as_text(as_map(context.get("referred_product")).get("product_retailer_id"))[
            :200
        ],
        payload=dict(item),
    )


def sender_of(item: Mapping[str, Any], contacts: list[Mapping[str, Any]]) -> Sender | None:
    """Of a message; None where nobody is named."""
    phone, user_id = as_text(item.get("from")), as_text(item.get("from_user_id"))
    contact = next(
        (
            contact
            for contact in contacts
            if (phone and as_text(contact.get("wa_id")) == phone)
            or (user_id and as_text(contact.get("user_id")) == user_id)
        ),
        contacts[0] if len(contacts) == 1 else {},
    )
    phone = phone or as_text(contact.get("wa_id"))
    user_id = user_id or as_text(contact.get("user_id"))
    if not phone and not user_id:
        return None
    name = as_text(as_map(contact.get("profile")).get("name"))
    return Sender(user_id=user_id[:140], phone=phone[:32], name=name[:200])


def _status(item: Mapping[str, Any], number: str, waba_id: str, received_at: datetime) -> Fact:
    wa_id, status = as_text(item.get("id"))[:WA_ID_LENGTH], as_text(item.get("status"))[:40]
    if not wa_id or not status or not number:
        return OtherFact(number, waba_id, "statuses: no id or no status", dict(item))
    return StatusFact(
        phone_number_id=number,
        wa_id=wa_id,
        status=status,
        at=time_of(item.get("timestamp"), received_at),
        callback_data=as_text(item.get("biz_opaque_callback_data"))[:512],
        payload=dict(item),
    )


def time_of(said: Any, received_at: datetime) -> datetime:
    """WhatsApp's time in whole seconds; ours where it says nothing that can be a time."""
    try:
        return datetime.fromtimestamp(int(said), tz=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return received_at
