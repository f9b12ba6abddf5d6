"""A wish as a short text: what a "More" row carries, and what a conversation remembers of the last search."""

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import parse_qs, urlencode

from apps.bot.turn.text import cleaned
from apps.catalog.facts import ProductQuery

_OPTIONS_SEPARATOR = "|"
_ORDERS = frozenset({"relevance", "price", "-price"})
LONGEST_REMEMBERED = 500
LONGEST_READ = 1_000
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)


def encode(query: ProductQuery) -> str:
    """Only what was wished for; limit and offset are left out."""
    fields = {
        "w": query.words,
        "c": query.category,
        "a": "" if query.price_min is None else f"{query.price_min:f}",
        "b": "" if query.price_max is None else f"{query.price_max:f}",
        "o": _OPTIONS_SEPARATOR.join(query.options),
        "s": "1" if query.in_stock_only else "",
        "d": "1" if query.reduced_only else "",
        "r": query.order if query.order != "relevance" else "",
    }
    return urlencode({name: value for name, value in fields.items() if value})


def remembered(query: ProductQuery, *, shown_until: int) -> str:
    """With the position up to which products were shown, so that a typed "more" goes on from there."""
    text = _fitted(query)
    return f"{text}&n={shown_until}" if text else f"n={shown_until}"


def _fitted(query: ProductQuery) -> str:
    """Words give way first: a wish cut in the middle would lose its price."""
    for longest in (len(query.words), 80, 20, 0):
        text = encode(replace(query, words=query.words[:longest], options=query.options[:6]))
        if len(text) <= LONGEST_REMEMBERED:
            return text
    return ""


def decode(text: str) -> tuple[ProductQuery, int]:
    """The wish and the position it was shown up to. What cannot be read is left out: customers may forge ids."""
    fields = {name: values[-1] for name, values in parse_qs(cleaned(text)[:LONGEST_READ]).items()}
    order = fields.get("r", "relevance")
    query = ProductQuery(
        words=fields.get("w", ""),
        category=fields.get("c", ""),
        price_min=_amount(fields.get("a", "")),
        price_max=_amount(fields.get("b", "")),
        options=tuple(filter(None, fields.get("o", "").split(_OPTIONS_SEPARATOR))),
        in_stock_only=fields.get("s") == "1",
        reduced_only=fields.get("d") == "1",
        order=order if order in _ORDERS else "relevance",
    )
    return query, position(fields.get("n", ""))


def position(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


def is_empty(query: ProductQuery) -> bool:
    return not encode(query)
