"""What a message says, whatever its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text

LONGEST_TEXT = 8_000
KIND_LENGTH = 40
ROW_ID_LENGTH = 256


@dataclass(frozen=True, slots=True)
class Content:
    """`row_id` is the id behind a tap; `text` the words, caption or tapped title."""

    kind: str
    text: str = ""
    row_id: str = ""


def content_of(item: Mapping[str, Any]) -> Content:
    kind = as_text(item.get("type"))[:KIND_LENGTH] or "unknown"
    body = as_map(item.get(kind))
    text, row_id = READERS.get(kind, _caption)(body or item)
    return Content(kind, text[:LONGEST_TEXT], row_id[:ROW_ID_LENGTH])


def _text(body: Mapping[str, Any]) -> tuple[str, str]:
    return as_text(body.get("body")), ""


def _caption(body: Mapping[str, Any]) -> tuple[str, str]:
    return as_text(body.get("caption")), ""


def _button(body: Mapping[str, Any]) -> tuple[str, str]:
    return as_text(body.get("text")), as_text(body.get("payload"))


def _interactive(body: Mapping[str, Any]) -> tuple[str, str]:
    reply = as_map(body.get(as_text(body.get("type"))))
    words = as_text(reply.get("title")) or as_text(reply.get("body")) or as_text(reply.get("response"))
    return words, as_text(reply.get("id"))


def _order(body: Mapping[str, Any]) -> tuple[str, str]:
    return as_text(body.get("text")), ""


def _reaction(body: Mapping[str, Any]) -> tuple[str, str]:
    return as_text(body.get("emoji")), ""


def _location(body: Mapping[str, Any]) -> tuple[str, str]:
    return ", ".join(filter(None, (as_text(body.get("name")), as_text(body.get("address"))))), ""


def _contacts(item: Mapping[str, Any]) -> tuple[str, str]:
    names = (as_map(as_map(contact).get("name")) for contact in as_list(item.get("contacts")))
    return ", ".join(filter(None, (as_text(name.get("formatted_name")) for name in names))), ""


def _edit(body: Mapping[str, Any]) -> tuple[str, str]:
    changed = content_of(as_map(body.get("message")))
    return changed.text, changed.row_id


READERS: dict[str, Callable[[Mapping[str, Any]], tuple[str, str]]] = {
    "text": _text,
    "system": _text,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
    "reaction": _reaction,
    "location": _location,
    "contacts": _contacts,
    "edit": _edit,
}
