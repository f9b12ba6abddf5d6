"""An invented catalogue of any size, written fast, with the same index that an import would write."""

import itertools
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.catalog.facts import ProductFacts, VariantFacts
from apps.catalog.models import Category, category_id_of, product_id_of, variant_id_of
from apps.catalog.search.marks import marks_of
from apps.catalog.search.terms import option_term, terms_of
from apps.catalog.services.index_products import bump, lock_revision
from apps.catalog.text import name_key, slug

NOUNS = {
    "Clothing/Dresses": "dress gown kaftan sundress",
    "Clothing/Tops": "shirt tshirt blouse sweater hoodie polo",
    "Clothing/Bottoms": "trouser jeans skirt shorts legging",
    "Clothing/Outerwear": "jacket coat raincoat poncho",
    "Shoes/Trainers": "sneaker trainer runner",
    "Shoes/Formal": "loafer oxford heel pump",
    "Shoes/Open": "sandal slipper flipflop",
    "Bags/Everyday": "bag tote backpack satchel",
    "Bags/Travel": "suitcase duffel pouch",
    "Home/Kitchen": "pan kettle sufuria thermos plate mug",
    "Home/Bedding": "blanket bedsheet pillow duvet",
    "Home/Decor": "lamp basket mat curtain",
    "Beauty/Skin": "lotion soap scrub balm",
    "Beauty/Hair": "shampoo comb oil braid",
    "Phones/Cases": "case cover sleeve",
    "Phones/Power": "charger cable powerbank adapter",
}
STYLES = (
    "classic slim soft bold light heavy vintage modern plain striped floral printed quilted knitted".split()
)
MATERIALS = (
    "cotton linen denim leather wool silk canvas rubber bamboo steel glass sisal kitenge ankara".split()
)
COLOURS = "Red Black White Blue Green Yellow Brown Grey Pink Purple Gold Silver".split()
SIZES = "S M L XL".split()
SYLLABLES = "ba ku ra mi zo te la ni sha wa do fe go hi jo ke lu ma no pe ri su ta vu ya".split()
PRODUCTS_PER_BRAND = 20
MANY = 20_000
VARIANT_COLUMNS = (
    *("id", "tenant_id", "product_id", "sku", "retailer_id", "options"),
    *("option_terms", "price", "stock", "position"),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """One product with what the index needs beside its facts."""

    facts: ProductFacts
    category_slug: str
    position: int


def invented(tenant_id: UUID, products: int, seed: int = 1) -> Iterator[Seeded]:
    """The same for the same arguments. Words of a trade repeat; brands grow with the shop."""
    dice = random.Random(seed)
    brands = [_brand(dice) for _ in range(max(8, products // PRODUCTS_PER_BRAND))]
    places = [(place, noun) for place, nouns in NOUNS.items() for noun in nouns.split()]
    for position in range(products):
        place, noun = dice.choice(places)
        style, material, brand = dice.choice(STYLES), dice.choice(MATERIALS), dice.choice(brands)
        handle = f"{style}-{material}-{noun}-{position}"
        facts = ProductFacts(
            id=product_id_of(tenant_id=tenant_id, handle=handle),
            handle=handle,
            name=f"{brand} {style} {material} {noun}".title(),
            category=place.split("/")[1],
            description=f"A {style} {noun} of {material}, for every day.",
            vendor=brand,
            currency="KES",
            attributes=(("Material", material.title()),),
            tags=(),
            image_url="",
            link="",
            variants=(),
        )
        yield Seeded(replace(facts, variants=_variants(facts, dice)), slug_of(place), position)


def slug_of(place: str) -> str:
    return "/".join(slug(part) for part in place.split("/"))


def seed_catalogue(tenant_id: UUID, products: int, now: datetime, seed: int = 1) -> None:
    """A new shop's whole catalogue in one transaction, through COPY. Run as the owner of the tables."""
    with transaction.atomic(), _bare_postings() if products >= MANY else nullcontext():
        revision = lock_revision(tenant_id)
        categories = _write_categories(tenant_id)
        counts: Counter[str] = Counter()
        surfaces: dict[str, str] = {}
        made = invented(tenant_id, products, seed)
        while some := list(itertools.islice(made, 5_000)):
            _copy_products(tenant_id, some, categories, now)
            _copy_postings(tenant_id, some, counts, surfaces)
        rows = ((tenant_id, term, surfaces[term], count) for term, count in counts.items())
        _copy("catalog_searchterm", ("tenant_id", "term", "surface", "products"), rows)
        bump(revision, terms_changed=True, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM (ANALYZE) catalog_product, catalog_variant, catalog_searchposting, catalog_searchterm"
        )


@contextmanager
def _bare_postings() -> Iterator[None]:
    """No indexes and no foreign key while rows pour in; made again at once, they cost a fraction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'catalog_searchposting'::regclass AND contype = 'f'"
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'catalog_searchposting' AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        )
        indexes = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f"ALTER TABLE catalog_searchposting DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'; SET CONSTRAINTS ALL IMMEDIATE")
        for _, definition in indexes:
            cursor.execute(definition)
        for name, definition in constraints:
            cursor.execute(f"ALTER TABLE catalog_searchposting ADD CONSTRAINT {name} {definition}")


def _brand(dice: random.Random) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(3))


def _variants(product: ProductFacts, dice: random.Random) -> tuple[VariantFacts, ...]:
    is_worn = product.category in ("Dresses", "Tops", "Bottoms", "Outerwear")
    colours = dice.sample(COLOURS, 2)
    sizes = dice.sample(SIZES, 2) if is_worn else [""]
    price = Decimal(dice.randint(2, 160) * 50)
    found = []
    for at, (colour, size) in enumerate(itertools.product(colours, sizes)):
        retailer_id = f"{product.handle}-{at}"
        options = (("Colour", colour), ("Size", size)) if size else (("Colour", colour),)
        stock = dice.choice((None, 0, 0, 1, 3, 7, 12, 30))
        variant_id = variant_id_of(product_id=product.id, retailer_id=retailer_id)
        found.append(
            VariantFacts(variant_id, retailer_id, retailer_id, options, price + 50 * at, None, stock)
        )
    return tuple(found)


def _write_categories(tenant_id: UUID) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    for place in NOUNS:
        parts = place.split("/")
        for end in (1, 2):
            path = "/".join(parts[:end])
            if path not in ids:
                ids[path] = category_id_of(tenant_id=tenant_id, slug=slug_of(path))
                parent = ids.get("/".join(parts[: end - 1]))
                Category.objects.create(
                    id=ids[path],
                    tenant_id=tenant_id,
                    parent_id=parent,
                    name=parts[end - 1],
                    slug=slug_of(path),
                )
    return {slug_of(path): category_id for path, category_id in ids.items()}


def _copy_products(tenant_id: UUID, some: list[Seeded], categories: dict[str, UUID], now: datetime) -> None:
    products: Iterable[tuple[Any, ...]] = (
        (
            *(one.facts.id, tenant_id, one.facts.handle, one.facts.name, name_key(one.facts.name)),
            *(categories[one.category_slug], one.facts.description, one.facts.vendor, one.facts.currency),
            *(json.dumps(one.facts.attributes), [], "", True, one.position, now, now),
        )
        for one in some
    )
    columns = (
        *(
            "id",
            "tenant_id",
            "handle",
            "name",
            "name_key",
            "category_id",
            "description",
            "vendor",
            "currency",
        ),
        *("attributes", "tags", "link", "is_published", "position", "created_at", "updated_at"),
    )
    _copy("catalog_product", columns, products)
    variants: Iterable[tuple[Any, ...]] = (
        (
            *(
                variant.id,
                tenant_id,
                one.facts.id,
                variant.sku,
                variant.retailer_id,
                json.dumps(variant.options),
            ),
            *([option_term(value) for _, value in variant.options], variant.price, variant.stock, at),
        )
        for one in some
        for at, variant in enumerate(one.facts.variants)
    )
    _copy("catalog_variant", VARIANT_COLUMNS, variants)


def _copy_postings(
    tenant_id: UUID, some: list[Seeded], counts: Counter[str], surfaces: dict[str, str]
) -> None:
    """As text, because this is nine rows of ten; our own words need no escaping."""
    columns = "tenant_id, product_id, term, weight, price_min, price_max, in_stock, marks_low, marks_high"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY catalog_searchposting ({columns}) FROM STDIN") as copy,
    ):
        for one in some:
            facts = one.facts
            terms = terms_of(facts, category_slug=one.category_slug, position=one.position)
            counts.update(terms.keys())
            marks = marks_of(terms)
            in_stock = "t" if facts.in_stock else "f"
            rest = f"{facts.price_min}\t{facts.price_max}\t{in_stock}\t{marks.low}\t{marks.high}\n"
            copy.write(
                "".join(f"{tenant_id}\t{facts.id}\t{t}\t{hit.weight}\t{rest}" for t, hit in terms.items())
            )
            surfaces |= {term: hit.surface for term, hit in terms.items()}


def _copy(table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
