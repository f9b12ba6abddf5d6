"""Rows and buttons: what a tap promises. Their ids say which product they stand for and are never touched."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.parts import Mender
from apps.bot.turn.grounding.subject import Subject, of
from apps.bot.turn.grounding.vocabulary import COLOUR_NAMES, says_nothing
from apps.bot.turn.grounding.words import Word, words_of
from apps.bot.turn.numbers import plain
from apps.bot.turn.text import shortened
from apps.bot.turn.types import Severity
from apps.messaging.whatsapp.outgoing import (
    BUTTON_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    Button,
    Row,
)

_ID_PARTS = re.compile(r"[:/|,;#\s]+")


def mended_rows(mender: Mender, rows: tuple[Row, ...], about: Subject) -> Iterator[Row]:
    for row in rows:
        meant = _meant_by(mender, row.id)
        title = _mended_title(mender, row.title, meant, about, ROW_TITLE_LIMIT)
        if title:
            subject = meant or _spoken_of(mender, title, about)
            description = (
                mender.mend(row.description, ROW_DESCRIPTION_LIMIT, subject) if row.description else ""
            )
            yield replace(row, title=title, description=description)


def mended_buttons(mender: Mender, buttons: tuple[Button, ...], about: Subject) -> Iterator[Button]:
    titles: set[str] = set()
    for button in buttons:
        meant = _meant_by(mender, button.id)
        title = mender.mend(button.title, BUTTON_LIMIT, meant or about)
        if title and title not in titles:
            titles.add(title)
            yield replace(button, title=title)


def _meant_by(mender: Mender, id: str) -> Subject | None:
    """The product or variant whose id or retailer id stands in a row's id; a variant's says more."""
    found = [mender.world.by_id[part] for part in _ID_PARTS.split(id.lower()) if part in mender.world.by_id]
    return Subject((max(found, key=lambda item: item[1] is not None),), named=True) if found else None


def _spoken_of(mender: Mender, title: str, about: Subject) -> Subject:
    """By the names in a title, or by the options in it ("Red / 42") of what the list is about."""
    mentions = mender.world.index.mentions(title)
    names = [mention for mention in mentions if not mention.option and not mention.part]
    options = [mention for mention in mentions if mention.option]
    return of(names, options, about) if names or options else about


def _named_by(mender: Mender, title: str) -> Subject | None:
    """Whole or cut names, or two and more words of one."""
    mentions = mender.world.index.mentions(title)
    items = tuple(dict.fromkeys(item for m in mentions if not m.option and not m.part for item in m.items))
    return Subject(items, named=True) if items else None


def _mended_title(mender: Mender, title: str, meant: Subject | None, about: Subject, limit: int) -> str:
    if meant is not None and _is_own_words(title, meant):
        return title
    if _says_only_plain(mender, title):
        return mender.mend(title, limit, meant or about)
    if meant is not None:
        known, only = meant.items[0]
        if _fits(mender, title, known, only):
            return mender.mend(title, limit, meant)
        label = next((v.label for v in known.product.variants if only and v.id in only), "")
        true = shortened(label if label and _is_label(mender, title) else known.product.name, limit)
        mender.find("name", title, f"the row stands for {known.product.name}", Severity.REPLACED)
        return true
    named = _named_by(mender, title)
    ours = named is not None and any(known.meant for known in named.products)
    if not ours and (named is not None or not _is_explained(mender, title, about)):
        mender.find("name", title, "the row names no product of this reply", Severity.REMOVED)
        return ""
    return mender.mend(title, limit, named or about)


def _is_own_words(title: str, meant: Subject) -> bool:
    """The catalogue's own name of the thing, whole or cut short, needs no further look."""
    known, only = meant.items[0]
    labels = [variant.label for variant in known.variants(only)] if only else []
    said = title.rstrip("… ")
    return len(said) > 2 and any(
        own == title or own.startswith(f"{said} ") for own in (known.product.name, *labels)
    )


def _says_only_plain(mender: Mender, title: str) -> bool:
    """ "View more", "KES 500 - 1,000": nothing that could be a name or an option."""
    plainly = all(word.is_figure or says_nothing(word) for word in words_of(plain(title)))
    return plainly and not mender.world.index.mentions(title)


def _fits(mender: Mender, title: str, known: Known, only: frozenset[UUID] | None) -> bool:
    mentions = mender.world.index.mentions(title)
    whole = [m for m in mentions if not m.option and not m.part]
    if whole and not any(other is known for m in whole for other, _ in m.items):
        return False
    chosen = [ids for m in mentions if m.option for other, ids in m.items if other is known and ids]
    if only and any(not only <= ids for ids in chosen):
        return False
    begins = plain(known.product.name).startswith(plain(title).rstrip(" …."))
    return begins or all(_is_word_of(known, word) for word in words_of(plain(title).replace("…", "")))


def _is_word_of(known: Known, word: Word) -> bool:
    if says_nothing(word) or word.is_figure or known.explains(word.stem):
        return True
    # The last word of a title may be cut short.
    return any(stem.startswith(word.stem) for stem in known.name)


def _is_explained(mender: Mender, title: str, about: Subject) -> bool:
    world = mender.world
    words = [word for word in words_of(plain(title)) if not says_nothing(word) and not word.is_figure]
    stems = [word.stem for word in words if word.stem not in COLOUR_NAMES]
    if any(all(known.explains(stem) for stem in stems) for known in about.products):
        return True
    return all(stem in world.shop_stems or world.is_category_word(stem) for stem in stems)


def _is_label(mender: Mender, title: str) -> bool:
    return any(mention.option for mention in mender.world.index.mentions(title))
