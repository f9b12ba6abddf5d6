"""What the catalogue knows of a product, as plain values that leave the database behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """One thing that can be bought. `stock` is None where the shop does not count it."""

    id: UUID
    sku: str
    retailer_id: str
    options: tuple[tuple[str, str], ...]
    price: Decimal
    compare_at_price: Decimal | None
    stock: int | None

    @property
    def in_stock(self) -> bool:
        return self.stock is None or self.stock > 0

    @property
    def label(self) -> str:
        return " / ".join(value for _, value in self.options)


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """`category` is what people read; two may be called "Men", so `category_slug` is what is searched in."""

    id: UUID
    handle: str
    name: str
    category: str
    description: str
    vendor: str
    currency: str
    attributes: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    image_url: str
    link: str
    variants: tuple[VariantFacts, ...]
    category_slug: str = ""

    @property
    def price_min(self) -> Decimal:
        return min(variant.price for variant in self.variants)

    @property
    def price_max(self) -> Decimal:
        return max(variant.price for variant in self.variants)

    @property
    def in_stock(self) -> bool:
        return any(variant.in_stock for variant in self.variants)


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """What a customer asked for. Prices are inclusive bounds in the shop's currency; `words` as typed.

    `reduced_only` is no wish that gives way: what is not reduced, and there to buy, is never found with it.
    """

    words: str = ""
    category: str = ""
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    options: tuple[str, ...] = ()
    in_stock_only: bool = False
    reduced_only: bool = False
    order: str = "relevance"  # or "price", "-price"
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ProductPage:
    """`missed` names the wishes that no product met and that were dropped: words, category, price, options, stock.

    `total` tells whether more follows; it counts what was looked at, 60 for the first pages, 1,000 for later
    ones, so that it is no claim about the shop.
    """

    products: tuple[ProductFacts, ...]
    total: int
    missed: tuple[str, ...] = ()
    corrected_words: str = ""


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    name: str
    slug: str
    product_count: int


class CatalogView(Protocol):
    """What a turn may ask of one tenant's catalogue. Every answer is published products only."""

    def search(self, query: ProductQuery) -> ProductPage: ...
    def products(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]: ...
    def product_of_retailer_id(self, retailer_id: str) -> tuple[ProductFacts, VariantFacts | None] | None: ...
    def categories(self) -> tuple[CategoryFacts, ...]: ...
    def count(self) -> int: ...
    def named(self, text: str, limit: int = 8) -> tuple[ProductFacts, ...]:
        """Products whose whole name stands in `text`, longest name first (for checking what a reply claims)."""
