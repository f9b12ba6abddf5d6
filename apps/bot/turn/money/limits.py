"""The price bounds in a customer's wish: "under 2000", "kati ya 500 na 900", "around 1k"."""

import re
from decimal import Decimal
from itertools import pairwise

from apps.bot.turn.money import cues
from apps.bot.turn.money.amounts import MoneySpan, parse_money
from apps.bot.turn.numbers import parse_numbers, plain

Limits = tuple[Decimal | None, Decimal | None]

_MOST = (
    r"under|below|less than|lower than|at most|max(?:imum)?|up to|upto|cheaper than"
    r"|no(?:t)? more than|within|not over"
    r"|not above|budget|bajeti|chini ya|isiyozidi|zisizozidi|isizidi|zisizidi|usiozidi|hadi|mpaka"
    r"|si zaidi ya|ndani ya"
)
_LEAST = (
    r"over|above|more than|greater than|higher than|at least|min(?:imum)?|starting (?:from|at)"
    r"|not (?:under|below|less than)"
    r"|from|zaidi ya|juu ya|si chini ya|isiyopungua|zisizopungua|kuanzia|angalau"
)
_ABOUT = r"around|about|roughly|approximately|approx\.?|circa|near|kama|karibu(?: na)?|takriban|[~≈]"
# What somebody has is what they can spend, if it is enough to be money.
_OWN = r"nina|niko na|tuna|i (?:only )?have|i've(?: only)? got|i got|with only"
_LEAST_OWNED = 50
_LEAD = r"(?: ?(?:of|is|ya|ni|yangu|my|a|the|kwa|bei|bei ya|price|[:=-]))* ?$"
_CUES = re.compile(
    rf"(?:(?P<own>\b(?:{_OWN}))|(?P<least>\b(?:{_LEAST}))|(?P<most>\b(?:{_MOST}))|(?P<about>(?:\b|(?=[~≈]))(?:{_ABOUT}))){_LEAD}"
)
_BEHIND = re.compile(
    r" ?(?:(?P<most>or less|or below|or under|and below|max|na chini|au chini|kushuka|budget)"
    r"|(?P<least>or more|and above|or above|\+|and up|upwards|na zaidi|au zaidi|kwenda juu|na kuendelea))"
)
_TO = re.compile(r" ?(?:-|to|hadi|mpaka) ?")
_AND = re.compile(r" ?(?:-|to|and|na|hadi|mpaka) ?")
_BETWEEN = re.compile(r"\b(?:between|kati ya|from|kuanzia|kutoka)(?: bei ya)? ?$")
_AROUND = Decimal("0.2")


def parse_price_limits(text: str, currency: str) -> Limits:
    """(lowest, highest), either None where not said; "around" means 20 % to both sides."""
    shape = plain(text)
    amounts = _amounts(text, shape, currency)
    for low, high in pairwise(amounts):
        if _is_range(shape, low, high):
            return min(low.amount, high.amount), max(low.amount, high.amount)
    least: Decimal | None = None
    most: Decimal | None = None
    for amount in amounts:
        at_least, at_most = _bound(shape, amount)
        least = least if at_least is None else at_least
        most = most if at_most is None else at_most
    return least, most


def _amounts(text: str, shape: str, currency: str) -> list[MoneySpan]:
    """Money as such, and bare numbers that measure nothing else."""
    money = parse_money(text, currency)
    bare = [
        MoneySpan(number.start, number.end, number.value, currency)
        for number in parse_numbers(text)
        if not number.ordinal
        and not cues.has_unit(shape, number.end)
        and not any(number.start < span.end and span.start < number.end for span in money)
    ]
    return sorted([*money, *bare], key=lambda span: span.start)


def _is_range(shape: str, low: MoneySpan, high: MoneySpan) -> bool:
    gap = shape[low.end : high.start]
    if _BETWEEN.search(shape[: low.start]):
        return _AND.fullmatch(gap) is not None
    # "size 40-42" is no price: without "between" both ends must be worth asking for.
    return _TO.fullmatch(gap) is not None and low.amount >= 50 and low.amount < high.amount


def _bound(shape: str, span: MoneySpan) -> Limits:
    found = _CUES.search(shape[: span.start])
    if found is None:
        behind = _BEHIND.match(shape, span.end)
        if behind is None:
            return None, None
        return (span.amount, None) if behind["least"] else (None, span.amount)
    if found["own"]:
        return (None, span.amount) if span.amount >= _LEAST_OWNED else (None, None)
    if found["about"]:
        return span.amount * (1 - _AROUND), span.amount * (1 + _AROUND)
    return (span.amount, None) if found["least"] else (None, span.amount)
