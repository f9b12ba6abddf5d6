"""Exports that other projects publish, counted by a second, simpler reading of each file."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from apps.catalog.models import Variant
from apps.catalog.tests.making import counts, give, stored
from apps.tenants.models import Tenant

Facts = dict[str, dict[str, Any]]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name.strip(): value.strip() for name, value in row.items()}


def money(value: str) -> Decimal | None:
    return Decimal(value) if value and Decimal(value) else None


def words(value: str, separator: str = ",") -> list[str]:
    return [part.strip() for part in value.split(separator) if part.strip()]


def shopify(path: Path) -> Facts:
    found: Facts = {}
    for row in rows_of(path):
        if row["Title"]:
            found[row["Handle"]] = {
                "name": row["Title"],
                "category": words(row["Type"]),
                "tags": words(row["Tags"]),
                "published": row["Published"] == "true",
                "images": [],
                "variants": {},
            }
            names = [row["Option1 Name"], row["Option2 Name"], row["Option3 Name"]]
        product = found[row["Handle"]]
        product["images"].append((int(row["Image Position"] or 99), row["Image Src"]))
        product["images"].append((100, row["Variant Image"]))
        if price := money(row["Variant Price"]):
            chosen = [row["Option1 Value"], row["Option2 Value"], row["Option3 Value"]]
            options = tuple(
                (n, v) for n, v in zip(names, chosen, strict=True) if v not in ("", "Default Title")
            )
            before = money(row["Variant Compare At Price"])
            # none of these files has a tracker: then 0 means that nobody counts
            stock = int(row["Variant Inventory Qty"]) or None
            product["variants"][options] = (row["Variant SKU"], price, before, stock)
    for product in found.values():
        in_order = sorted(product["images"], key=lambda placed: placed[0])
        product["images"] = list(dict.fromkeys(source for _, source in in_order if source))
    return found


def woocommerce(path: Path) -> Facts:
    rows = list(rows_of(path))
    found: Facts = {
        row["SKU"]: {
            "name": " ".join(row["Name"].split()),
            "category": words(row["Categories"].split(",")[0], ">"),
            "tags": words(row["Tags"]),
            "published": row["Visibility in catalog"] == "visible",
            "images": words(row["Images"]),
            "variants": {},
        }
        for row in rows
        if row["Type"] != "variation"
    }
    for row in rows:
        if row["Type"] in ("variable", "grouped"):
            continue
        is_child = row["Type"] == "variation"
        pairs = [(row[f"Attribute {at} name"], row[f"Attribute {at} value(s)"]) for at in (1, 2)]
        options = tuple(pair for pair in pairs if is_child and pair[1])
        regular, sale = Decimal(row["Regular price"]), money(row["Sale price"])
        sold = (row["SKU"], sale or regular, regular if sale else None, None)
        found[row["Parent"] or row["SKU"]]["variants"][options] = sold
    return found


def spree(path: Path) -> Facts:
    found: Facts = {}
    for row in rows_of(path):
        if row["name"]:
            found[row["slug"]] = {
                "name": row["name"],
                "category": words(row["category1"], "->"),
                "tags": words(row["tags"]),
                "published": True,
                "images": [],
                "variants": {},
            }
        product = found[row["slug"]]
        if row["image1_src"] and row["image1_src"] not in product["images"]:
            product["images"].append(row["image1_src"])
        if row["currency"] == "USD" and row["option1_name"]:
            pairs = [(row[f"option{at}_name"], row[f"option{at}_value"]) for at in (1, 2)]
            options = tuple(pair for pair in pairs if pair[1])
            sold = (
                row["sku"],
                Decimal(row["price"]),
                money(row["compare_at_price"]),
                int(row["inventory_count"]),
            )
            product["variants"][options] = sold
    return found


def vendure(path: Path) -> Facts:
    found: Facts = {}
    for row in rows_of(path):
        if row["slug"]:
            facets = [facet.split(":") for facet in words(row["facets"], "|")]
            product = found[row["slug"]] = {
                "name": row["name"],
                "category": [value for name, value in facets if name == "category"],
                "tags": [],
                "published": True,
                "images": words(row["assets"], "|"),
                "variants": {},
            }
            groups = words(row["optionGroups"], "|")
        options = tuple(zip(groups, words(row["optionValues"], "|"), strict=True))
        product["variants"][options] = (row["sku"], Decimal(row["price"]), None, int(row["stockOnHand"]))
    return found


READERS: dict[str, Callable[[Path], Facts]] = {
    "shopify_apparel.csv": shopify,
    "shopify_home-and-garden.csv": shopify,
    "shopify_jewelery.csv": shopify,
    "woocommerce_sample_products.csv": woocommerce,
    "spree_products.csv": spree,
    "vendure_products.csv": vendure,
}


@pytest.mark.parametrize("name", READERS)
def test_a_published_export_comes_in_to_the_last_price(shop: Tenant, shared_data: Path, name: str) -> None:
    path = shared_data / "catalogs" / name
    expected = READERS[name](path)

    report = give(shop, path.read_bytes())

    assert counts(report) == (len(expected), 0, 0, 0)
    assert report.variants == sum(len(product["variants"]) for product in expected.values())
    assert stored(shop) == expected


@pytest.mark.parametrize("name", [*READERS, "saleor_populatedb.json"])
def test_giving_a_published_export_again_changes_nothing(shop: Tenant, shared_data: Path, name: str) -> None:
    content = (shared_data / "catalogs" / name).read_bytes()
    first = give(shop, content)

    assert counts(give(shop, content)) == (0, 0, first.created, 0)


def test_saleors_rows_are_joined_by_their_keys(shop: Tenant, shared_data: Path) -> None:
    path = shared_data / "catalogs" / "saleor_populatedb.json"
    tables: dict[str, dict[Any, dict[str, Any]]] = defaultdict(dict)
    for item in json.loads(path.read_text(encoding="utf-8")):
        tables[item["model"]][item["pk"]] = item["fields"]
    products, variants = tables["product.product"], tables["product.productvariant"]

    report = give(shop, path.read_bytes())

    found = stored(shop)
    assert counts(report) == (len(products), 0, 0, 0)
    assert report.variants == len(variants)
    assert {product["slug"]: product["name"] for product in products.values()} == {
        handle: product["name"] for handle, product in found.items()
    }
    # each variant's stock over all warehouses, and one of its two prices
    for pk, variant in variants.items():
        sold = Variant.objects.get(tenant=shop, retailer_id=variant["sku"] or f"saleor-{pk}")
        listed = [
            row for row in tables["product.productvariantchannellisting"].values() if row["variant"] == pk
        ]
        held = [row["quantity"] for row in tables["warehouse.stock"].values() if row["product_variant"] == pk]
        assert sold.price in [Decimal(row["discounted_price_amount"]) for row in listed]
        assert sold.stock == (sum(held) if variant["track_inventory"] else None)
    # Saleor names a variant without a name by its own key, which says nothing to a customer
    assert not [sold for sold in Variant.objects.all() if "UHJvZHVjd" in str(sold.options)]
