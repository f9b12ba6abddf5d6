"""Webhook bodies: events put into entries and changes, and the bytes that are signed."""

import hashlib
import hmac
import json
import random
from dataclasses import dataclass
from typing import Any, Literal

from ..directory import Shop

Field = Literal["messages", "statuses"]


@dataclass(slots=True)
class Event:
    """One message or status on its way to a shop; `seq` is its number in the record."""

    seq: int
    shop: Shop
    customer: str
    field: Field
    item: dict[str, Any]
    contact: dict[str, Any] | None
    delayed: bool = False

    @property
    def lane(self) -> tuple[str, str]:
        return (self.shop.phone_number_id, self.customer)


def _value(shop: Shop, events: list[Event]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": shop.display_phone_number,
            "phone_number_id": shop.phone_number_id,
        },
    }
    # one entry for each person, however many messages of theirs are here
    contacts = {each.customer: each.contact for each in events if each.contact}
    if contacts:
        value["contacts"] = list(contacts.values())
    for event in events:
        value.setdefault(event.field, []).append(event.item)
    return value


def _changes(shop: Shop, events: list[Event], rng: random.Random | None) -> list[dict[str, Any]]:
    groups = [events]
    # both layouts occur in the wild: messages and statuses in one value, and in a change of their own
    if rng and rng.random() < 0.5:
        groups = [[each for each in events if each.field == field] for field in ("messages", "statuses")]
    return [{"value": _value(shop, group), "field": "messages"} for group in groups if group]


def envelope(events: list[Event], rng: random.Random | None = None) -> dict[str, Any]:
    """One body for any number of events of any shops; `rng` varies how they share changes."""
    by_shop: dict[str, list[Event]] = {}
    for event in events:
        by_shop.setdefault(event.shop.phone_number_id, []).append(event)
    # shops of one account share an entry, as numbers of one business do
    entries: dict[str, dict[str, Any]] = {}
    for group in by_shop.values():
        shop = group[0].shop
        entry = entries.setdefault(shop.waba_id, {"id": shop.waba_id, "changes": []})
        entry["changes"] += _changes(shop, group, rng)
    return {"object": "whatsapp_business_account", "entry": list(entries.values())}


def encode(body: dict[str, Any]) -> bytes:
    """Bytes as Meta sends them: compact, everything outside ASCII escaped."""
    return json.dumps(body, separators=(",", ":")).encode()


def signature(raw: bytes, app_secret: str) -> str:
    """The value of X-Hub-Signature-256 for exactly these bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()
