"""Changes by hand keep the index and the revision as right as an import does."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog.models import Category, Product, SearchPosting, SearchTerm, Variant
from apps.catalog.selectors import revision_of
from apps.catalog.services.edit_catalogue import (
    category_edited,
    delete_categories,
    delete_products,
    products_edited,
    set_published,
)
from apps.catalog.services.index_products import rebuild
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import NOON, dress, give, own_json, simple
from apps.catalog.tests.searching.asking import ask, found
from apps.tenants.models import Tenant

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def catalog(shop: Tenant) -> TenantCatalog:
    give(
        shop,
        own_json(dress(), simple("cap", category="Hats"), simple("kofia", "Kofia", category="Hats > Caps")),
    )
    return TenantCatalog(shop.id)


def test_an_edited_name_and_option_are_found_at_once(shop: Tenant, catalog: TenantCatalog) -> None:
    product = Product.objects.get(handle="kitenge-dress")
    Product.objects.filter(pk=product.pk).update(name="Batik Robe")
    Variant.objects.filter(sku="KD-M").update(options=[["Size", "XS"]], price=900)

    products_edited(tenant_id=shop.id, product_ids=[product.pk], now=LATER)

    assert found(catalog, "batik", options=("XS",)) == ["kitenge-dress"]
    assert ask(catalog, "kitenge").missed == ("words",)
    assert catalog.named("an Batik Robe for you")[0].price_min == 900
    assert revision_of(shop.id) == 2
    assert Product.objects.get(pk=product.pk).updated_at == LATER


def test_taken_off_sale_and_put_back(shop: Tenant, catalog: TenantCatalog) -> None:
    ids = list(Product.objects.filter(handle__in=["cap", "kofia"]).values_list("id", flat=True))

    assert set_published(tenant_id=shop.id, product_ids=ids, published=False, now=LATER) == 2
    assert (catalog.count(), [c.name for c in catalog.categories()]) == (1, ["Clothing", "Dresses"])
    assert ask(catalog, "kofia").missed == ("words",)

    # the second time nothing is written
    assert set_published(tenant_id=shop.id, product_ids=ids, published=False, now=LATER) == 0
    assert revision_of(shop.id) == 2
    assert set_published(tenant_id=shop.id, product_ids=ids, published=True, now=LATER) == 2
    assert found(catalog, "kofia")[0] == "kofia"


def test_a_deleted_product_leaves_no_word_behind(shop: Tenant, catalog: TenantCatalog) -> None:
    product = Product.objects.get(handle="kitenge-dress")

    delete_products(tenant_id=shop.id, product_ids=[product.pk], now=LATER)

    assert not SearchTerm.objects.filter(term__in=["kitenge", "=m", "#clothing"]).exists()
    assert (catalog.count(), revision_of(shop.id)) == (2, 2)


def test_a_renamed_category_is_found_by_its_new_name_and_kept_by_an_import(
    shop: Tenant, catalog: TenantCatalog
) -> None:
    caps = Category.objects.get(slug="hats/caps")
    caps.name = "Headwear"
    caps.save()

    category_edited(category=caps, now=LATER)

    assert found(catalog, category="headwear") == ["kofia"]
    assert found(catalog, "headwear") == ["kofia"]
    give(shop, own_json(simple("fez", category="Hats > Caps")))
    assert Product.objects.get(handle="fez").category == caps


def test_a_deleted_category_takes_those_below_and_leaves_the_products(
    shop: Tenant, catalog: TenantCatalog
) -> None:
    hats = Category.objects.get(slug="hats")

    delete_categories(tenant_id=shop.id, category_ids=[hats.pk], now=LATER)

    assert list(Category.objects.values_list("slug", flat=True)) == ["clothing", "clothing/dresses"]
    assert catalog.count() == 3
    assert ask(catalog, category="Hats").missed == ("category",)


def test_another_shops_rows_stay_as_they_are(shop: Tenant, catalog: TenantCatalog, neighbour: Tenant) -> None:
    theirs = list(Product.objects.values_list("id", flat=True))
    categories = list(Category.objects.values_list("id", flat=True))

    assert set_published(tenant_id=neighbour.id, product_ids=theirs, published=False, now=LATER) == 0
    delete_products(tenant_id=neighbour.id, product_ids=theirs, now=LATER)
    delete_categories(tenant_id=neighbour.id, category_ids=categories, now=LATER)
    products_edited(tenant_id=neighbour.id, product_ids=theirs, now=LATER)

    assert (catalog.count(), len(catalog.categories()), revision_of(shop.id)) == (3, 4, 1)


goods = st.fixed_dictionaries(
    {
        "handle": st.sampled_from(["a", "b", "c"]),
        "name": st.sampled_from(["Red Dress", "Dress", "Green-Tea Mug", "Kofia"]),
        "category": st.sampled_from(["", "Hats", "Hats > Caps", "Clothing"]),
        "price": st.integers(0, 3),
        "stock": st.sampled_from([None, 0, 2]),
        "published": st.booleans(),
    }
)
steps = st.one_of(
    st.tuples(st.just("import"), st.lists(goods, max_size=3, unique_by=lambda item: item["handle"])),
    st.tuples(st.sampled_from(["publish", "hide", "delete"]), st.sampled_from("abc")),
    st.tuples(st.sampled_from(["rename", "drop"]), st.sampled_from(["hats", "hats/caps", "clothing"])),
)


def take(step: tuple[str, Any], shop: Tenant) -> None:
    kind, what = step
    named = {"tenant": shop, "slug" if kind in ("rename", "drop") else "handle": what}
    category = Category.objects.filter(**named).first() if "slug" in named else None
    products = (
        Product.objects.filter(**named) if kind in ("publish", "hide", "delete") else Product.objects.none()
    )
    ids = list(products.values_list("id", flat=True))
    match kind:
        case "import":
            give(shop, own_json(*what))
        case "publish" | "hide":
            set_published(tenant_id=shop.id, product_ids=ids, published=kind == "publish", now=LATER)
        case "delete":
            delete_products(tenant_id=shop.id, product_ids=ids, now=LATER)
        case "rename" if category:
            category.name += " x"
            category.save()
            category_edited(category=category, now=LATER)
        case "drop" if category:
            delete_categories(tenant_id=shop.id, category_ids=[category.pk], now=LATER)


def index_of(shop: Tenant) -> tuple[set[Any], set[Any]]:
    postings = SearchPosting.objects.filter(tenant=shop)
    columns = (
        "product_id",
        "term",
        "weight",
        "price_min",
        "price_max",
        "in_stock",
        "marks_low",
        "marks_high",
    )
    return (
        set(postings.values_list(*columns)),
        set(SearchTerm.objects.filter(tenant=shop).values_list("term", "products")),
    )


@given(st.lists(steps, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.django_db
def test_after_any_changes_the_index_is_the_one_that_a_rebuild_would_write(
    taken: list[tuple[str, Any]],
) -> None:
    shop = Tenant.objects.create(slug=uuid.uuid4().hex, name="Duka", currency="KES")
    for step in taken:
        take(step, shop)
    kept = index_of(shop)

    rebuild(tenant_id=shop.id, now=LATER)

    assert kept == index_of(shop)
