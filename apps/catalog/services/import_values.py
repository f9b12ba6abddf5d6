"""Single fields of a file: read strictly, refused with a reason that names the field."""

from decimal import Decimal, InvalidOperation

from apps.catalog.models import HANDLE_LENGTH, NAME_LENGTH, SKU_LENGTH
from apps.catalog.text import plain, slug

LARGEST_PRICE = Decimal("9999999999.99")
LARGEST_STOCK = 2_147_483_647
DESCRIPTION_LENGTH = 20_000
SHORT_LENGTH = 100
LINK_LENGTH = 2_000
CATEGORY_LENGTH = 150
CATEGORY_SLUG_LENGTH = 190
CENT = Decimal("0.01")

YES = frozenset({"1", "true", "yes", "y", "active", "published"})
LIMITS = {
    "name": NAME_LENGTH,
    "handle": HANDLE_LENGTH,
    "sku": SKU_LENGTH,
    "retailer id": HANDLE_LENGTH,
    "description": DESCRIPTION_LENGTH,
    "vendor": CATEGORY_LENGTH,
    "category": CATEGORY_LENGTH,
    "category path": CATEGORY_SLUG_LENGTH,
    "link": LINK_LENGTH,
    "image": LINK_LENGTH,
}


class BadValue(Exception):
    """One field that cannot be taken; its text is the reason in the report."""


def text(value: str, field: str) -> str:
    """Plain text of a field; markup is taken off, a leading = or @ stays what it is: text."""
    cleaned = plain(value)
    limit = LIMITS.get(field, SHORT_LENGTH)
    if len(cleaned) > limit:
        raise BadValue(f"{field} is too long: {len(cleaned)} characters, at most {limit}")
    return cleaned


def price(value: str, field: str = "price") -> Decimal:
    if not value.strip():
        raise BadValue(f"{field} is missing")
    try:
        amount = Decimal(value.strip())
    except InvalidOperation:
        raise BadValue(f"{field} is not a number: {value.strip()[:40]!r}") from None
    if not amount.is_finite():
        raise BadValue(f"{field} is not a number: {value.strip()[:40]!r}")
    if amount < 0:
        raise BadValue(f"{field} is negative: {amount}")
    if amount > LARGEST_PRICE:
        raise BadValue(f"{field} is too large: {value.strip()[:40]}")
    if amount != amount.quantize(CENT):
        raise BadValue(f"{field} has more than two decimals: {amount}")
    return amount.quantize(CENT)


def optional_price(value: str, field: str) -> Decimal | None:
    """None for an empty field and for 0, which exports write where there is none."""
    amount = price(value, field) if value.strip() else Decimal(0)
    return amount or None


def stock(value: str) -> int | None:
    """None for an empty field. Oversold stock (below zero) is as good as none."""
    if not value.strip():
        return None
    try:
        amount = Decimal(value.strip())
    except InvalidOperation:
        raise BadValue(f"stock is not a number: {value.strip()[:40]!r}") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise BadValue(f"stock is not a whole number: {value.strip()[:40]!r}")
    if amount > LARGEST_STOCK:
        raise BadValue(f"stock is too large: {value.strip()[:40]}")
    return max(int(amount), 0)


def listed(value: str, separator: str, field: str) -> tuple[str, ...]:
    """The parts of a list in one field, each once."""
    parts = (text(part, field) for part in value.split(separator))
    return tuple(dict.fromkeys(part for part in parts if part))


def category_path(value: str, separator: str) -> tuple[str, ...]:
    path = tuple(part for part in (text(part, "category") for part in value.split(separator)) if slug(part))
    if len(category_slug(path)) > CATEGORY_SLUG_LENGTH:
        raise BadValue(f"category path is too long: at most {CATEGORY_SLUG_LENGTH} characters")
    return path


def category_slug(path: tuple[str, ...]) -> str:
    return "/".join(slug(part) for part in path)


def handle(value: str) -> str:
    cleaned = text(value, "handle")
    if not cleaned:
        raise BadValue("handle is missing")
    return cleaned


def currency(value: str) -> str:
    code = value.strip().upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadValue(f"currency is not a three-letter code: {value.strip()[:20]!r}")
    return code
