"""Each kind of message, part by part, and what becomes of it when a part falls away."""

from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatch

from apps.bot.turn.grounding.parts import Mender
from apps.bot.turn.grounding.rows import mended_buttons, mended_rows
from apps.bot.turn.grounding.subject import Subject, of_all
from apps.bot.turn.grounding.tidying import says_something
from apps.bot.turn.types import Severity
from apps.messaging.whatsapp.outgoing import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    CAPTION_LIMIT,
    FOOTER_LIMIT,
    HEADER_LIMIT,
    SECTION_TITLE_LIMIT,
    TEXT_LIMIT,
    Buttons,
    Image,
    List,
    Outgoing,
    Section,
    Text,
)


@singledispatch
def mended(reply: Outgoing, mender: Mender) -> Outgoing | None:
    """The reply itself where all of it holds; None where nothing useful is left."""
    raise TypeError(f"cannot ground a {type(reply).__name__}: teach replies.py its parts")


def texts_of(reply: Outgoing) -> Iterator[str]:
    """All that a customer reads."""
    if isinstance(reply, Text):
        yield reply.body
    elif isinstance(reply, Image):
        yield reply.caption
    elif isinstance(reply, Buttons):
        yield from (reply.body, reply.footer, *(button.title for button in reply.buttons))
    else:
        yield from (reply.header, reply.body, reply.footer, reply.button)
        for section in reply.sections:
            yield section.title
            yield from (text for row in section.rows for text in (row.title, row.description))


@mended.register
def _(reply: Text, mender: Mender) -> Outgoing | None:
    body = mender.mend(reply.body, TEXT_LIMIT)
    if body == reply.body:
        return reply
    return replace(reply, body=body) if says_something(body) else None


@mended.register
def _(reply: Image, mender: Mender) -> Outgoing | None:
    if not reply.caption:
        return reply
    shown = [known for known in mender.world.known if known.product.image_url == reply.link and reply.link]
    caption = mender.mend(reply.caption, CAPTION_LIMIT, of_all(shown) if len(shown) == 1 else None)
    if caption == reply.caption:
        return reply
    misnamed = any(finding.kind == "name" for finding in mender.findings)
    if not says_something(caption):
        # The picture itself is the catalogue's, unless it was called something else.
        return None if misnamed else replace(reply, caption="")
    return replace(reply, caption=caption)


@mended.register
def _(reply: Buttons, mender: Mender) -> Outgoing | None:
    body = mender.mend(reply.body, BODY_LIMIT)
    about = mender.spoken_of(reply.body)
    buttons = tuple(mended_buttons(mender, reply.buttons, about))
    footer = mender.mend(reply.footer, FOOTER_LIMIT, about)
    if (body, buttons, footer) == (reply.body, reply.buttons, reply.footer):
        return reply
    if body != reply.body and not says_something(body, question_suffices=True):
        return None
    if buttons:
        return replace(reply, body=body, buttons=buttons, footer=footer)
    return Image(reply.image_link, body) if reply.image_link else Text(body)


@mended.register
def _(reply: List, mender: Mender) -> Outgoing | None:
    mender.world.shown = sum(len(section.rows) for section in reply.sections)
    about = mender.spoken_of(f"{reply.header}\n{reply.body}")
    header = mender.mend(reply.header, HEADER_LIMIT, about)
    body = mender.mend(reply.body, BODY_LIMIT)
    button = mender.mend(reply.button, BUTTON_LIMIT, about)
    footer = mender.mend(reply.footer, FOOTER_LIMIT, about)
    sections = tuple(_mended_sections(reply, mender, about))
    mender.world.shown = 0
    if (header, body, button, footer, sections) == (
        reply.header,
        reply.body,
        reply.button,
        reply.footer,
        reply.sections,
    ):
        return reply
    if not sections or not button:
        return Text(body) if says_something(body) else None
    if not body.strip():
        # The rows are what the list is for; a body is only required of it.
        body = header or button
    return replace(reply, header=header, body=body, button=button, footer=footer, sections=sections)


def _mended_sections(reply: List, mender: Mender, about: Subject) -> Iterator[Section]:
    """A section without rows goes; one without a title stays where it is the only one."""
    rows_of = [(section, tuple(mended_rows(mender, section.rows, about))) for section in reply.sections]
    kept = [(section, rows) for section, rows in rows_of if rows]
    for section, rows in kept:
        title = mender.mend(section.title, SECTION_TITLE_LIMIT, about)
        if not title and len(kept) > 1:
            mender.find("name", section.title, "a section cannot stand without its title", Severity.REMOVED)
            continue
        yield section if (title, rows) == (section.title, section.rows) else Section(title, rows)
