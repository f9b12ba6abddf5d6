"""A small shop in Nairobi, fashion and phones, and a catalogue of it that needs no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product as every
from uuid import NAMESPACE_URL, UUID, uuid5

from apps.catalog.facts import CategoryFacts, ProductFacts, ProductPage, ProductQuery, VariantFacts
from apps.catalog.search.spelling import Spelling
from apps.catalog.search.synonyms import is_ignored, meanings
from apps.catalog.search.wishes import Wish, WordsWanted, relax
from apps.catalog.text import name_key, slug, stem, words


def made(
    name: str,
    price: int,
    category: str,
    *,
    options: Mapping[str, str] | None = None,
    dearer: Mapping[str, int] | None = None,
    was: int | None = None,
    stock: int | Mapping[str, int] | None = 8,
    **facts: str,
) -> ProductFacts:
    """One product; `dearer` adds to the price of variants with that value, `stock` may be given by value."""
    names = list(options or {})
    chosen = every(*(values.split() for values in (options or {}).values()))
    variants = tuple(
        VariantFacts(
            id=_id(f"{name}/{'/'.join(values)}"),
            sku="",
            retailer_id=slug(f"{name} {' '.join(values)}"),
            options=tuple(zip(names, values, strict=True)),
            price=Decimal(price + sum((dearer or {}).get(value, 0) for value in values)),
            compare_at_price=None if was is None else Decimal(was),
            stock=stock if not isinstance(stock, Mapping) else sum(stock.get(value, 0) for value in values),
        )
        for values in chosen
    )
    return ProductFacts(
        id=_id(name),
        handle=slug(name),
        name=name,
        category=category,
        description=facts.pop("description", ""),
        vendor=facts.pop("vendor", ""),
        currency="KES",
        attributes=tuple((name.title(), value) for name, value in facts.items()),
        tags=(),
        image_url=f"https://pictures.test/{slug(name)}.png",
        link="",
        variants=variants,
    )


def _id(text: str) -> UUID:
    return uuid5(NAMESPACE_URL, text)


PRODUCTS = (
    made(
        "Ankara Wrap Dress",
        2400,
        "Dresses",
        options={"Colour": "Red Blue", "Size": "S M L"},
        material="Cotton",
    ),
    made("Linen Sun Dress", 1800, "Dresses", options={"Colour": "White", "Size": "M L"}, material="Linen"),
    made("Maxi Evening Dress", 3500, "Dresses", options={"Colour": "Black", "Size": "M"}, stock=2),
    made("Denim Jacket", 2800, "Jackets", options={"Colour": "Blue", "Size": "M L XL"}, was=3200),
    made("Canvas Sneakers", 1500, "Shoes", options={"Colour": "White Black", "Size": "40 41 42"}),
    made(
        "Running Shoes", 3200, "Shoes", options={"Colour": "Red", "Size": "41 42"}, stock={"41": 0, "42": 3}
    ),
    made("Leather Sandals", 1200, "Shoes", options={"Size": "38 39"}, material="Leather"),
    made("Kiondo Bag", 1900, "Bags", description="Woven by hand from sisal, with a leather strap."),
    made("Samsung Galaxy A15", 18500, "Phones", options={"Storage": "128GB 256GB"}, dearer={"256GB": 4000}),
    made("Tecno Spark 20", 14500, "Phones", options={"Storage": "128GB"}, screen="6.6 inch"),
    made("Nokia 105", 2300, "Phones", stock=0),
    made("Fast Charger 25W", 1200, "Phone accessories", description="Charges a phone over USB-C."),
    made("Orange Juice 1L", 250, "Drinks", stock=None),
)


def called(name: str) -> ProductFacts:
    return next(product for product in PRODUCTS if product.name == name)


def many(count: int) -> tuple[ProductFacts, ...]:
    """As many products of the shop's own kinds, no two of one name."""
    kinds = PRODUCTS[:12]
    return tuple(
        made(f"{kinds[n % 12].name} {n}", 500 + 10 * n, kinds[n % 12].category, options={"Size": "S M L"})
        for n in range(count)
    )


@dataclass
class MemoryCatalog:
    """`calls` counts what was asked, by method."""

    stock: Sequence[ProductFacts] = PRODUCTS
    calls: list[str] = field(default_factory=list)
    given: dict[UUID, ProductFacts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._terms = {product.id: frozenset(_terms(product)) for product in self.stock}
        self._by_id = {product.id: product for product in self.stock}
        self._keys = [(f" {name_key(product.name)} ", product) for product in self.stock]
        known = sorted(set().union(*self._terms.values()))
        self._spelling = Spelling.of(dict.fromkeys(known, 1))

    def search(self, query: ProductQuery) -> ProductPage:
        self.calls.append("search")
        typed = [stem(word) for word in words(query.words) if not is_ignored(word)][:12]
        put_right = [self._put_right(word) for word in typed]
        level = [WordsWanted.ALL, WordsWanted.ANY, WordsWanted.NONE] if typed else [WordsWanted.ALL]
        groups = [meanings((word,)) | {word} for word in put_right]
        result = relax(
            _wishes(query, typed), level, lambda held, wanted: self._fits(query, groups, held, wanted)
        )
        found = sorted(result.found, key=lambda product: _order(product, query.order))
        missed = tuple(wish.value for wish in Wish if wish in result.dropped) if found else ()
        page = self._noted(found[query.offset : query.offset + query.limit])
        return ProductPage(page, len(found), missed, " ".join(put_right) if put_right != typed else "")

    def products(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
        self.calls.append("products")
        return self._noted([self._by_id[one] for one in dict.fromkeys(ids) if one in self._by_id])

    def product_of_retailer_id(self, retailer_id: str) -> tuple[ProductFacts, VariantFacts | None] | None:
        self.calls.append("product_of_retailer_id")
        for product in self.stock:
            for variant in product.variants:
                if retailer_id in (variant.retailer_id, product.handle):
                    self._noted([product])
                    return product, variant if retailer_id == variant.retailer_id else None
        return None

    def categories(self) -> tuple[CategoryFacts, ...]:
        self.calls.append("categories")
        names = dict.fromkeys(product.category for product in self.stock)
        counts = {name: sum(product.category == name for product in self.stock) for name in names}
        return tuple(CategoryFacts(name, slug(name), counts[name]) for name in names)

    def count(self) -> int:
        self.calls.append("count")
        return len(self.stock)

    def named(self, text: str, limit: int = 8) -> tuple[ProductFacts, ...]:
        said = f" {name_key(text)} "
        found = [product for key, product in self._keys if key in said]
        return tuple(sorted(found, key=lambda product: -len(product.name))[:limit])

    def _noted(self, products: Sequence[ProductFacts]) -> tuple[ProductFacts, ...]:
        self.given |= {product.id: product for product in products}
        return tuple(products)

    def _put_right(self, word: str) -> str:
        if word in self._spelling.words or meanings((word,)):
            return word
        return self._spelling.corrected(word) or word

    def _fits(
        self, query: ProductQuery, groups: list[frozenset[str]], held: frozenset[Wish], wanted: WordsWanted
    ) -> list[ProductFacts]:
        return [
            product
            for product in self.stock
            if _has(self._terms[product.id], groups, wanted)
            and _meets(product, query, held)
            and (not query.reduced_only or any(map(_is_reduced, product.variants)))
        ]


def _terms(product: ProductFacts) -> Iterator[str]:
    values = [value for variant in product.variants for _, value in variant.options]
    described = [value for _, value in product.attributes]
    for text in (product.name, product.category, product.description, *values, *described):
        yield from map(stem, words(text))


def _has(terms: frozenset[str], groups: Sequence[frozenset[str]], wanted: WordsWanted) -> bool:
    if wanted is WordsWanted.NONE:
        return True
    met = (not terms.isdisjoint(group) for group in groups)
    return all(met) if wanted is WordsWanted.ALL else any(met)


def _wishes(query: ProductQuery, typed: list[str]) -> frozenset[Wish]:
    present = {
        Wish.WORDS: bool(typed),
        Wish.CATEGORY: bool(query.category),
        Wish.PRICE: query.price_min is not None or query.price_max is not None,
        Wish.OPTIONS: bool(query.options),
        Wish.STOCK: query.in_stock_only,
    }
    return frozenset(wish for wish, is_wished in present.items() if is_wished)


def _meets(product: ProductFacts, query: ProductQuery, held: frozenset[Wish]) -> bool:
    if Wish.CATEGORY in held and query.category not in (slug(product.category), product.category):
        return False
    return any(_variant_meets(variant, query, held) for variant in product.variants)


def _variant_meets(variant: VariantFacts, query: ProductQuery, held: frozenset[Wish]) -> bool:
    if held <= {Wish.CATEGORY}:
        return True
    values = {value.casefold() for _, value in variant.options}
    low, high = query.price_min or Decimal(0), query.price_max or Decimal("Infinity")
    return (
        (Wish.OPTIONS not in held or set(query.options) <= values)
        and (Wish.PRICE not in held or low <= variant.price <= high)
        and (Wish.STOCK not in held or variant.in_stock)
    )


def _is_reduced(variant: VariantFacts) -> bool:
    return variant.in_stock and (variant.compare_at_price or 0) > variant.price


def _order(product: ProductFacts, order: str) -> Decimal:
    return {"price": product.price_min, "-price": -product.price_min}.get(order, Decimal(0))
