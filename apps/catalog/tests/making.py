"""Small catalogues for tests, and what a shop holds after an import."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from apps.catalog.models import Product
from apps.catalog.services.import_catalogue import ImportReport, import_catalogue
from apps.tenants.models import Tenant

NOON = datetime(2026, 11, 24, 9, tzinfo=UTC)  # noon in Nairobi
SHOPIFY = (
    *(
        "Handle",
        "Title",
        "Body (HTML)",
        "Vendor",
        "Type",
        "Tags",
        "Published",
        "Option1 Name",
        "Option1 Value",
    ),
    *("Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Price", "Variant Compare At Price", "Image Src", "Image Position", "Image Alt Text", "Status"),
)
WOOCOMMERCE = (
    *("ID", "Type", "SKU", "Name", "Published", "Visibility in catalog", "Description", "In stock?", "Stock"),
    *("Date sale price starts", "Date sale price ends", "Backorders allowed?", "Sale price", "Regular price"),
    *("Categories", "Tags", "Images", "Parent", "Position", "Attribute 1 name", "Attribute 1 value(s)"),
)

Row = Mapping[str, str]


def csv_of(columns: Sequence[str], rows: Sequence[Row], delimiter: str = ",") -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def shopify(*rows: Row) -> bytes:
    return csv_of(SHOPIFY, rows).encode()


def woocommerce(*rows: Row) -> bytes:
    return csv_of(WOOCOMMERCE, rows).encode()


def own_json(*products: Mapping[str, Any], **top: Any) -> bytes:
    return json.dumps({"wabot_catalogue": 1, "products": products, **top}).encode()


def dress(**changes: Any) -> dict[str, Any]:
    """A product with two variants in our JSON."""
    return {
        "handle": "kitenge-dress",
        "name": "Kitenge Dress",
        "category": "Clothing > Dresses",
        "variants": [
            {"sku": "KD-M", "options": {"Size": "M"}, "price": 2500, "stock": 4},
            {"sku": "KD-L", "options": {"Size": "L"}, "price": 2500, "stock": 0},
        ],
        **changes,
    }


def simple(handle: str, name: str = "", price: Any = 100, **changes: Any) -> dict[str, Any]:
    return {"handle": handle, "name": name or handle.replace("-", " ").title(), "price": price, **changes}


def give(shop: Tenant, content: bytes, **options: Any) -> ImportReport:
    return import_catalogue(shop=shop, content=content, name="file", **{"now": NOON, **options})


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Created, updated, unchanged products; rejected rows."""
    return report.created, report.updated, report.unchanged, len(report.rejected)


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in report.rejected]


Options = tuple[tuple[str, str], ...]
Sold = tuple[str, Decimal, Decimal | None, int | None]


def stored(shop: Tenant) -> dict[str, dict[str, Any]]:
    """By handle what the shop holds; `variants` by options: sku, price, price before, stock."""
    products = Product.objects.filter(tenant=shop).prefetch_related(
        "variants", "images", "category__parent__parent"
    )
    return {product.handle: _held(product) for product in products}


def _held(product: Product) -> dict[str, Any]:
    path, category = list[str](), product.category
    while category is not None:
        path.insert(0, category.name)
        category = category.parent
    variants: dict[Options, Sold] = {
        tuple((name, value) for name, value in variant.options): (
            variant.sku,
            variant.price,
            variant.compare_at_price,
            variant.stock,
        )
        for variant in product.variants.all()
    }
    return {
        "name": product.name,
        "category": path,
        "tags": product.tags,
        "published": product.is_published,
        "images": [image.source for image in product.images.all()],
        "variants": variants,
    }
