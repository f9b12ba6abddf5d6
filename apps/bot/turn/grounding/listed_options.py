"""Options that a card lists line by line ("Only 3 left", "Colour: Brown", "Size: 40"): they say of which it speaks."""

from collections.abc import Iterator
from uuid import UUID

from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.mentions import Item
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject


def as_listed(reading: Reading, subject: Subject, place: int) -> Subject:
    """The subject in the options that are listed with it around `place`; as it is where none are.

    What a text says beside its claim ("the red one") is nearer than a list, so that a subject which is
    narrowed already stays so.
    """
    if not subject.is_one or "\n" not in reading.shape:
        return subject
    listed = list(_lines_with_it(reading, place))
    return Subject(tuple(_narrowed(item, listed) for item in subject.items), subject.named)


def _lines_with_it(reading: Reading, place: int) -> Iterator[str]:
    """The lines from the name before `place` to the next name behind it."""
    names = [m for m in reading.mentions if not m.option and not m.part]
    begin = max((name.end for name in names if name.end <= place), default=0)
    end = min((name.start for name in names if name.start >= place), default=len(reading.shape))
    return (line.strip() for line in reading.shape[begin:end].splitlines())


def _narrowed(item: Item, lines: list[str]) -> Item:
    known, only = item
    if only is not None:
        return item
    listed = [ids for ids in (known.listed(line) for line in lines) if ids is not None]
    return (known, _together(known, listed) or only)


def _together(known: Known, listed: list[frozenset[UUID]]) -> frozenset[UUID]:
    every = frozenset(variant.id for variant in known.product.variants)
    return every.intersection(*listed)
