"""What may be asked of the catalogue's tables. Every answer takes a constant number of queries."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery

from apps.catalog.facts import CategoryFacts, ProductFacts, VariantFacts
from apps.catalog.models import CatalogRevision, Category, Product, ProductImage, SearchTerm, Variant
from apps.catalog.search.terms import EVERYTHING, category_term

DRAWN = "picture:"

PRODUCT_COLUMNS = (
    "id",
    "handle",
    "name",
    "category_name",
    "description",
    "vendor",
    "currency",
    "attributes",
    "tags",
)
VARIANT_COLUMNS = ("product_id", "id", "sku", "retailer_id", "options", "price", "compare_at_price", "stock")
NAMED = """
    SELECT id FROM catalog_product
    WHERE tenant_id = %(tenant)s AND is_published AND name_key = ANY(%(keys)s)
    ORDER BY length(name_key) DESC, position, id LIMIT %(limit)s
"""


def image_url_of(source: str) -> str:
    """The address under which a customer's phone can fetch the picture; empty when there is none."""
    if not source.startswith(DRAWN):
        return source
    base: str = settings.WABOT_PUBLIC_URL
    return f"{base.rstrip('/')}/pictures/{source.removeprefix(DRAWN)}.png"


def facts_of(products: QuerySet[Product]) -> tuple[ProductFacts, ...]:
    """In the order of `products`; a product without a variant cannot be bought and is left out."""
    first_image = (
        ProductImage.objects.filter(product=OuterRef("pk")).order_by("position").values("source")[:1]
    )
    rows = list(
        products.annotate(category_name=F("category__name"), image=Subquery(first_image)).values_list(
            *PRODUCT_COLUMNS, "image", "link"
        )
    )
    variants = _variants(row[0] for row in rows)
    return tuple(_product(row, variants[row[0]]) for row in rows if row[0] in variants)


def published(tenant_id: UUID) -> QuerySet[Product]:
    return Product.objects.filter(tenant_id=tenant_id, is_published=True)


def products_by_id(*, tenant_id: UUID, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
    """Published products in the order of `ids`, each once; unknown ids are left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return ()
    found = {facts.id: facts for facts in facts_of(published(tenant_id).filter(id__in=wanted))}
    return tuple(found[product_id] for product_id in wanted if product_id in found)


def products_named(*, tenant_id: UUID, keys: Sequence[str], limit: int) -> tuple[ProductFacts, ...]:
    """Those whose whole name is one of `keys`, which may be thousands; longest name first."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"tenant": tenant_id, "keys": list(keys), "limit": limit})
        return products_by_id(tenant_id=tenant_id, ids=[row[0] for row in cursor.fetchall()])


def product_id_of_retailer_id(*, tenant_id: UUID, retailer_id: str) -> tuple[UUID, UUID | None] | None:
    """(product, variant); the variant is None when the id is that of a whole product, by its handle."""
    found = (
        Variant.objects.filter(tenant_id=tenant_id, retailer_id=retailer_id)
        .values_list("product_id", "id")
        .first()
    )
    if found is not None:
        return found
    whole = published(tenant_id).filter(handle=retailer_id).values_list("id", flat=True).first()
    return None if whole is None else (whole, None)


def categories_with_products(tenant_id: UUID) -> tuple[CategoryFacts, ...]:
    """Those with published products, sub-categories' included; nearer the top first, then in shop order.

    The index has counted already, so that this costs what the categories cost, not the products.
    """
    rows = list(Category.objects.filter(tenant_id=tenant_id).values_list("name", "slug", "position"))
    counts = _counts(tenant_id, [category_term(slug) for _, slug, _ in rows])
    rows.sort(key=lambda row: (row[1].count("/"), row[2], row[0]))
    return tuple(
        CategoryFacts(name=name, slug=slug, product_count=counts[category_term(slug)])
        for name, slug, _ in rows
        if category_term(slug) in counts
    )


def published_count(tenant_id: UUID) -> int:
    """Published products that have something to sell."""
    return _counts(tenant_id, [EVERYTHING]).get(EVERYTHING, 0)


def _counts(tenant_id: UUID, terms: Sequence[str]) -> dict[str, int]:
    return dict(
        SearchTerm.objects.filter(tenant_id=tenant_id, term__in=terms).values_list("term", "products")
    )


def revision_of(tenant_id: UUID) -> int:
    """Moves with every change of the catalogue; 0 for a shop that never had one."""
    return CatalogRevision.objects.filter(tenant_id=tenant_id).values_list("number", flat=True).first() or 0


def _variants(product_ids: Iterable[UUID]) -> dict[UUID, tuple[VariantFacts, ...]]:
    rows = (
        Variant.objects.filter(product_id__in=list(product_ids))
        .order_by("position", "id")
        .values_list(*VARIANT_COLUMNS)
    )
    found: dict[UUID, list[VariantFacts]] = {}
    for product_id, variant_id, sku, retailer_id, options, *amounts in rows:
        variant = VariantFacts(variant_id, sku, retailer_id, _pairs(options), *amounts)
        found.setdefault(product_id, []).append(variant)
    return {product_id: tuple(variants) for product_id, variants in found.items()}


def _product(row: tuple[Any, ...], variants: tuple[VariantFacts, ...]) -> ProductFacts:
    product_id, handle, name, category, description, vendor, currency, attributes, tags, image, link = row
    return ProductFacts(
        id=product_id,
        handle=handle,
        name=name,
        category=category or "",
        description=description,
        vendor=vendor,
        currency=currency,
        attributes=_pairs(attributes),
        tags=tuple(tags),
        image_url=image_url_of(image or ""),
        link=link,
        variants=variants,
    )


def _pairs(stored: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in stored)
