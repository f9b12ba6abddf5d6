"""Single fields of a file: read strictly, refused with a reason that names the field."""

import re
from collections.abc import Iterable
from decimal import Decimal

from apps.catalog.models import (
    CATEGORY_NAME_LENGTH,
    CATEGORY_SLUG_LENGTH,
    HANDLE_LENGTH,
    NAME_LENGTH,
    SKU_LENGTH,
)
from apps.catalog.services.import_rows import BadValue
from apps.catalog.text import plain, slug

LARGEST_PRICE = Decimal("9999999999.99")
LARGEST_STOCK = 2_147_483_647
LONGEST_NUMBER = 40
SHORT_LENGTH = 100
MARKUP_AT_MOST = 10  # times the plain text's own limit
CENT = Decimal("0.01")

PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
GROUPED_BY_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})", re.ASCII)

YES = frozenset({"1", "true", "yes", "y", "active", "published"})
LIMITS = {
    "name": NAME_LENGTH,
    "title": NAME_LENGTH,
    "handle": HANDLE_LENGTH,
    "sku": SKU_LENGTH,
    "retailer id": HANDLE_LENGTH,
    "description": 20_000,
    "vendor": 150,
    "category": CATEGORY_NAME_LENGTH,
    "tag": SHORT_LENGTH,
    "option name": SHORT_LENGTH,
    "option": SHORT_LENGTH,
    "attribute": SHORT_LENGTH,
    "attribute value": 500,
    "alt": 300,
    "link": 2_000,
    "image": 2_000,
}


def text(value: str, field: str) -> str:
    """Plain text of a field; markup is taken off, a leading = or @ stays what it is: text."""
    limit = LIMITS[field]
    if len(value) > limit * MARKUP_AT_MOST:
        raise BadValue(f"{field} is too long: {len(value)} characters with its markup")
    cleaned = plain(value)
    if len(cleaned) > limit:
        raise BadValue(f"{field} is too long: {len(cleaned)} characters, at most {limit}")
    return cleaned


def required(value: str, field: str) -> str:
    cleaned = text(value, field)
    if not cleaned:
        raise BadValue(f"{field} is missing")
    return cleaned


def handle(value: str) -> str:
    return required(value, "handle")


def price(value: str, field: str = "price") -> Decimal:
    if not value.strip():
        raise BadValue(f"{field} is missing")
    amount = _number(value.strip(), field)
    if amount < 0:
        raise BadValue(f"{field} is negative: {amount}")
    if amount > LARGEST_PRICE:
        raise BadValue(f"{field} is too large: {amount}")
    if amount != amount.quantize(CENT):
        raise BadValue(f"{field} has more than two decimals: {amount}")
    return amount.quantize(CENT)


def optional_price(value: str, field: str) -> Decimal | None:
    """None for an empty field and for 0, which exports write where there is none."""
    amount = price(value, field) if value.strip() else Decimal(0)
    return amount or None


def stock(value: str, field: str = "stock") -> int | None:
    """None for an empty field. Oversold stock (below zero) is as good as none."""
    if not value.strip():
        return None
    amount = _number(value.strip(), field)
    if amount > LARGEST_STOCK:
        raise BadValue(f"{field} is too large: {amount}")
    if amount < 0:
        return 0
    if amount != amount.to_integral_value():
        raise BadValue(f"{field} is not a whole number: {amount}")
    return int(amount)


def place(value: str) -> int:
    """A position for sorting; whatever is no number comes last."""
    return int(value) if re.fullmatch(r"-?\d{1,9}", value, re.ASCII) else LARGEST_STOCK


def _number(value: str, field: str) -> Decimal:
    """A comma is taken where it can be read in one way only: 12,50 and 1,250.00, but not 1,250."""
    if len(value) > LONGEST_NUMBER:
        raise BadValue(f"{field} is not a number: {value[:LONGEST_NUMBER]!r}…")
    if GROUPED.fullmatch(value):
        value = value.replace(",", "")
    elif GROUPED_BY_POINTS.fullmatch(value):
        value = value.replace(".", "").replace(",", ".")
    elif DECIMAL_COMMA.fullmatch(value):
        value = value.replace(",", ".")
    elif "," in value:
        raise BadValue(f"{field} can be read in two ways: {value!r}; write it without a comma")
    if not PLAIN_NUMBER.fullmatch(value):
        raise BadValue(f"{field} is not a number: {value!r}")
    return Decimal(value)


def listed(values: Iterable[str], field: str) -> tuple[str, ...]:
    """The parts of a list in one field, each once."""
    parts = (text(part, field) for part in values)
    return tuple(dict.fromkeys(part for part in parts if part))


def category_path(names: Iterable[str]) -> tuple[str, ...]:
    """Names from the top down; a part without a letter or digit is left out."""
    path = tuple(part for part in (text(name, "category") for name in names) if slug(part))
    if len(category_slug(path)) > CATEGORY_SLUG_LENGTH:
        raise BadValue(f"category path is too long: at most {CATEGORY_SLUG_LENGTH} characters")
    return path


def category_slug(path: tuple[str, ...]) -> str:
    return "/".join(slug(part) for part in path)


def currency(value: str) -> str:
    code = value.strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadValue(f"currency is not a three-letter code: {value.strip()[:20]!r}")
    return code
