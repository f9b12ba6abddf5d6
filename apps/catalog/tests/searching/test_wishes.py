"""Prices, options, stock, categories and order; and the nearest thing when a wish cannot be met."""

from decimal import Decimal

import pytest

from apps.catalog.facts import ProductPage
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import give, own_json, simple
from apps.catalog.tests.searching.asking import ask, found, handles
from apps.tenants.models import Tenant


def price_of(page: ProductPage) -> list[int]:
    return [int(product.price_min) for product in page.products]


def test_prices_are_bounds_that_are_included(wardrobe: TenantCatalog) -> None:
    assert set(found(wardrobe, "dress", price_max=Decimal(2500))) == {"wrap-dress", "day-dress"}
    assert set(found(wardrobe, "dress", price_min=Decimal(3300))) == {"maxi-dress"}
    assert found(wardrobe, "dress", price_min=Decimal(2600), price_max=Decimal(2700)) == ["wrap-dress"]


def test_a_price_between_two_variants_is_met_by_neither(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "maxi", price_min=Decimal(3210), price_max=Decimal(3290))

    assert (handles(page), page.missed) == (["maxi-dress"], ("price",))


def test_options_must_be_met_by_one_variant(wardrobe: TenantCatalog) -> None:
    # the maxi dress comes in red and in L, but not in red and L
    page = ask(wardrobe, "dress", options=("Red", "L"))

    assert (handles(page), page.missed) == (["wrap-dress"], ())


def test_the_variant_that_fits_must_be_in_stock(wardrobe: TenantCatalog) -> None:
    # the wrap dress has stock, yet not in red and M
    page = ask(wardrobe, "dress", options=("Red", "M"), in_stock_only=True)

    assert (handles(page), page.missed) == (["maxi-dress"], ())


@pytest.mark.parametrize("options", [("nyekundu", "kubwa"), ("RED", "Large"), ("red", "l")])
def test_options_go_by_other_words_too(wardrobe: TenantCatalog, options: tuple[str, ...]) -> None:
    assert found(wardrobe, "dress", options=options) == ["wrap-dress"]


def test_what_is_not_counted_is_in_stock(wardrobe: TenantCatalog) -> None:
    assert "power" in found(wardrobe, in_stock_only=True, limit=50)
    assert "kiondo" not in found(wardrobe, in_stock_only=True, limit=50)


@pytest.mark.parametrize("category", ["clothing/shirts", "Shirts", "shirt", "mashati", "shirst"])
def test_a_category_goes_by_slug_name_and_near_words(wardrobe: TenantCatalog, category: str) -> None:
    assert set(found(wardrobe, category=category)) == {"polo", "oxford"}


def test_a_category_has_what_its_sub_categories_have(wardrobe: TenantCatalog) -> None:
    assert set(found(wardrobe, category="Clothing")) == {
        "wrap-dress",
        "maxi-dress",
        "day-dress",
        "polo",
        "oxford",
    }


def test_a_category_that_is_not_there_is_missed(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "dress", category="Spaceships")

    assert (len(page.products), page.missed) == (3, ("category",))


def test_order_by_price_goes_both_ways(wardrobe: TenantCatalog) -> None:
    assert price_of(ask(wardrobe, "dress", order="price")) == [1800, 2500, 3200]
    assert price_of(ask(wardrobe, "dress", order="-price")) == [3200, 2500, 1800]
    assert price_of(ask(wardrobe, order="price", limit=3)) == [30, 120, 450]


def test_pages_follow_on_each_other_without_overlap(wardrobe: TenantCatalog) -> None:
    pages = [ask(wardrobe, limit=4, offset=offset) for offset in (0, 4, 8, 12)]

    shown = [handle for page in pages for handle in handles(page)]
    assert len(shown) == len(set(shown)) == 11
    assert {page.total for page in pages} == {11}
    assert pages[3].products == ()


def test_without_words_the_shops_own_order_stands_and_sold_out_comes_last(wardrobe: TenantCatalog) -> None:
    shown = found(wardrobe, limit=50)

    assert shown[:5] == ["wrap-dress", "maxi-dress", "day-dress", "polo", "oxford"]
    assert shown[-1] == "kiondo"


def test_nothing_in_the_price_shows_the_nearest_first(wardrobe: TenantCatalog) -> None:
    cheaper = ask(wardrobe, "dress", price_max=Decimal(1000))
    dearer = ask(wardrobe, "dress", price_min=Decimal(9000))

    assert (price_of(cheaper), cheaper.missed) == ([1800, 2500, 3200], ("price",))
    assert (price_of(dearer), dearer.missed) == ([3200, 2500, 1800], ("price",))


def test_nothing_in_the_colour_shows_the_rest_and_what_was_missed(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "dress", options=("Purple",))

    assert (len(page.products), page.missed) == (3, ("options",))


def test_sold_out_is_shown_when_nothing_else_is_there(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "bag", in_stock_only=True)

    assert (handles(page), page.missed) == (["kiondo"], ("stock",))


def test_only_what_is_to_blame_is_missed(wardrobe: TenantCatalog) -> None:
    # stock and price can be had, the colour cannot
    page = ask(wardrobe, "dress", options=("Purple",), price_max=Decimal(2000), in_stock_only=True)

    assert (handles(page), page.missed) == (["day-dress"], ("options",))


def test_a_word_too_many_still_finds_the_others(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "dress zzyzx")
    apart = ask(wardrobe, "oxford kiondo")

    assert (set(handles(page)), page.missed) == ({"wrap-dress", "maxi-dress", "day-dress"}, ("words",))
    assert (set(handles(apart)), apart.missed) == ({"oxford", "kiondo"}, ("words",))


def test_nothing_known_at_all_shows_what_there_is(wardrobe: TenantCatalog) -> None:
    page = ask(wardrobe, "helicopter", limit=3)

    assert (len(page.products), page.missed) == (3, ("words",))


def test_an_empty_catalogue_has_nothing_and_misses_nothing(empty: TenantCatalog) -> None:
    page = ask(empty, "dress", category="Bags", options=("Red",), price_max=Decimal(5), in_stock_only=True)

    assert (page.products, page.total, page.missed) == ((), 0, ())
    assert (empty.count(), empty.categories(), empty.named("dress")) == (0, (), ())


def test_pages_go_on_behind_the_first_sixty(shop: Tenant) -> None:
    give(shop, own_json(*(simple(f"cap-{at:03}", "Cap") for at in range(70))))
    catalog = TenantCatalog(shop.id)

    pages = [ask(catalog, "cap", limit=10, offset=offset) for offset in range(0, 80, 10)]

    assert [handle for page in pages for handle in handles(page)] == [f"cap-{at:03}" for at in range(70)]
    # on the first pages the count says no more than that others follow
    assert pages[0].total == 60
    assert pages[-1].total == 70


def test_only_what_is_reduced_and_there_is_found_as_reduced(shop: Tenant) -> None:
    give(
        shop,
        own_json(
            simple("reduced", "Red Cup", 80, compare_at_price=100),
            simple("usual", "Blue Cup", 80),
            simple("gone", "Green Cup", 80, compare_at_price=100, stock=0),
            simple("dearer", "Old Cup", 80, compare_at_price=70),
            simple("plate", "Red Plate", 50, compare_at_price=60),
        ),
    )
    catalog = TenantCatalog(shop.id)

    assert set(found(catalog, reduced_only=True)) == {"reduced", "plate"}
    assert found(catalog, "cup", reduced_only=True, order="price") == ["reduced"]
    # and no wish that gives way lets another in
    assert set(found(catalog, "saucer", price_max=Decimal(40), reduced_only=True)) <= {"reduced", "plate"}


@pytest.mark.parametrize(
    ("age", "handles"),
    [("6 years", ["romper", "dress"]), ("3 months", ["baby"]), ("6 months", ["baby"]), ("30 years", [])],
)
def test_an_age_is_met_by_the_sizes_that_span_it(shop: Tenant, age: str, handles: list[str]) -> None:
    def sized(handle: str, *sizes: str) -> dict[str, object]:
        variants = [
            {"retailer_id": f"{handle}{at}", "options": {"Size": size}, "price": 9}
            for at, size in enumerate(sizes)
        ]
        return {"handle": handle, "name": handle, "variants": variants}

    give(
        shop,
        own_json(
            sized("romper", "5-6 years"),
            sized("dress", "2-3 years", "6-7 years"),
            sized("baby", "3-6 months"),
        ),
    )

    page = ask(TenantCatalog(shop.id), options=(age,))

    assert {product.handle for product in page.products if not page.missed} == set(handles)
