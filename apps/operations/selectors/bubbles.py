"""A message as a phone would show it, read out of its payload: whatever the payload holds, nothing here fails."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.messaging.models import Direction, Message
from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Bubble:
    """`opens` is the label of the button that opens a list; `notes` are details that have no words of their own."""

    text: str
    header: str = ""
    footer: str = ""
    picture: str = ""
    opens: str = ""
    sections: Sequence[Section] = ()
    buttons: Sequence[str] = ()
    notes: Sequence[str] = ()


def bubble_of(message: Message) -> Bubble:
    payload = as_map(message.payload)
    if message.direction == Direction.OUTBOUND:
        return _outgoing(payload, message.text)
    read = INBOUND.get(message.kind)
    notes = read(as_map(payload.get(message.kind)), payload) if read else _unknown(message)
    return Bubble(message.text, notes=[note for note in notes if note])


def _outgoing(payload: Mapping[str, Any], text: str) -> Bubble:
    if payload.get("type") == "image":
        return Bubble(text, picture=_address(as_map(payload.get("image"))))
    content = as_map(payload.get("interactive"))
    action, header = as_map(content.get("action")), as_map(content.get("header"))
    return Bubble(
        text,
        header=as_text(header.get("text")),
        footer=as_text(as_map(content.get("footer")).get("text")),
        picture=_address(as_map(header.get("image"))),
        opens=as_text(action.get("button")),
        sections=[_section(as_map(section)) for section in as_list(action.get("sections"))],
        buttons=[
            as_text(as_map(as_map(button).get("reply")).get("title"))
            for button in as_list(action.get("buttons"))
        ],
    )


def _section(section: Mapping[str, Any]) -> Section:
    rows = [
        Row(as_text(as_map(row).get("title")), as_text(as_map(row).get("description")))
        for row in as_list(section.get("rows"))
    ]
    return Section(as_text(section.get("title")), rows)


def _address(image: Mapping[str, Any]) -> str:
    """Only what a browser fetches as a picture: the payload is data, not to be trusted."""
    link = as_text(image.get("link"))
    return link if link.startswith(("https://", "http://", "/")) else ""


Body = Mapping[str, Any]
Reader = Callable[[Body, Body], Sequence[str]]


def _words(body: Body, payload: Body) -> Sequence[str]:
    return ()


def _tap(body: Body, payload: Body) -> Sequence[str]:
    reply = as_map(body.get(as_text(body.get("type"))))
    return ["Tapped", as_text(reply.get("description"))]


def _pressed(body: Body, payload: Body) -> Sequence[str]:
    return ["Tapped"]


def _file(body: Body, payload: Body) -> Sequence[str]:
    return [as_text(body.get("filename")), as_text(body.get("mime_type"))]


def _place(body: Body, payload: Body) -> Sequence[str]:
    return [f"Place {as_text(body.get('latitude'))}, {as_text(body.get('longitude'))}"]


def _order(body: Body, payload: Body) -> Sequence[str]:
    items = [as_map(item) for item in as_list(body.get("product_items"))]
    return [
        f"{as_text(item.get('quantity'))} × {as_text(item.get('product_retailer_id'))}"
        f" at {as_text(item.get('item_price'))} {as_text(item.get('currency'))}"
        for item in items
    ]


def _people(body: Body, payload: Body) -> Sequence[str]:
    return ["Contact"]


def _reaction(body: Body, payload: Body) -> Sequence[str]:
    return ["Reaction" if as_text(body.get("emoji")) else "Took the reaction back"]


INBOUND: dict[str, Reader] = {
    "text": _words,
    "system": _words,
    "interactive": _tap,
    "button": _pressed,
    "image": _file,
    "audio": _file,
    "video": _file,
    "document": _file,
    "sticker": _file,
    "location": _place,
    "order": _order,
    "contacts": _people,
    "reaction": _reaction,
}


def _unknown(message: Message) -> Sequence[str]:
    return [f"A message of kind “{message.kind}”: see its payload"]
