"""Messages a shop sends, as values that know WhatsApp's limits and their own Graph payload.

Source of the limits: Meta, "Interactive list messages" and "Interactive reply buttons" (November 2025);
where mirrors disagree the smaller figure holds.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

BODY_LIMIT = 1024
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
HEADER_LIMIT = 60
FOOTER_LIMIT = 60
BUTTON_LIMIT = 20
BUTTONS_LIMIT = 3
ROW_TITLE_LIMIT = 24
ROW_DESCRIPTION_LIMIT = 72
ROW_ID_LIMIT = 200
ROWS_LIMIT = 10
SECTION_TITLE_LIMIT = 24


class OverLimit(ValueError):
    def __init__(self, *, part: str, limit: int, length: int) -> None:
        super().__init__(f"{part} has {length}, WhatsApp takes 1 to {limit}")


def _within(part: str, size: int, limit: int) -> None:
    if not 1 <= size <= limit:
        raise OverLimit(part=part, limit=limit, length=size)


@dataclass(frozen=True, slots=True)
class Text:
    kind: ClassVar[str] = "text"
    body: str

    def __post_init__(self) -> None:
        _within("text", len(self.body), TEXT_LIMIT)

    def payload(self) -> dict[str, Any]:
        return {"type": "text", "text": {"body": self.body, "preview_url": False}}


@dataclass(frozen=True, slots=True)
class Image:
    kind: ClassVar[str] = "image"
    link: str
    caption: str = ""

    def __post_init__(self) -> None:
        if self.caption:
            _within("image caption", len(self.caption), CAPTION_LIMIT)

    def payload(self) -> dict[str, Any]:
        image = {"link": self.link} | ({"caption": self.caption} if self.caption else {})
        return {"type": "image", "image": image}


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    title: str

    def __post_init__(self) -> None:
        _within("button id", len(self.id), 256)
        _within("button title", len(self.title), BUTTON_LIMIT)


@dataclass(frozen=True, slots=True)
class Buttons:
    """One to three taps under a text, with a picture on top where `image_link` is given."""

    kind: ClassVar[str] = "buttons"
    body: str
    buttons: tuple[Button, ...]
    image_link: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        _within("body", len(self.body), BODY_LIMIT)
        _within("number of buttons", len(self.buttons), BUTTONS_LIMIT)
        if self.footer:
            _within("footer", len(self.footer), FOOTER_LIMIT)
        if len({button.title for button in self.buttons}) < len(self.buttons):
            raise OverLimit(part="buttons of the same title", limit=1, length=len(self.buttons))

    def payload(self) -> dict[str, Any]:
        replies = [{"type": "reply", "reply": {"id": b.id, "title": b.title}} for b in self.buttons]
        interactive: dict[str, Any] = {
            "type": "button",
            "body": {"text": self.body},
            "action": {"buttons": replies},
        }
        if self.image_link:
            interactive["header"] = {"type": "image", "image": {"link": self.image_link}}
        if self.footer:
            interactive["footer"] = {"text": self.footer}
        return {"type": "interactive", "interactive": interactive}


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    title: str
    description: str = ""

    def __post_init__(self) -> None:
        _within("row id", len(self.id), ROW_ID_LIMIT)
        _within("row title", len(self.title), ROW_TITLE_LIMIT)
        if self.description:
            _within("row description", len(self.description), ROW_DESCRIPTION_LIMIT)

    def payload(self) -> dict[str, str]:
        extra = {"description": self.description} if self.description else {}
        return {"id": self.id, "title": self.title} | extra


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A list message: at most ten rows over all its sections."""

    kind: ClassVar[str] = "list"
    body: str
    button: str
    sections: tuple[Section, ...]
    header: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        _within("body", len(self.body), BODY_LIMIT)
        _within("list button", len(self.button), BUTTON_LIMIT)
        _within("number of rows", sum(len(section.rows) for section in self.sections), ROWS_LIMIT)
        if self.header:
            _within("header", len(self.header), HEADER_LIMIT)
        if self.footer:
            _within("footer", len(self.footer), FOOTER_LIMIT)
        for section in self.sections:
            _within("rows of a section", len(section.rows), ROWS_LIMIT)
            if len(self.sections) > 1:
                _within("section title", len(section.title), SECTION_TITLE_LIMIT)

    def payload(self) -> dict[str, Any]:
        sections = [{"title": s.title, "rows": [row.payload() for row in s.rows]} for s in self.sections]
        interactive: dict[str, Any] = {
            "type": "list",
            "body": {"text": self.body},
            "action": {"button": self.button, "sections": sections},
        }
        if self.header:
            interactive["header"] = {"type": "text", "text": self.header}
        if self.footer:
            interactive["footer"] = {"text": self.footer}
        return {"type": "interactive", "interactive": interactive}


Outgoing = Text | Image | Buttons | List
