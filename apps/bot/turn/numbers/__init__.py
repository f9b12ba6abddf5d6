"""Numbers and positions in what people type, in digits and in words, English and Swahili."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from apps.bot.turn.numbers import english, ordinals, swahili
from apps.bot.turn.numbers.glyphs import plain
from apps.bot.turn.numbers.spans import NumberSpan
from apps.bot.turn.numbers.tokens import DIGITS, Tokens

__all__ = ["NumberSpan", "parse_numbers", "plain"]

_SCALES = swahili.SCALES.keys() | english.SCALES.keys()
_BEGINNINGS = swahili.BEGINNINGS | english.BEGINNINGS
# "2k bob", but not a 4K screen nor 14k gold.
_DIGITS = re.compile(
    rf"(?P<digits>{DIGITS})(?P<thousands> ?k\b(?! ?(?:tv|uhd|hdr|video|display|screen|monitor|resolution|(?:yellow |white |rose |solid )?gold|plated)))?"
)


def parse_numbers(text: str) -> list[NumberSpan]:
    """Every number in reading order, none overlapping: positions first, then words, then digits."""
    return list(_parsed(plain(text)))


# Several readers ask of the same text within one turn.
@lru_cache(maxsize=128)
def _parsed(shape: str) -> tuple[NumberSpan, ...]:
    tokens = Tokens(shape)
    found = [*ordinals.find(shape, tokens), *_in_words(tokens), *_in_digits(shape)]
    kept: list[NumberSpan] = []
    taken = bytearray(len(shape))
    for span in sorted(found, key=lambda span: (not span.ordinal, -(span.end - span.start))):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def _in_words(tokens: Tokens) -> Iterator[NumberSpan]:
    index = 0
    while index < len(tokens):
        read = (
            (swahili.read(tokens, index) or english.read(tokens, index)) if _begins(tokens, index) else None
        )
        if read is None:
            index += 1
            continue
        value, behind = read
        yield NumberSpan(tokens.items[index].start, tokens.items[behind - 1].end, value)
        index = behind


def _begins(tokens: Tokens, index: int) -> bool:
    """Whether a number in words may begin here; most words are none, and reading them all costs most."""
    if tokens.digits(index) is not None:
        return tokens.word(index + 1) in _SCALES
    return tokens.word(index) in _BEGINNINGS


def _in_digits(shape: str) -> Iterator[NumberSpan]:
    for found in _DIGITS.finditer(shape):
        value = Decimal(found["digits"].replace(",", ""))
        yield NumberSpan(found.start(), found.end(), value * 1000 if found["thousands"] else value)
