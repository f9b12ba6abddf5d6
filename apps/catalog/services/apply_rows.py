"""Writing checked rows: only what differs from what is there, in a constant number of queries per batch."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

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

CategoryPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Into:
    """Where the rows go. `whole` are the handles that the file describes without a rejected row."""

    tenant_id: UUID
    now: datetime
    categories: Mapping[CategoryPath, UUID]
    whole: Collection[str]


@dataclass(slots=True)
class Applied:
    """`changed_ids` also has products that lost a variant to another one."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    variants: int = 0
    changed_ids: list[UUID] = field(default_factory=list)


def whole_products(ready: Iterable[ReadyProduct], read: ReadFile) -> frozenset[str]:
    return frozenset(product.row.handle for product in ready) - read.damaged


def ensure_categories(
    *, tenant_id: UUID, paths: Iterable[CategoryPath]
) -> tuple[dict[CategoryPath, UUID], bool]:
    """Every path and the paths above it → category id; and whether any had to be made."""
    wanted = dict.fromkeys(path[:end] for path in paths for end in range(1, len(path) + 1))
    known = dict(Category.objects.filter(tenant_id=tenant_id).values_list("slug", "id"))
    new: dict[str, Category] = {}
    # sorting is stable: a parent comes before its children, and those keep the order of the file
    for position, path in sorted(enumerate(wanted), key=lambda pair: len(pair[1])):
        slug = category_slug(path)
        if slug not in known:
            known[slug] = category_id_of(tenant_id=tenant_id, slug=slug)
            new[slug] = Category(
                id=known[slug],
                tenant_id=tenant_id,
                parent_id=known[category_slug(path[:-1])] if len(path) > 1 else None,
                name=path[-1],
                slug=slug,
                position=position,
            )
    Category.objects.bulk_create(new.values())
    return {path: known[category_slug(path)] for path in wanted}, bool(new)


def apply_rows(into: Into, products: Sequence[ReadyProduct], read: ReadFile) -> Applied:
    """Call with the revision locked. A product with a rejected row keeps the variants that it had."""
    batch = _Batch(into, products)
    for product in products:
        free = [variant for variant in product.variants if batch.may_have(product, variant, read)]
        if free or not product.variants:
            batch.take(product, free, keeps_all=product.row.handle in read.damaged)
    batch.write()
    return batch.applied


class _Batch:
    """What is there, what is to be written. Each kind of row is read once and written once."""

    def __init__(self, into: Into, products: Sequence[ReadyProduct]) -> None:
        self.into = into
        self.applied = Applied()
        found = Product.objects.filter(
            tenant_id=into.tenant_id, handle__in=[product.row.handle for product in products]
        )
        self.there = {product.handle: product for product in found.prefetch_related("variants", "images")}
        self.held = self._holders(products)
        self.products: list[Product] = []
        self.variants: list[Variant] = []
        self.pictured: list[UUID] = []
        self.images: list[ProductImage] = []
        self.gone: list[UUID] = []

    def may_have(self, product: ReadyProduct, variant: ReadyVariant, read: ReadFile) -> bool:
        """Whether no other product stands in the way; one that the same file takes the variant from does not."""
        held = self.held.get(variant.retailer_id)
        if held is None or held.product.handle == product.row.handle:
            return True
        if held.product.handle in self.into.whole:
            self.gone.append(held.id)
            self.applied.changed_ids.append(held.product_id)
            return True
        belongs = f"{variant.retailer_id!r} belongs to {held.product.handle!r}"
        read.reject(variant.row.line, f"duplicate sku or retailer id: {belongs}", product.row.handle)
        return False

    def take(self, product: ReadyProduct, ready: Sequence[ReadyVariant], *, keeps_all: bool) -> None:
        there = self.there.get(product.row.handle)
        wanted = self._product(product, there)
        before = {variant.retailer_id: variant for variant in there.variants.all()} if there else {}
        variants = [
            self._variant(wanted.id, variant, at, before.get(variant.retailer_id))
            for at, variant in enumerate(ready)
        ]
        kept = {variant.retailer_id for variant in variants} | (before.keys() if keeps_all else set())
        gone = [variant.id for retailer_id, variant in before.items() if retailer_id not in kept]
        fresh = [new for new in variants if not _same(new, before.get(new.retailer_id), VARIANT_FIELDS)]
        images_differ = self._take_images(product, wanted.id, there)
        self.applied.variants += len(variants)
        if there and not (fresh or gone or images_differ) and _same(wanted, there, PRODUCT_FIELDS):
            self.applied.unchanged += 1
            return
        self.applied.updated += there is not None
        self.applied.created += there is None
        self.applied.changed_ids.append(wanted.id)
        self.products.append(wanted)
        self.variants += fresh
        self.gone += gone

    def write(self) -> None:
        Variant.objects.filter(id__in=self.gone).delete()
        ProductImage.objects.filter(product_id__in=self.pictured).delete()
        _upsert(Product, self.products, [*PRODUCT_FIELDS, "updated_at"])
        _upsert(Variant, self.variants, VARIANT_FIELDS)
        ProductImage.objects.bulk_create(self.images)

    def _holders(self, products: Sequence[ReadyProduct]) -> dict[str, Variant]:
        wanted = [variant.retailer_id for product in products for variant in product.variants]
        rows = Variant.objects.filter(tenant_id=self.into.tenant_id, retailer_id__in=wanted)
        return {variant.retailer_id: variant for variant in rows.select_related("product")}

    def _take_images(self, product: ReadyProduct, product_id: UUID, there: Product | None) -> bool:
        """Whether the pictures differ from those that are there."""
        wanted = [(image.source, image.alt) for image in product.row.images]
        if wanted == [(image.source, image.alt) for image in there.images.all()] if there else not wanted:
            return False
        self.pictured.append(product_id)
        for at, (source, alt) in enumerate(wanted):
            self.images.append(
                ProductImage(
                    id=uuid5(product_id, f"image:{at}"),
                    tenant_id=self.into.tenant_id,
                    product_id=product_id,
                    position=at,
                    source=source,
                    alt=alt,
                )
            )
        return True

    def _product(self, product: ReadyProduct, there: Product | None) -> Product:
        row = product.row
        return Product(
            id=there.id if there else product_id_of(tenant_id=self.into.tenant_id, handle=row.handle),
            tenant_id=self.into.tenant_id,
            handle=row.handle,
            name=row.name,
            name_key=name_key(row.name),
            category_id=self.into.categories.get(row.category),
            description=row.description,
            vendor=row.vendor,
            currency=product.currency,
            attributes=[list(pair) for pair in row.attributes],
            tags=list(row.tags),
            link=row.link,
            is_published=row.is_published,
            position=row.position,
            created_at=self.into.now,
            updated_at=self.into.now,
        )

    def _variant(
        self, product_id: UUID, ready: ReadyVariant, position: int, there: Variant | None
    ) -> Variant:
        fresh_id = variant_id_of(product_id=product_id, retailer_id=ready.retailer_id)
        return Variant(
            id=there.id if there else fresh_id,
            tenant_id=self.into.tenant_id,
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


def _same(new: Any, old: Any, fields: Sequence[str]) -> bool:
    return old is not None and all(getattr(new, name) == getattr(old, name) for name in fields)


def _upsert(model: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=fields)
