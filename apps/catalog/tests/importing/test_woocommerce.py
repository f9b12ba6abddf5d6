from datetime import UTC, datetime
from decimal import Decimal

import pytest

from apps.catalog.models import Product, Variant
from apps.catalog.tests.making import counts, give, reasons, stored, woocommerce
from apps.tenants.models import Tenant

TEE = {"ID": "7", "Type": "variable", "SKU": "tee", "Name": "T-Shirt", "Published": "1", "In stock?": "1"}
CAP = {"ID": "9", "Type": "simple", "SKU": "cap", "Name": "Cap", "Published": "1", "Regular price": "800"}


def variation(number: int, size: str, **more: str) -> dict[str, str]:
    row = {"ID": str(number), "Type": "variation", "Parent": "tee", "Published": "1", "Regular price": "900"}
    return row | {"Attribute 1 name": "Size", "Attribute 1 value(s)": size} | more


def test_variations_find_their_product_by_sku_or_by_id(shop: Tenant) -> None:
    give(
        shop,
        woocommerce(variation(12, "L", Position="2", Parent="id:7"), variation(11, "M", Position="1"), TEE),
    )

    sizes = Variant.objects.values_list("options", "retailer_id")
    assert list(sizes) == [([["Size", "M"]], "woo-11"), ([["Size", "L"]], "woo-12")]


def test_a_variation_that_is_switched_off_is_not_sold(shop: Tenant) -> None:
    give(shop, woocommerce(TEE, variation(11, "M"), variation(12, "L") | {"Published": "0"}))

    assert Variant.objects.get().options == [["Size", "M"]]


def test_a_variation_without_its_product_is_reported(shop: Tenant) -> None:
    report = give(shop, woocommerce(CAP, variation(11, "M"), variation(12, "L", Parent="")))

    assert counts(report) == (1, 0, 0, 2)
    assert reasons(report) == [(3, "unknown parent: 'tee'"), (4, "the variation names no parent")]


@pytest.mark.parametrize(
    ("starts", "ends", "price"),
    [
        ("", "", 600),
        ("2026-11-24", "2026-11-24 23:59:59", 600),
        ("2026-11-25", "", 800),
        ("", "2026-11-23", 800),
    ],
)
def test_a_sale_counts_on_its_days_alone(shop: Tenant, starts: str, ends: str, price: int) -> None:
    sale = {"Sale price": "600", "Date sale price starts": starts, "Date sale price ends": ends}

    give(shop, woocommerce(CAP | sale))

    found = Variant.objects.get()
    assert found.price == price
    assert found.compare_at_price == (800 if price == 600 else None)


def test_the_day_of_a_sale_begins_at_the_shops_own_midnight(shop: Tenant) -> None:
    half_past_midnight = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)  # already the 25th in Nairobi
    sale = {"Sale price": "600", "Date sale price starts": "2026-11-25"}

    give(shop, woocommerce(CAP | sale), now=half_past_midnight)

    assert Variant.objects.get().price == 600


def test_what_the_export_escaped_is_read_as_it_was_meant(shop: Tenant) -> None:
    give(
        shop,
        woocommerce(
            CAP
            | {
                "Name": "'=1+1 Cap",
                "Categories": r"Hats\, caps > Caps, Sale",
                "Tags": r"sun\, rain, wool",
                "Description": r"One\nTwo \\n not a line",
            }
        ),
    )

    cap = stored(shop)["cap"]
    assert (cap["name"], cap["category"], cap["tags"]) == (
        "=1+1 Cap",
        ["Hats, caps", "Caps"],
        ["sun, rain", "wool"],
    )
    assert Product.objects.get().description == "One\nTwo \\n not a line"


@pytest.mark.parametrize(
    ("row", "stock"),
    [
        ({"Stock": "5", "In stock?": "1"}, 5),
        ({"Stock": "", "In stock?": "1"}, None),
        ({"Stock": "", "In stock?": "0"}, 0),
        ({"Stock": "0", "In stock?": "backorder"}, None),
        ({"Stock": "0", "Backorders allowed?": "notify", "In stock?": "1"}, None),
    ],
)
def test_stock_is_what_can_still_be_bought(shop: Tenant, row: dict[str, str], stock: int | None) -> None:
    give(shop, woocommerce(CAP | row))

    assert Variant.objects.get().stock == stock


def test_a_decimal_comma_is_a_decimal_comma(shop: Tenant) -> None:
    give(shop, woocommerce(CAP | {"Regular price": "12,50"}))

    assert Variant.objects.get().price == Decimal("12.50")


def test_a_group_is_kept_without_a_price_and_said_so(shop: Tenant) -> None:
    report = give(shop, woocommerce(CAP | {"Type": "grouped", "Regular price": ""}))

    assert counts(report) == (1, 0, 0, 0)
    assert report.notes == ["line 2: a group has no price; customers see its parts"]
    assert not Variant.objects.exists()
