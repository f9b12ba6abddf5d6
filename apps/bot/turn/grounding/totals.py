"""What several things may cost together, and by how much two prices may differ."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span, Stretch
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.numbers import NumberSpan
from apps.catalog.facts import VariantFacts

_TIMES = re.compile(
    r"(?<![^\W_])[x×] ?(\d{1,3})(?![\d.,]\d|[^\W_])|\b(?:qty|quantity|idadi|kiasi)[ :=]*(\d{1,3})\b"
)
_SOLD = re.compile(
    r"[\s*_]*(?:(?P<times>(?:[x×]|(?:for|pcs|would be|will be|would cost|will cost|costs?|comes? to|make|are|ni|zitakuwa)\b"
    r"|(?:pairs?|pieces?|packs?|units?|sets?|items?)\b(?: of\b)?)[\s*_]*)|(?:of\b|the\b|our\b|[\s*_])*)"
)
_THE = re.compile(r"\b(?:the|these|those|other|hizi|hizo) $")
_PAIR = re.compile(r"\b(?:both|the pair|zote mbili|yote mawili|vyote viwili)\b")
_MOST_PIECES = 999
# Sums over more lines than these are a cart's business, whose total comes as one of the evidence's numbers.
_MOST_LINES = 10


def quantities(reading: Reading, span: Span) -> frozenset[Decimal]:
    """How many pieces the stretch may speak of, one apart."""
    if span not in reading.pieces:
        reading.pieces[span] = _quantities(reading, span)
    return reading.pieces[span]


def _quantities(reading: Reading, span: Span) -> frozenset[Decimal]:
    counted = {
        number.value
        for number in reading.numbers
        if span.holds(number.start, number.end)
        and not number.ordinal
        and 1 < number.value <= _MOST_PIECES
        and number.value == number.value.to_integral_value()
        and not _is_other(reading, number.start, number.end)
        and not reading.is_answered(number.start, number.end)
    }
    times = _TIMES.findall(reading.shape, span.start, span.end)
    counted |= {Decimal(left or right) for left, right in times}
    counted |= {Decimal(2)} if _PAIR.search(reading.shape, span.start, span.end) else set()
    return frozenset(counted - {Decimal(1)})


def sold_together(reading: Reading, span: Span) -> frozenset[Decimal]:
    """Pieces that a plain amount stands for: "2 x Blue Mug", "Blue Mug x2", "3 for KES 900", "2 Blue Mugs"."""
    counted = quantities(reading, span)
    if not counted:
        return counted
    names = {mention.start for mention in reading.mentions if not mention.option}
    return frozenset(
        count
        for count in counted
        if any(_counts(reading, number, names) for number in reading.numbers if number.value == count)
        or f"x{count}" in reading.say(span).replace("×", "x").replace(" ", "")
    )


def _counts(reading: Reading, number: NumberSpan, names: set[int]) -> bool:
    behind = _SOLD.match(reading.shape, number.end)
    return behind is not None and (bool(behind["times"]) or behind.end() in names)


def _is_other(reading: Reading, start: int, end: int) -> bool:
    spans: list[Stretch] = [
        *reading.money,
        *(m for m in reading.measures if m.kind != "pieces"),
        *(m for m in reading.mentions if not m.part),
    ]
    of_those_named = _THE.search(reading.shape[max(0, start - 8) : start])
    return bool(of_those_named) or any(span.start < end and start < span.end for span in spans)


def totals(
    subject: Subject,
    pieces: frozenset[Decimal],
    lines: Iterable[Decimal] = (),
    fees: Iterable[Decimal] = (),
) -> frozenset[Decimal]:
    """`lines` are amounts already found true in this text; `pieces` how many of one thing may be meant.

    `fees` may come on top, one of them.
    """
    prices = subject.prices
    found = {price * count for price in prices for count in pieces or {Decimal(1)}}
    borne = list(lines)
    found |= {sum(borne[first:], Decimal(0)) for first in range(len(borne))} if borne else set()
    if 1 < len(subject.items) <= _MOST_LINES:
        cheapest = [min(v.price for v in known.variants(only)) for known, only in subject.items]
        found.add(sum(cheapest, Decimal(0)))
    return frozenset(found | {total + fee for total in found for fee in fees})


def savings(variants: Iterable[VariantFacts]) -> frozenset[Decimal]:
    return frozenset(
        variant.compare_at_price - variant.price
        for variant in variants
        if variant.compare_at_price is not None and variant.compare_at_price > variant.price
    )


def differences(subject: Subject) -> frozenset[Decimal]:
    return frozenset(high - low for low, high in combinations(subject.prices, 2))


def shares_off(variants: Iterable[VariantFacts]) -> list[Decimal]:
    """By how many percent each price is below the one before, unrounded, each once."""
    return sorted(
        {
            (variant.compare_at_price - variant.price) * 100 / variant.compare_at_price
            for variant in variants
            if variant.compare_at_price is not None and variant.compare_at_price > variant.price
        }
    )
