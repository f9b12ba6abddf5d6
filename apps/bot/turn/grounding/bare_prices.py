"""Prices without any sign of money: "Blue Mug - 1,200", "and the black one 900"."""

import re
from collections.abc import Iterator, Sequence

from apps.bot.turn.grounding.measures import Measure
from apps.bot.turn.grounding.mentions import Mention
from apps.bot.turn.grounding.segments import Stretch
from apps.bot.turn.money import MoneySpan
from apps.bot.turn.numbers import NumberSpan

_BEFORE = re.compile(
    r"[\s*_\"'):=·|@,-]*(?:(?:ones?|is|are|at|for|costs?|goes|ni|kwa|now|only|just|sasa|tu|inauzwa|zinauzwa|bei|price"
    r"|yake|its|you|get|it)[\s*_:=·@-]*)*"
)
_BEHIND = re.compile(
    r"[\s*_]*(?:$|[.,;!?)|·\n-](?!\d)|(?:each|only|tu|per|kila|and|na|now|for|while|but|net)\b)"
)
_TO = re.compile(r" ?(?:-|to|hadi|mpaka) ?")
_SMALLEST = 10


def bare_prices(
    shape: str,
    numbers: Sequence[NumberSpan],
    money: Sequence[MoneySpan],
    measures: Sequence[Measure],
    mentions: Sequence[Mention],
    currency: str,
) -> Iterator[MoneySpan]:
    """Numbers in digits right behind a name, an option or "1,500 bob to", and before nothing they could count."""
    blocked: list[Stretch] = [*money, *measures, *mentions]
    for number in numbers:
        if number.ordinal or number.value < _SMALLEST or not shape[number.start].isdigit():
            continue
        if any(span.start < number.end and number.start < span.end for span in blocked):
            continue
        if any(_TO.fullmatch(shape, span.end, number.start) for span in money):
            yield MoneySpan(number.start, number.end, number.value, currency)
            continue
        named = next((m for m in reversed(mentions) if m.end <= number.start), None)
        if named is None or not _BEHIND.match(shape, number.end):
            continue
        if _BEFORE.fullmatch(shape, named.end, number.start) and not _belongs(number, named):
            yield MoneySpan(number.start, number.end, number.value, currency)


def _belongs(number: NumberSpan, named: Mention) -> bool:
    """A figure of the thing itself ("iPhone 15 - 128"), unless that is its price too."""
    return any(number.value in known.numbers for known, _ in named.items)
