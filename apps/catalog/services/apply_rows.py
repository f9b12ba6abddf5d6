"""Writing checked rows: only what differs from what is there, in a constant number of queries per batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.catalog.models import (
    Category,
    Product,
    ProductImage,
    Variant,
    category_id_of,
    product_id_of,
    variant_id_of,
)
from apps.catalog.search.terms import option_term
from apps.catalog.services.import_checks import ReadyProduct, ReadyVariant
from apps.catalog.services.import_rows import ReadFile
from apps.catalog.services.import_values import category_slug
from apps.catalog.text import name_key

PRODUCT_FIELDS = (
    *("name", "name_key", "category_id", "description", "vendor", "currency"),
    *("attributes", "tags", "link", "is_published", "position"),
)
VARIANT_FIELDS = (
    *("sku", "retailer_id", "options", "option_terms"),
    *("price", "compare_at_price", "stock", "position"),
)


@dataclass(slots=True)
class Applied:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    variants: int = 0
    changed_ids: list[UUID] = field(default_factory=list)


def ensure_categories(
    *, tenant_id: UUID, paths: Iterable[tuple[str, ...]]
) -> tuple[dict[tuple[str, ...], UUID], bool]:
    """Every path and the paths above it → category id; and whether any had to be made."""
    wanted = list(dict.fromkeys(path[:end] for path in paths for end in range(1, len(path) + 1)))
    known = dict(Category.objects.filter(tenant_id=tenant_id).values_list("slug", "id"))
    new: dict[str, Category] = {}
    for path in sorted(wanted, key=len):
        slug = category_slug(path)
        if slug not in known:
            known[slug] = category_id_of(tenant_id=tenant_id, slug=slug)
            new[slug] = Category(
                id=known[slug],
                tenant_id=tenant_id,
                parent_id=known[category_slug(path[:-1])] if len(path) > 1 else None,
                name=path[-1],
                slug=slug,
                position=wanted.index(path),
            )
    Category.objects.bulk_create(new.values())
    return {path: known[category_slug(path)] for path in wanted}, bool(new)


def apply_rows(
    *,
    tenant_id: UUID,
    products: Sequence[ReadyProduct],
    categories: Mapping[tuple[str, ...], UUID],
    read: ReadFile,
    now: datetime,
) -> Applied:
    """Call with the revision locked. A product with a rejected row keeps the variants that it had."""
    batch = _Batch(tenant_id=tenant_id, now=now, handles=[product.row.handle for product in products])
    held = _held_elsewhere(tenant_id, products, batch)
    applied = Applied()
    for product in products:
        free = [variant for variant in product.variants if not _is_held(product, variant, held, batch, read)]
        if free or not product.variants:
            category_id = categories.get(product.row.category)
            batch.take(
                product, free, category_id, keeps_all=product.row.handle in read.damaged, applied=applied
            )
    batch.write()
    applied.changed_ids = [product.id for product in batch.products]
    return applied


class _Batch:
    """What is there, what is to be written. Each kind of row is read once and written once."""

    def __init__(self, *, tenant_id: UUID, now: datetime, handles: Sequence[str]) -> None:
        self.tenant_id, self.now = tenant_id, now
        found = Product.objects.filter(tenant_id=tenant_id, handle__in=handles)
        self.there = {product.handle: product for product in found.prefetch_related("variants", "images")}
        self.products: list[Product] = []
        self.variants: list[Variant] = []
        self.images: list[ProductImage] = []
        self.gone: list[UUID] = []

    def product_id(self, handle: str) -> UUID:
        there = self.there.get(handle)
        return there.id if there else product_id_of(tenant_id=self.tenant_id, handle=handle)

    def take(
        self,
        product: ReadyProduct,
        ready: Sequence[ReadyVariant],
        category_id: UUID | None,
        *,
        keeps_all: bool,
        applied: Applied,
    ) -> None:
        there = self.there.get(product.row.handle)
        wanted = self._product(product, category_id)
        variants = [self._variant(wanted.id, variant, at) for at, variant in enumerate(ready)]
        images = [(image.source, image.alt[:300]) for image in product.row.images]
        applied.variants += len(variants)
        before = {variant.retailer_id: variant for variant in there.variants.all()} if there else {}
        kept = {variant.retailer_id for variant in variants} | (before.keys() if keeps_all else set())
        gone = [variant.id for retailer_id, variant in before.items() if retailer_id not in kept]
        for variant in variants:
            variant.id = before[variant.retailer_id].id if variant.retailer_id in before else variant.id
        fresh = [new for new in variants if not _same(new, before.get(new.retailer_id), VARIANT_FIELDS)]
        pictured = there is not None and [(image.source, image.alt) for image in there.images.all()] == images
        if there and not fresh and not gone and pictured and _same(wanted, there, PRODUCT_FIELDS):
            applied.unchanged += 1
            return
        applied.updated += there is not None
        applied.created += there is None
        self.products.append(wanted)
        self.variants += fresh
        self.gone += gone
        self.images += [self._image(wanted.id, at, *image) for at, image in enumerate(images)]

    def write(self) -> None:
        Variant.objects.filter(id__in=self.gone).delete()
        ProductImage.objects.filter(product_id__in=[product.id for product in self.products]).delete()
        _upsert(Product, self.products, [*PRODUCT_FIELDS, "updated_at"])
        _upsert(Variant, self.variants, VARIANT_FIELDS)
        ProductImage.objects.bulk_create(self.images)

    def _product(self, product: ReadyProduct, category_id: UUID | None) -> Product:
        row = product.row
        return Product(
            id=self.product_id(row.handle),
            tenant_id=self.tenant_id,
            handle=row.handle,
            name=row.name,
            name_key=name_key(row.name),
            category_id=category_id,
            description=row.description,
            vendor=row.vendor,
            currency=product.currency,
            attributes=[list(pair) for pair in row.attributes],
            tags=list(row.tags),
            link=row.link,
            is_published=row.is_published,
            position=row.position,
            created_at=self.now,
            updated_at=self.now,
        )

    def _variant(self, product_id: UUID, ready: ReadyVariant, position: int) -> Variant:
        return Variant(
            id=variant_id_of(product_id=product_id, retailer_id=ready.retailer_id),
            tenant_id=self.tenant_id,
            product_id=product_id,
            sku=ready.row.sku,
            retailer_id=ready.retailer_id,
            options=[list(pair) for pair in ready.row.options],
            option_terms=[option_term(value) for _, value in ready.row.options],
            price=ready.price.amount,
            compare_at_price=ready.price.compare_at,
            stock=ready.row.stock,
            position=position,
        )

    def _image(self, product_id: UUID, position: int, source: str, alt: str) -> ProductImage:
        return ProductImage(
            tenant_id=self.tenant_id, product_id=product_id, position=position, source=source, alt=alt
        )


def _same(new: Any, old: Any, fields: Sequence[str]) -> bool:
    return old is not None and all(getattr(new, name) == getattr(old, name) for name in fields)


def _upsert(model: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _held_elsewhere(
    tenant_id: UUID, products: Sequence[ReadyProduct], batch: _Batch
) -> dict[str, tuple[UUID, str]]:
    wanted = [variant.retailer_id for product in products for variant in product.variants]
    rows = Variant.objects.filter(tenant_id=tenant_id, retailer_id__in=wanted)
    return {
        row[0]: (row[1], row[2]) for row in rows.values_list("retailer_id", "product_id", "product__handle")
    }


def _is_held(
    product: ReadyProduct,
    variant: ReadyVariant,
    held: Mapping[str, tuple[UUID, str]],
    batch: _Batch,
    read: ReadFile,
) -> bool:
    holder = held.get(variant.retailer_id)
    if holder is None or holder[0] == batch.product_id(product.row.handle):
        return False
    reason = f"duplicate sku or retailer id: {variant.retailer_id!r} belongs to {holder[1]!r}"
    read.reject(variant.row.line, reason, product.row.handle)
    return True
