"""Taking one person's part out of a webhook's change and leaving everybody else's as it was."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from apps.messaging.whatsapp.media import medium_of
from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text
from apps.messaging.whatsapp.webhook import UnreadableChange, sender_of, time_of

NameKind = Literal["phone", "user_id"]
KEYS: dict[str, NameKind] = {
    **dict.fromkeys(("from", "to", "wa_id", "recipient_id", "phone_number"), "phone"),
    **dict.fromkeys(("from_user_id", "to_user_id", "user_id", "recipient_user_id"), "user_id"),
}
CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Name:
    kind: NameKind
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of one of a change's lists. `wa_id` is WhatsApp's id of the message that it is or is about."""

    list_name: str
    phone_number_id: str
    wa_id: str
    names: frozenset[Name]
    at: datetime
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stripped:
    """What is left of a change, and what went. `body` is empty where nobody else's part is left.

    `field` is what the change is about; `digests` are those of the files that went.
    """

    body: bytes
    field: str
    items: tuple[Item, ...]
    digests: frozenset[str]


def items_of(body: bytes, *, received_at: datetime) -> list[Item]:
    """All entries of all lists. Raises UnreadableChange."""
    change = _change(_parsed(body))
    return [item for name in _lists(change) for item in _items(change, name, received_at)]


def stripped(body: bytes, *, received_at: datetime, is_theirs: Callable[[Item], bool]) -> Stripped:
    """Without the items that `is_theirs`, and the contacts that nobody else's item needs.

    What is left keeps its shape and order; where nothing went the body is the same to the letter. Raises
    UnreadableChange.
    """
    envelope = _parsed(body)
    change = _change(envelope)
    value, gone, kept = change["value"], list[Item](), list[Item]()
    for name in _lists(change):
        if name != CONTACTS:
            items = [(item, is_theirs(item)) for item in _items(change, name, received_at)]
            gone += [item for item, is_gone in items if is_gone]
            kept += [item for item, is_gone in items if not is_gone]
            value[name] = [
                entry for entry, (_, is_gone) in zip(value[name], items, strict=True) if not is_gone
            ]
    lonely = _lonely(_items(change, CONTACTS, received_at), gone, kept, is_theirs)
    if lonely:
        places = {id(item.raw) for item in lonely}
        value[CONTACTS] = [entry for entry in value[CONTACTS] if id(entry) not in places]
    left = _left(envelope, kept) if gone or lonely else body
    digests = {medium.sha256 for item in gone if (medium := medium_of(item.raw)) and medium.sha256}
    return Stripped(left, as_text(change.get("field")), (*gone, *lonely), frozenset(digests))


def _left(envelope: Any, kept: list[Item]) -> bytes:
    # what went wrong with a message says nothing without it
    has_more = any(item.list_name != "errors" for item in kept)
    return json.dumps(envelope, separators=(",", ":")).encode() if has_more else b""


def _lonely(
    contacts: list[Item], gone: list[Item], kept: list[Item], is_theirs: Callable[[Item], bool]
) -> list[Item]:
    """Contacts of those whose items went, or who are theirs themselves, and whom no item left names."""
    went = {name for item in gone for name in item.names}
    needed = {name for item in kept for name in item.names}
    return [
        contact
        for contact in contacts
        if not contact.names & needed and (contact.names & went or is_theirs(contact))
    ]


def _items(change: Mapping[str, Any], name: str, received_at: datetime) -> list[Item]:
    value = as_map(change.get("value"))
    number = as_text(as_map(value.get("metadata")).get("phone_number_id"))
    contacts = [as_map(contact) for contact in as_list(value.get(CONTACTS))]
    return [
        Item(
            list_name=name,
            phone_number_id=number,
            wa_id=as_text(as_map(entry).get("id")),
            names=frozenset(_names(as_map(entry), contacts if name == "messages" else [])),
            at=time_of(as_map(entry).get("timestamp"), received_at),
            raw=as_map(entry),
        )
        for entry in as_list(value.get(name))
    ]


def _names(entry: Mapping[str, Any], contacts: list[Mapping[str, Any]]) -> Iterator[Name]:
    sender = sender_of(entry, contacts) if contacts else None
    if sender is not None and sender.phone:
        yield Name("phone", sender.phone)
    if sender is not None and sender.user_id:
        yield Name("user_id", sender.user_id)
    for key, kind in KEYS.items():
        said = entry.get(key)
        # {"user_id": {"previous": …, "current": …}}: whoever is renamed has two
        for one in said.values() if isinstance(said, dict) else (said,):
            if text := as_text(one):
                yield Name(kind, text)


def _lists(change: Mapping[str, Any]) -> list[str]:
    return [name for name, part in as_map(change.get("value")).items() if isinstance(part, list)]


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableChange(f"no JSON: {error}") from error


def _change(envelope: Any) -> dict[str, Any]:
    try:
        change = envelope["entry"][0]["changes"][0]
    except (LookupError, TypeError) as error:
        raise UnreadableChange(f"not an envelope with one change: {error}") from error
    if not isinstance(change, dict) or not isinstance(change.get("value"), dict):
        raise UnreadableChange("its change has no value")
    return change
