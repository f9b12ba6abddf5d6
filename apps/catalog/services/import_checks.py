"""What a single row cannot know: that it repeats another, what it is called, in which currency it is sold."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from apps.catalog.models import HANDLE_LENGTH
from apps.catalog.services.import_rows import ANY_CURRENCY, Price, ProductRow, ReadFile, VariantRow
from apps.catalog.text import slug


@dataclass(frozen=True, slots=True)
class ReadyVariant:
    row: VariantRow
    retailer_id: str
    price: Price


@dataclass(frozen=True, slots=True)
class ReadyProduct:
    row: ProductRow
    currency: str
    variants: tuple[ReadyVariant, ...]


def checked(read: ReadFile, *, shop_currency: str, sku_is_unique: bool) -> list[ReadyProduct]:
    """The rows that can be written; the others are added to `read.bad`, and what was left out to its notes."""
    products = _first_of_each_handle(read)
    used = Counter(variant.sku for product in products for variant in product.variants if variant.sku)
    ready: list[ReadyProduct] = []
    taken: set[str] = set()
    other_currencies: Counter[str] = Counter()
    for product in products:
        currency = _currency(product, shop_currency)
        for variant in product.variants:
            other_currencies.update(variant.prices.keys() - {currency, ANY_CURRENCY})
        variants = list(_ready(product, currency, used, taken, read, sku_is_unique=sku_is_unique))
        if variants or not product.variants:
            ready.append(ReadyProduct(product, currency or shop_currency, tuple(variants)))
    for code, count in sorted(other_currencies.items()):
        read.notes.append(f"{count} price(s) in {code} left out: one product is sold in one currency")
    return ready


def _first_of_each_handle(read: ReadFile) -> list[ProductRow]:
    first: dict[str, ProductRow] = {}
    for product in read.products:
        if product.handle in first:
            read.reject(
                product.line,
                f"duplicate handle: {product.handle!r} stands on an earlier line",
                product.handle,
            )
        else:
            first[product.handle] = product
    return list(first.values())


def _currency(product: ProductRow, shop_currency: str) -> str:
    """The shop's where the file has it or names none, else the one that most variants have."""
    counts = Counter(code for variant in product.variants for code in variant.prices)
    if shop_currency in counts or ANY_CURRENCY in counts:
        return shop_currency if shop_currency in counts else ANY_CURRENCY
    return max(counts, key=lambda code: counts[code], default=ANY_CURRENCY)


def _ready(
    product: ProductRow,
    currency: str,
    used: Counter[str],
    taken: set[str],
    read: ReadFile,
    *,
    sku_is_unique: bool,
) -> Iterable[ReadyVariant]:
    told_apart: set[tuple[tuple[str, str], ...]] = set()
    for variant in product.variants:
        retailer_id = variant.retailer_id or _retailer_id(product, variant, used, sku_is_unique=sku_is_unique)
        price = variant.prices.get(currency)
        if price is None:
            read.reject(variant.line, f"price is missing in {currency}", product.handle)
        elif variant.options in told_apart:
            read.reject(
                variant.line,
                f"duplicate variant: the same options stand earlier in {product.handle!r}",
                product.handle,
            )
        elif retailer_id in taken:
            read.reject(variant.line, f"duplicate sku or retailer id: {retailer_id!r}", product.handle)
        else:
            told_apart.add(variant.options)
            taken.add(retailer_id)
            yield ReadyVariant(variant, retailer_id, _honest(price))


def _honest(price: Price) -> Price:
    """A former price that is not above the present one is no reduction, and must not be shown as one."""
    reduced = price.compare_at is not None and price.compare_at > price.amount
    return price if reduced else Price(price.amount)


def _retailer_id(product: ProductRow, variant: VariantRow, used: Counter[str], *, sku_is_unique: bool) -> str:
    """The sku; where that stands for several things, or is absent, handle and options, which do not move."""
    if variant.sku and (sku_is_unique or used[variant.sku] == 1):
        return variant.sku
    parts = [product.handle, *(slug(value) for _, value in variant.options)]
    return "--".join(part for part in parts if part)[:HANDLE_LENGTH]
