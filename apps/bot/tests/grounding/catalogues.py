"""Products of other people's shops, read from the folder of shared data."""

import json
import os
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from apps import catalog
from apps.bot.turn.types import Shop
from apps.catalog.facts import ProductFacts, VariantFacts
from apps.catalog.services.import_formats import read_file
from apps.catalog.services.import_json import MARK
from apps.catalog.services.import_rows import ProductRow

DATA = Path(os.environ.get("WABOT_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))
DEMO = Path(catalog.__file__).parent / "demo" / "shops"
# Dollars of the samples as shillings of a shop, rounded to tens as price tags are.
_RATE = 130


def shared_products() -> dict[str, list[ProductFacts]]:
    """By file. Skips the test, saying why, where the folder is absent."""
    folder = DATA / "catalogs"
    if not folder.is_dir():
        pytest.skip(f"no catalogues of others at {folder}")
    found = {file.name: list(_products(file)) for file in sorted(folder.glob("*.csv"))}
    return {name: products for name, products in found.items() if products}


def demo_products() -> dict[str, list[ProductFacts]]:
    """Of the shops that come with the project, by file."""
    files = [file for file in sorted(DEMO.glob("*.json")) if MARK in file.read_text(encoding="utf-8")[:100]]
    return {file.name: list(_products(file)) for file in files}


def demo_shop(name: str) -> tuple[Shop, str]:
    """The shop of a demo catalogue, and its greeting."""
    said = json.loads((DEMO / name.replace(".json", ".shop.json")).read_text(encoding="utf-8"))
    facts = {
        (key, language): text for key, texts in said["facts"].items() for language, text in texts.items()
    }
    return Shop(said["name"], said["currency"], said["link"], facts), said["greeting"]


def _products(file: Path) -> Iterator[ProductFacts]:
    _, _, read = read_file(file.read_bytes(), name=file.name, today=date(2026, 3, 2))
    names: set[str] = set()
    for row in read.products:
        variants = tuple(_variants(row))
        if row.is_published and variants and row.name not in names:
            names.add(row.name)
            yield ProductFacts(
                id=uuid5(NAMESPACE_URL, row.handle),
                handle=row.handle,
                name=row.name,
                category=row.category[-1] if row.category else "",
                description=row.description,
                vendor=row.vendor,
                currency="KES",
                attributes=row.attributes,
                tags=row.tags,
                image_url="",
                link=f"https://shop.example/products/{row.handle}",
                variants=variants,
            )


def _variants(row: ProductRow) -> Iterator[VariantFacts]:
    stock = random.Random(row.handle)
    for number, variant in enumerate(row.variants):
        price = next((variant.prices[code] for code in ("KES", "", "USD") if code in variant.prices), None)
        if price and price.amount:
            is_ours = "KES" in variant.prices
            before = price.compare_at and _shillings(price.compare_at, is_ours=is_ours)
            yield VariantFacts(
                id=uuid5(NAMESPACE_URL, f"{row.handle}/{number}"),
                sku=variant.sku,
                retailer_id=f"{row.handle}-{number}",
                options=variant.options,
                price=_shillings(price.amount, is_ours=is_ours),
                compare_at_price=before,
                stock=variant.stock if variant.stock is None or variant.stock < 100 else stock.randint(0, 30),
            )


def _shillings(amount: Decimal, *, is_ours: bool) -> Decimal:
    return amount if is_ours else Decimal(round(amount * _RATE / 10) * 10)
