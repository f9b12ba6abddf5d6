"""A row that cannot be taken is named with its line and the reason; the rest goes in."""

from typing import Any

import pytest

from apps.catalog.models import Product, Variant
from apps.catalog.tests.making import counts, dress, give, own_json, reasons, shopify, simple
from apps.tenants.models import Tenant

GOOD = {"Handle": "good", "Title": "Good", "Variant Price": "10"}
BAD: list[tuple[dict[str, str], str]] = [
    ({"Variant Price": ""}, "price is missing"),
    ({"Variant Price": "-1"}, "price is negative: -1"),
    ({"Variant Price": "1.999"}, "price has more than two decimals: 1.999"),
    ({"Variant Price": "1,250"}, "price can be read in two ways: '1,250'; write it without a comma"),
    ({"Variant Price": "NaN"}, "price is not a number: 'NaN'"),
    ({"Variant Price": "1_000"}, "price is not a number: '1_000'"),
    ({"Variant Price": "1e999"}, "price is too large: 1E+999"),
    ({"Variant Price": "9" * 50}, f"price is not a number: '{'9' * 40}'…"),
    ({"Variant Compare At Price": "cheap"}, "compare at price is not a number: 'cheap'"),
    ({"Variant Inventory Qty": "2.5"}, "stock is not a whole number: 2.5"),
    ({"Variant Inventory Qty": "3000000000"}, "stock is too large: 3000000000"),
    ({"Title": "<b></b>"}, "title is missing"),
    ({"Title": "n" * 301}, "title is too long: 301 characters, at most 300"),
    ({"Variant SKU": "s" * 101}, "sku is too long: 101 characters, at most 100"),
    ({"Type": ">".join(["category"] * 25)}, "category path is too long: at most 190 characters"),
    ({"Image Src": "https://i/" + "x" * 2000}, "image is too long: 2010 characters, at most 2000"),
]


@pytest.mark.parametrize(("change", "reason"), BAD)
def test_one_bad_row_does_not_stop_the_rest(shop: Tenant, change: dict[str, str], reason: str) -> None:
    bad = GOOD | {"Handle": "bad"} | change

    report = give(shop, shopify(bad, GOOD))

    assert reasons(report) == [(2, reason)]
    assert [product.handle for product in Product.objects.all()] == ["good"]


@pytest.mark.parametrize(
    ("written", "price"),
    [("1250", 1250), ("12.50", 12.5), ("12,50", 12.5), ("1,250.00", 1250), ("1.250,00", 1250), ("1e3", 1000)],
)
def test_a_price_with_one_reading_is_taken(shop: Tenant, written: str, price: float) -> None:
    give(shop, shopify(GOOD | {"Variant Price": written}))

    assert float(Variant.objects.get().price) == price


def test_every_row_without_a_handle_is_reported(shop: Tenant) -> None:
    report = give(shop, shopify(GOOD | {"Handle": ""}, GOOD, GOOD | {"Handle": " "}))

    assert reasons(report) == [(2, "handle is missing"), (4, "handle is missing")]


def test_a_sku_that_stands_twice_is_reported_and_the_first_keeps_it(shop: Tenant) -> None:
    report = give(shop, own_json(simple("a", sku="X"), simple("b", sku="X"), simple("c", sku="Y")))

    assert reasons(report) == [(2, "duplicate sku or retailer id: 'X'")]
    assert set(Variant.objects.values_list("product__handle", "sku")) == {("a", "X"), ("c", "Y")}


def test_a_handle_that_stands_twice_is_reported(shop: Tenant) -> None:
    report = give(shop, own_json(simple("a", "First"), simple("a", "Second")))

    assert reasons(report) == [(2, "duplicate handle: 'a' stands on an earlier line")]
    assert Product.objects.get().name == "First"


def test_a_sku_of_a_product_outside_the_file_is_reported(shop: Tenant) -> None:
    give(shop, own_json(simple("old", sku="X")))

    report = give(shop, own_json(simple("new", sku="X"), simple("other", sku="Y")))

    assert reasons(report) == [(1, "duplicate sku or retailer id: 'X' belongs to 'old'")]
    assert counts(report) == (1, 0, 0, 1)


def test_a_price_in_another_currency_than_the_products_is_left_out_and_said_so(shop: Tenant) -> None:
    report = give(shop, own_json(dress(currency="USD"), currency="KES"))

    assert counts(report) == (1, 0, 0, 0)
    assert Product.objects.get().currency == "USD"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("dress", "a product must be an object"),
        (simple("a", prise=5), "unknown key: 'prise'"),
        (simple("a", tags="red"), "tags must be a list"),
        (simple("a", attributes=["red"]), "attributes must be an object"),
        (simple("a", published="yes"), "published must be true or false"),
        (simple("a", price=True), "price must be a number"),
        (simple("a", description=5), "description must be text"),
        (simple("a", images=[{"url": "x"}]), "unknown key: 'url'"),
        (simple("a", currency="shilling"), "currency is not a three-letter code: 'shilling'"),
        (simple("a", variants=[5]), "a variant must be an object"),
        (simple("a", variants=[{"price": 5, "options": {"Size": 5}}]), "options must be text"),
        ({"name": "A", "price": 5}, "handle is missing"),
    ],
)
def test_a_product_of_our_json_that_is_wrong_is_named(shop: Tenant, item: Any, reason: str) -> None:
    report = give(shop, own_json(item, simple("good")))

    assert reasons(report) == [(1, reason)]
    assert counts(report) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"wabot_catalogue": 2, "products": []}', "wabot_catalogue must be 1, the version of the format"),
        (b'{"wabot_catalogue": 1, "products": {}}', "products must be a list"),
        (b'{"wabot_catalogue": 1, "product": []}', "unknown key: 'product'"),
    ],
)
def test_our_json_of_another_shape_is_refused(shop: Tenant, content: bytes, reason: str) -> None:
    assert reasons(give(shop, content)) == [(1, reason)]
