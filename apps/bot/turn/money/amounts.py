"""Finding amounts: a number beside a sign of money, or one that the words around it make a price."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.bot.turn.money import cues
from apps.bot.turn.money.currencies import Sign, find_signs, without_signs
from apps.bot.turn.numbers import NumberSpan, parse_numbers, plain

# Thousands parted by a space: only beside a sign or a price word, or "iPhone 15 128" would be one number.
_SPACED = re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?![\d,])(?:\.\d+)?")
_RANGE = re.compile(r" ?(?:-|to|hadi|mpaka) ?")
_RANGE_BETWEEN = re.compile(r" ?(?:and|na) ?")
_SWAHILI_SCALE = re.compile(r"\b(?:elfu|alfu|thao|ngiri|laki|milioni|mia|soo)\b")


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """`approximate` where the text says "about" or "kama"; `start` and `end` include the currency's sign."""

    start: int
    end: int
    amount: Decimal
    currency: str
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    shape: str
    signs: list[Sign]
    numbers: list[NumberSpan]
    currency: str

    def between(self, left: int, right: int) -> str:
        return self.shape[left:right]


def parse_money(text: str, currency: str) -> list[MoneySpan]:
    """Every amount in reading order; `currency` is the shop's, meant where the text names none.

    A bare number counts only in words of a hundred and more ("elfu moja"), with "k", at the other end of
    a range, or where the words before it speak of a price.
    """
    shape = plain(text)
    signs = find_signs(shape)
    blank = without_signs(shape, signs)
    reading = _Reading(shape, signs, list(_numbers(blank, shape, signs)), currency)
    spans: list[MoneySpan] = []
    for index, number in enumerate(reading.numbers):
        span = _signed(reading, index) or _range_end(reading, number, spans) or _bare(reading, number)
        if span is not None:
            start = _range_start(reading, index, span)
            spans += [start, span] if start and (not spans or spans[-1].end <= start.start) else [span]
    return [replace(span, approximate=cues.is_approximate(shape, span.start)) for span in spans]


def _numbers(blank: str, shape: str, signs: list[Sign]) -> Iterator[NumberSpan]:
    spaced = [found for found in _SPACED.finditer(blank) if _stands_by_price(found, shape, signs)]
    for found in spaced:
        yield NumberSpan(found.start(), found.end(), Decimal(found.group().replace(" ", "")))
    for number in parse_numbers(blank):
        inside = any(found.start() < number.end and number.start < found.end() for found in spaced)
        if not inside and not number.ordinal:
            yield number


def _stands_by_price(found: re.Match[str], shape: str, signs: list[Sign]) -> bool:
    behind = found.end() + shape.startswith(" ", found.end())
    return (
        any(sign.leads and sign.reach == found.start() for sign in signs)
        or any(sign.start in (found.end(), behind) for sign in signs)
        or cues.price_word_before(shape, found.start())
    )


def _signed(reading: _Reading, index: int) -> MoneySpan | None:
    number = reading.numbers[index]
    before = next((s for s in reading.signs if s.reach == number.start and _leads(reading, s)), None)
    behind = _sign_behind(reading, number)
    sign = before or behind
    if sign is None:
        return None
    code = sign.code or (behind.code if behind else "") or reading.currency
    start = before.start if before else number.start
    return MoneySpan(start, behind.end if behind else number.end, number.value, code)


def _leads(reading: _Reading, sign: Sign) -> bool:
    """ "1,200 KES. 9 are left": behind an amount and before a full stop, the sign belongs to what it follows."""
    ends = sign.start - reading.shape.endswith(" ", 0, sign.start)
    closes = ". " in reading.between(sign.end, sign.reach) and any(n.end == ends for n in reading.numbers)
    return sign.leads and not closes


def _sign_behind(reading: _Reading, number: NumberSpan) -> Sign | None:
    space = number.end + reading.shape.startswith(" ", number.end)
    sign = next((s for s in reading.signs if s.start in (number.end, space)), None)
    if sign is None:
        return None
    # "Nokia 105 KES 2,500": the sign leads the number behind it.
    taken = _leads(reading, sign) and any(other.start == sign.reach for other in reading.numbers)
    return None if taken else sign


def _bare(reading: _Reading, number: NumberSpan) -> MoneySpan | None:
    shape, words = reading.shape, reading.shape[number.start : number.end]
    if cues.has_unit(shape, number.end):
        return None
    said = words[0].isalpha() or " " in words
    meant = (
        words.endswith("k")
        or (said and number.value >= 100 and (_SWAHILI_SCALE.search(words) or cues.closed(shape, number.end)))
        or cues.price_word_before(shape, number.start)
        or (number.value >= 10 and cues.sold_for(shape, number.start, number.end))
    )
    return MoneySpan(number.start, number.end, number.value, reading.currency) if meant else None


def _range_end(reading: _Reading, number: NumberSpan, spans: list[MoneySpan]) -> MoneySpan | None:
    """ "KES 900 - 1,200": the second end carries the sign of the first."""
    if not spans or cues.has_unit(reading.shape, number.end):
        return None
    low = spans[-1]
    if _joins(reading, low.start, low.end, number.start) and low.amount < number.value <= low.amount * 20:
        return MoneySpan(number.start, number.end, number.value, low.currency)
    return None


def _range_start(reading: _Reading, index: int, high: MoneySpan) -> MoneySpan | None:
    """ "900 - 1,200 bob": the first end takes the sign of the second."""
    if index == 0:
        return None
    low = reading.numbers[index - 1]
    signed_itself = high.start < reading.numbers[index].start
    if signed_itself or not _joins(reading, low.start, low.end, high.start):
        return None
    if not low.value < high.amount <= low.value * 20:
        return None
    return MoneySpan(low.start, low.end, low.value, high.currency)


def _joins(reading: _Reading, start: int, end: int, following: int) -> bool:
    gap = reading.between(end, following)
    if _RANGE.fullmatch(gap):
        return True
    between = reading.shape[:start].rstrip().endswith(("between", "kati ya"))
    return between and _RANGE_BETWEEN.fullmatch(gap) is not None
