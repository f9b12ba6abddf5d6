"""Rows, buttons and lines that fit whatever a shop has called its things."""

from collections.abc import Iterable, Sequence

from apps.bot.turn.text import joined_within, shortened, unformatted
from apps.messaging.whatsapp.outgoing import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    Button,
    Buttons,
    List,
    Row,
    Section,
    Text,
)

NAME_LIMIT = 60
DETAIL_LIMIT = 160
# Leaves room for a greeting or a fact of the shop above it.
LINES_LIMIT = 850
NAMELESS = "–"
_SECTION_LIMIT = 24


def named(text: str, limit: int = NAME_LIMIT) -> str:
    return shortened(unformatted(text), limit) or NAMELESS


def bold(text: str) -> str:
    return f"*{named(text)}*"


def lines(parts: Sequence[str], limit: int = LINES_LIMIT) -> str:
    """As many as fit whole; the first is shortened if it must be."""
    present = [part for part in parts if part.strip()]
    if not present:
        return NAMELESS
    return joined_within([shortened(present[0], limit), *present[1:]], "\n", limit)


def row(row_id: str, title: str, *details: str) -> Row:
    full = unformatted(title)
    short = shortened(full, ROW_TITLE_LIMIT) or NAMELESS
    # A title that was cut is given whole where there is room.
    parts = [*details, full] if short != full else list(details)
    return Row(row_id, short, joined_within(parts, " · ", ROW_DESCRIPTION_LIMIT))


def button(button_id: str, title: str) -> Button:
    return Button(button_id, named(title, BUTTON_LIMIT))


def with_buttons(body: str, buttons: Iterable[Button], image_link: str = "") -> Buttons | Text:
    """Buttons under a text, of which no two may read alike; plain text where there are none."""
    # WhatsApp refuses two buttons of one title, and a picture by anything but a web address.
    distinct = tuple({one.title: one for one in buttons}.values())[:3]
    if not distinct:
        return Text(shortened(body, BODY_LIMIT))
    link = image_link if image_link.startswith(("https://", "http://")) else ""
    return Buttons(shortened(body, BODY_LIMIT), distinct, image_link=link)


def with_rows(body: str, label: str, sections: Sequence[tuple[str, Sequence[Row]]]) -> List | Text:
    filled = [(title, tuple(rows)) for title, rows in sections if rows]
    if not filled:
        return Text(shortened(body, BODY_LIMIT))
    return List(
        body=shortened(body, BODY_LIMIT),
        button=named(label, BUTTON_LIMIT),
        sections=tuple(Section(named(title, _SECTION_LIMIT), rows) for title, rows in filled),
    )
