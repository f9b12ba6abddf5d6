"""The rest of what a turn may ask of a shop's catalogue."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.catalog.facts import CatalogView, ProductQuery
from apps.catalog.models import Product, Variant
from apps.catalog.selectors import revision_of
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import give, own_json, simple
from apps.catalog.tests.searching.asking import ask, handles
from apps.tenants.models import Tenant


def test_the_view_is_what_a_turn_expects(wardrobe: TenantCatalog) -> None:
    view: CatalogView = wardrobe

    assert view.count() == 11


def test_categories_count_what_lies_below_them(wardrobe: TenantCatalog) -> None:
    counted = {category.slug: category.product_count for category in wardrobe.categories()}

    assert counted["clothing"] == 5
    assert counted["clothing/dresses"] == 3
    # nearer the top first
    assert [category.name for category in wardrobe.categories()][-2:] == ["Dresses", "Shirts"]


def test_a_category_of_hidden_products_is_not_shown(shop: Tenant) -> None:
    give(shop, own_json(simple("a", category="Seen"), simple("b", category="Unseen", published=False)))

    assert [category.name for category in TenantCatalog(shop.id).categories()] == ["Seen"]


def test_products_come_in_the_order_asked_for_and_unknown_ids_are_left_out(wardrobe: TenantCatalog) -> None:
    ids = dict(Product.objects.values_list("handle", "id"))

    found = wardrobe.products([ids["polo"], uuid4(), ids["draft"], ids["kale"], ids["polo"]])

    assert [product.handle for product in found] == ["polo", "kale"]


def test_whatsapps_id_leads_to_the_variant_and_a_handle_to_the_product(wardrobe: TenantCatalog) -> None:
    variant = wardrobe.product_of_retailer_id("wrap-dress-1")
    whole = wardrobe.product_of_retailer_id("polo")

    assert variant is not None
    assert variant[1] is not None
    assert (variant[0].handle, variant[1].label) == ("wrap-dress", "Red / L")
    assert whole is not None
    assert (whole[0].handle, whole[1]) == ("polo", None)
    assert wardrobe.product_of_retailer_id("draft") is None
    assert wardrobe.product_of_retailer_id("nothing") is None


def test_names_that_stand_in_a_sentence_are_found_longest_first(shop: Tenant) -> None:
    give(shop, own_json(simple("a", "Tea"), simple("b", "Green Tea"), simple("c", "Green-Tea Mug")))

    said = TenantCatalog(shop.id).named("Our GREEN TEA is 100, the green-tea mug 300; a teapot we have not.")

    assert [product.name for product in said] == ["Green-Tea Mug", "Green Tea", "Tea"]
    assert [product.name for product in TenantCatalog(shop.id).named("green tea", limit=1)] == ["Green Tea"]


def test_a_picture_of_ours_has_an_address_that_a_phone_can_fetch(shop: Tenant) -> None:
    give(shop, own_json(simple("a", images=["picture:dress-red"]), simple("b", images=["https://i/1.png"])))

    urls = {product.handle: product.image_url for product in ask(TenantCatalog(shop.id)).products}
    assert urls == {"a": "http://127.0.0.1:8000/pictures/dress-red.png", "b": "https://i/1.png"}


@pytest.mark.parametrize("products", [1, 40])
def test_an_answer_takes_the_same_few_questions_for_any_number_of_products(
    shop: Tenant, products: int
) -> None:
    give(shop, own_json(*(simple(f"cap-{at}", "Cap", images=["x"]) for at in range(products))))
    ask(TenantCatalog(shop.id), "cap")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask(TenantCatalog(shop.id), "cap", limit=40)

    assert len(asked) <= 5


def test_another_shops_products_are_never_found(wardrobe: TenantCatalog, neighbour: Tenant) -> None:
    give(neighbour, own_json(simple("wrap-dress", "Wrap Dress Next Door", 5), simple("own", "Lamp")))
    theirs = TenantCatalog(neighbour.id)

    for page in (
        ask(wardrobe, "dress"),
        ask(wardrobe, order="price"),
        ask(wardrobe, "lamp"),
        ask(wardrobe, "door"),
    ):
        assert "Wrap Dress Next Door" not in [product.name for product in page.products]
    assert handles(ask(theirs)) == ["wrap-dress", "own"]
    # neither by id, by WhatsApp's id, by name, by category nor by a misspelling of their words
    ours = Variant.objects.get(retailer_id="wrap-dress-1")
    assert theirs.products([ours.product_id]) == ()
    assert theirs.product_of_retailer_id("wrap-dress-1") is None
    assert theirs.named("Maxi Dress") == ()
    assert (theirs.categories(), theirs.count()) == ((), 2)
    assert ask(theirs, "oxfrod").corrected_words == ""


def test_the_revision_moves_with_every_change_and_with_nothing_else(shop: Tenant) -> None:
    assert revision_of(shop.id) == 0
    for content, expected in ((simple("a"), 1), (simple("a"), 1), (simple("a", price=5), 2)):
        give(shop, own_json(content))

        assert revision_of(shop.id) == expected


def test_two_categories_of_one_name_are_told_apart(shop: Tenant) -> None:
    give(
        shop,
        own_json(
            simple("boots", category="Shoes > Men"),
            simple("sandals", category="Shoes > Men"),
            simple("shirt", category="Men > Shirts"),
        ),
    )
    catalog = TenantCatalog(shop.id)

    boots = next(product for product in ask(catalog, "boots").products)

    assert (boots.category, boots.category_slug) == ("Men", "shoes/men")
    assert set(handles(ask(catalog, category=boots.category_slug))) == {"boots", "sandals"}


def test_in_one_turn_the_same_wish_is_looked_for_once_for_all_its_pages(
    shop: Tenant,
) -> None:
    give(shop, own_json(*(simple(f"cap-{number}", f"Cap {number}", category="Hats") for number in range(4))))
    catalog = TenantCatalog(shop.id)
    first = catalog.search(ProductQuery(words="cap", limit=2))

    with CaptureQueriesContext(connection) as asked:
        second = catalog.search(ProductQuery(words="cap", limit=2, offset=2))

    assert not any("searchterm" in query["sql"] for query in asked)
    assert {*handles(first), *handles(second)} == {f"cap-{number}" for number in range(4)}
