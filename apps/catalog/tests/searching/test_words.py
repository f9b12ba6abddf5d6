"""The words that people type, and the products that they mean by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import give, own_json, simple
from apps.catalog.tests.searching.asking import ask, found, handles
from apps.catalog.text import slug, stem, words
from apps.tenants.models import Tenant

DRESSES = {"wrap-dress", "maxi-dress", "day-dress"}


@pytest.mark.parametrize(
    "typed", ["dress", "Dresses", "DRESS", "a dress please", "do you have dresses?", "drèss"]
)
def test_singular_plural_case_and_politeness_find_the_same(wardrobe: TenantCatalog, typed: str) -> None:
    page = ask(wardrobe, typed)

    assert set(handles(page)) == DRESSES
    assert (page.missed, page.corrected_words) == ((), "")


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("tshirt", "polo"),
        ("t shirt", "polo"),
        ("t-shirts", "polo"),
        ("long sleeve", "oxford"),
        ("longsleeve", "oxford"),
        ("powerbank", "power"),
        ("power bank", "power"),
        ("10000mah", "power"),
        ("water 1.5l", "water"),
        ("1.5 litre water", "water"),
        ("knife", "knife"),
        ("knives", "knife"),
        ("ngombe", "ng"),
        ("sisal", "kiondo"),
        ("clothing polo", "polo"),
        ("charges phone", "power"),
    ],
)
def test_ways_of_writing_it_find_it(wardrobe: TenantCatalog, typed: str, handle: str) -> None:
    page = ask(wardrobe, typed)

    assert handles(page)[0] == handle
    assert page.missed == ()


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("gauni", "wrap-dress"),
        ("nataka gauni nyekundu", "wrap-dress"),
        ("shati", "oxford"),
        ("fulana", "polo"),
        ("maji", "water"),
        ("nyama ya ng'ombe", "ng"),
        ("mkoba", "kiondo"),
        ("kale", "kale"),
        ("visu", "knife"),
    ],
)
def test_swahili_finds_what_the_catalogue_calls_in_english(
    wardrobe: TenantCatalog, typed: str, handle: str
) -> None:
    page = ask(wardrobe, typed)

    assert handle in handles(page)
    assert page.missed == ()


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("dreess", "dress"),
        ("drses", "dress"),
        ("watter", "water"),
        ("oxfrod shrit", "oxford shirt"),
        ("guani", "gauni"),
    ],
)
def test_a_misspelled_word_is_put_right_and_said_so(wardrobe: TenantCatalog, typed: str, right: str) -> None:
    page = ask(wardrobe, typed)

    assert page.corrected_words == right
    assert handles(page) == found(wardrobe, right)
    assert page.missed == ()


@pytest.mark.parametrize("typed", ["zzyzx", "cat", "12", "1.5"])
def test_a_word_that_is_near_to_nothing_is_not_bent_into_something(
    wardrobe: TenantCatalog, typed: str
) -> None:
    page = ask(wardrobe, typed)

    assert page.corrected_words == ""
    assert page.missed == ("words",)


def test_what_is_not_published_is_not_found(wardrobe: TenantCatalog) -> None:
    assert "draft" not in found(wardrobe, "secret dress")
    assert ask(wardrobe, "secret").missed == ("words",)


def test_a_name_that_says_it_comes_before_a_description_that_mentions_it(wardrobe: TenantCatalog) -> None:
    # the bag is named so; the power bank's description only speaks of a phone
    assert found(wardrobe, "bag")[0] == "kiondo"
    assert found(wardrobe, "phone") == ["power"]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        *[("dresses", "dress"), ("shoes", "shoe"), ("tomatoes", "tomato"), ("berries", "berry")],
        *[("boxes", "box"), ("watches", "watch"), ("bus", "bus"), ("glass", "glass"), ("as", "as")],
    ],
)
def test_the_singular_of_a_plural(plural: str, singular: str) -> None:
    assert stem(plural) == singular


@given(st.text())
def test_a_slug_of_a_slug_is_itself_and_words_have_no_edges(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert all(word == word.strip() and word for word in words(text))


def test_the_thing_itself_comes_before_what_is_only_for_it(shop: Tenant) -> None:
    give(
        shop,
        own_json(
            simple("case", "Clear Phone Case", category="Cases"),
            simple("zuka", "Zuka 7", category="Phones > Smart"),
            simple("skirt", "Midi Skirt", category="Skirts and trousers"),
            simple("chino", "Trousers", category="Skirts and trousers"),
        ),
    )
    catalog = TenantCatalog(shop.id)

    assert found(catalog, "phone") == ["zuka", "case"]
    # a category that holds several kinds says nothing of which kind a thing in it is
    assert found(catalog, "trousers") == ["chino"]


def test_what_only_mentions_a_thing_is_not_found_by_its_name(shop: Tenant) -> None:
    category = "Rice and pulses"
    give(
        shop,
        own_json(
            simple("rice", "Pishori Rice", 300, category=category),
            simple("long", "Long Grain Rice", 200, category=category),
            simple("lentils", "Lentils", 100, category=category),
            simple("coconut", "Coconut", 80, category="Fruit", description="Good in rice."),
            simple("cooker", "Rice Cooker Pot", 90, category="Kitchen"),
        ),
    )

    catalog = TenantCatalog(shop.id)

    assert set(found(catalog, "mchele")) == {"rice", "long", "cooker"}
    # and the cheapest rice is a rice, not what is for rice
    assert found(catalog, "mchele", order="price") == ["long", "rice"]


@pytest.mark.parametrize(
    ("typed", "handles"),
    [
        ("samaki", {"tilapia"}),
        ("fresh fish", {"tilapia"}),
        ("nyama", {"beef", "goat"}),
        ("nguo za watoto", {"romper"}),
        ("clothes", {"romper", "dress"}),
    ],
)
def test_a_word_for_many_things_finds_each_of_them(shop: Tenant, typed: str, handles: set[str]) -> None:
    give(
        shop,
        own_json(
            simple("tilapia", "Tilapia", category="Fresh > Meat and fish"),
            simple("beef", "Minced Beef", category="Fresh > Meat and fish"),
            simple("goat", "Goat Meat", category="Fresh > Meat and fish"),
            simple("romper", "Romper", category="Children > Babies"),
            simple("dress", "Wrap Dress", category="Women > Dresses"),
            simple("scarf", "Scarf", category="Women > Scarves"),
        ),
    )

    page = ask(TenantCatalog(shop.id), typed)

    assert {product.handle for product in page.products} == handles
    assert page.missed == ()


@pytest.mark.parametrize("typed", ["beer", "wife", "halo", "cancel", "opening", "iphone", "xxxl", "choose"])
def test_another_word_is_not_taken_for_a_misspelling(shop: Tenant, typed: str) -> None:
    names = ("Beef", "Wide Trousers", "Half Loaf", "Candles", "Evening Gown", "Phone", "Vest XXL", "Cheese")
    give(shop, own_json(*(simple(slug(name), name) for name in names)))

    page = ask(TenantCatalog(shop.id), typed)

    assert (page.corrected_words, page.missed) == ("", ("words",))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("blak", "black"),
        ("jeanz", "jeans"),
        ("shugar", "sugar"),
        ("chargr", "charger"),
        ("sweatter", "sweater"),
    ],
)
def test_what_sounds_the_same_is_put_right(shop: Tenant, typed: str, right: str) -> None:
    give(
        shop,
        own_json(*(simple(name, name.title()) for name in ("black", "jeans", "sugar", "charger", "sweater"))),
    )

    assert ask(TenantCatalog(shop.id), typed).corrected_words == right


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("smart watch", "watch"),
        ("power bank 20000", "bank"),
        ("cheap power bank", "bank"),
        ("usb c", "cable"),
    ],
)
def test_words_written_apart_and_numbers_without_their_unit_find_it(
    shop: Tenant, typed: str, handle: str
) -> None:
    give(
        shop,
        own_json(
            simple("watch", "Zuka Smartwatch"),
            simple("tv", "Smart TV"),
            simple("small", "Power Bank 10000 mAh"),
            simple("bank", "Power Bank 20000 mAh", 90, stock=3),
            {"handle": "cable", "name": "Cable", "variants": [{"options": {"Plug": "USB-C"}, "price": 5}]},
        ),
    )

    page = ask(TenantCatalog(shop.id), typed)

    assert handle in handles(page)
    assert (page.missed, page.corrected_words) == ((), "")
    assert "tv" not in handles(page)


def test_the_word_itself_comes_before_words_that_mean_the_same(shop: Tenant) -> None:
    give(shop, own_json(simple("a", "Dress"), simple("b", "Gauni")))
    catalog = TenantCatalog(shop.id)

    assert found(catalog, "gauni") == ["b", "a"]
    assert found(catalog, "dress") == ["a", "b"]
