"""What may be asked of the catalogue's tables. Every answer takes a constant number of queries."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from apps.catalog.facts import CategoryFacts, ProductFacts, VariantFacts
from apps.catalog.models import CatalogRevision, Category, Product, SearchTerm, Variant
from apps.catalog.search.terms import EVERYTHING, category_term

DRAWN = "picture:"

# By hand and not by the mapper: each turn asks these, and its reply waits for them.
PRODUCTS = """
    SELECT p.id, p.handle, p.name, coalesce(c.name, ''), p.description, p.vendor, p.currency,
        p.attributes::text, p.tags,
        coalesce((SELECT i.source FROM catalog_productimage i WHERE i.product_id = p.id
                  ORDER BY i.position LIMIT 1), ''), p.link, coalesce(c.slug, '')
    FROM catalog_product p LEFT JOIN catalog_category c ON c.id = p.category_id
    WHERE p.tenant_id = %s AND p.is_published AND p.id = ANY(%s)
"""
VARIANTS = """
    SELECT product_id, id, sku, retailer_id, options::text, price, compare_at_price, stock
    FROM catalog_variant WHERE product_id = ANY(%s) ORDER BY position, id
"""
NAMED = """
    SELECT id FROM catalog_product
    WHERE tenant_id = %(tenant)s AND is_published AND name_key = ANY(string_to_array(%(keys)s, E'\n'))
    ORDER BY length(name_key) DESC, position, id LIMIT %(limit)s
"""


def image_url_of(source: str) -> str:
    """The address under which a customer's phone can fetch the picture; empty when there is none."""
    if not source.startswith(DRAWN):
        return source
    base: str = settings.WABOT_PUBLIC_URL
    return f"{base.rstrip('/')}/pictures/{source.removeprefix(DRAWN)}.png"


def published(tenant_id: UUID) -> QuerySet[Product]:
    return Product.objects.filter(tenant_id=tenant_id, is_published=True)


def products_by_id(*, tenant_id: UUID, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
    """Published products in the order of `ids`, each once. Unknown ids are left out, and so is a product
    without a variant: it cannot be bought."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS, [tenant_id, wanted])
        rows = {row[0]: row for row in cursor.fetchall()}
        cursor.execute(VARIANTS, [list(rows)])
        variants = _variants(cursor.fetchall())
    return tuple(_product(rows[pk], variants[pk]) for pk in wanted if pk in rows and pk in variants)


def ids_named(*, tenant_id: UUID, keys: Sequence[str], limit: int) -> list[UUID]:
    """Of those whose whole name is one of `keys`, which may be thousands; longest name first."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"tenant": tenant_id, "keys": "\n".join(keys), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


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


def _variants(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, tuple[VariantFacts, ...]]:
    found: dict[UUID, list[VariantFacts]] = {}
    for product_id, variant_id, sku, retailer_id, options, *amounts in rows:
        variant = VariantFacts(variant_id, sku, retailer_id, _pairs(options), *amounts)
        found.setdefault(product_id, []).append(variant)
    return {product_id: tuple(variants) for product_id, variants in found.items()}


def _product(row: tuple[Any, ...], variants: tuple[VariantFacts, ...]) -> ProductFacts:
    product_id, handle, name, category, description, vendor, currency, attributes, tags, image, *rest = row
    link, category_slug = rest
    return ProductFacts(
        id=product_id,
        handle=handle,
        name=name,
        category=category,
        description=description,
        vendor=vendor,
        currency=currency,
        attributes=_pairs(attributes),
        tags=tuple(tags),
        image_url=image_url_of(image),
        link=link,
        variants=variants,
        category_slug=category_slug,
    )


def _pairs(stored: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in json.loads(stored))
