"""The demo shops are worth a first look: complete, buyable, found in both languages, with a picture each."""

import itertools
import re
from datetime import date

import pytest

from apps.catalog.demo.drawing.canvas import COLOURS
from apps.catalog.demo.pictures import KINDS
from apps.catalog.demo.shops import DemoShop, demo_shops
from apps.catalog.services.import_formats import read_file
from apps.catalog.services.import_rows import ProductRow
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import counts, give
from apps.catalog.tests.searching.asking import ask
from apps.tenants.models import FactKey, Tenant

SHOPS = {shop.slug: shop for shop in demo_shops()}
KES_FROM_TO = {"mawingu-wear": (300, 8_000), "nuru-phones": (150, 120_000), "jirani-grocers": (5, 6_000)}
SAID = {
    "mawingu-wear": {"red dress": "gauni nyekundu", "shoes": "viatu", "sweater": "sweta", "bag": "mkoba"},
    "nuru-phones": {"phone": "simu", "charger": "chaja", "speaker": "spika", "cover": "kava"},
    "jirani-grocers": {
        "milk": "maziwa",
        "maize flour": "unga wa mahindi",
        "eggs": "mayai",
        "rice": "mchele",
        "onions": "vitunguu",
        "soap": "sabuni",
        "bread": "mkate",
        "tea": "chai",
        "beef": "ng'ombe",
    },
}


@pytest.fixture(params=SHOPS)
def demo(request: pytest.FixtureRequest) -> DemoShop:
    return SHOPS[request.param]


@pytest.fixture
def goods(demo: DemoShop) -> list[ProductRow]:
    _, _, read = read_file(demo.catalogue.read_bytes(), name=demo.slug, today=date(2026, 11, 24))
    assert read.bad == []
    return read.products


def test_it_has_40_to_300_products_that_come_in_and_are_found_in_both_languages(
    shop: Tenant, demo: DemoShop
) -> None:
    content = demo.catalogue.read_bytes()
    first = give(shop, content)
    catalog = TenantCatalog(shop.id)

    assert first.rejected == []
    assert 40 <= first.created <= 300
    assert counts(give(shop, content)) == (0, 0, first.created, 0)
    for english, swahili in SAID[demo.slug].items():
        pages = ask(catalog, english), ask(catalog, swahili)
        assert [page.missed for page in pages] == [(), ()], (english, swahili)
        assert set(pages[0].products) & set(pages[1].products), (english, swahili)


def test_every_product_can_be_told_and_told_apart(goods: list[ProductRow]) -> None:
    assert len({product.name for product in goods}) == len(goods)
    for product in goods:
        assert product.description.endswith((".", "!"))
        assert len(product.name) <= 60
        assert product.category
        assert all(variant.sku for variant in product.variants)
        assert len({variant.options for variant in product.variants}) == len(product.variants)


def test_every_product_has_a_picture_that_we_draw(goods: list[ProductRow]) -> None:
    for product in goods:
        assert product.images
        for image in product.images:
            kind, _, colour = image.source.removeprefix("picture:").rpartition("-")
            assert kind in KINDS, image.source
            assert colour in COLOURS, image.source


def test_some_is_sold_out_some_is_not_counted_and_some_is_reduced(goods: list[ProductRow]) -> None:
    variants = [variant for product in goods for variant in product.variants]

    assert {0, None} <= {variant.stock for variant in variants}
    assert any(variant.prices["KES"].compare_at for variant in variants)
    buyable = [product for product in goods if any(variant.stock != 0 for variant in product.variants)]
    assert len(buyable) > 0.8 * len(goods)


def test_prices_are_those_of_nairobi(goods: list[ProductRow], demo: DemoShop) -> None:
    lowest, highest = KES_FROM_TO[demo.slug]

    prices = [variant.prices["KES"].amount for product in goods for variant in product.variants]
    assert lowest <= min(prices)
    assert max(prices) <= highest
    assert all(price == int(price) for price in prices)


def test_the_shop_says_everything_in_both_languages(demo: DemoShop) -> None:
    assert set(demo.facts) == set(itertools.product(FactKey.values, ("en", "sw")))
    assert all(0 < len(text) <= 900 for text in demo.facts.values())
    assert demo.name in demo.greeting
    assert demo.link.endswith(".example")
    assert re.fullmatch("[a-z-]+", demo.slug)
