"""A shop's people keep their catalogue by hand, and search follows at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from apps.catalog.models import Category, Product, ProductImage, SearchTerm, Variant
from apps.catalog.selectors import revision_of
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import dress, give, own_json, simple
from apps.catalog.tests.searching.asking import ask, found
from apps.tenants.isolation import APP_ROLE, tenant_scope
from apps.tenants.models import Member, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PRODUCTS, CATEGORIES = "/admin/catalog/product/", "/admin/catalog/category/"
VARIANT_COLUMNS = ("options", "sku", "price", "compare_at_price", "stock", "position")


@contextmanager
def as_the_web() -> Iterator[None]:
    """What the web process is from its first connection on: bound by row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


@pytest.fixture
def catalog(shop: Tenant, neighbour: Tenant) -> TenantCatalog:
    give(shop, own_json(dress(images=["picture:dress-red"]), simple("cap", category="Hats", stock=0)))
    give(neighbour, own_json(simple("lamp", "Secret Lamp", category="Lights")))
    return TenantCatalog(shop.id)


@pytest.fixture
def member(client: Client, shop: Tenant) -> Client:
    user = User.objects.create(username="hers", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog"))
    Member.objects.create(tenant=shop, user=user)
    client.force_login(user)
    return client


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True))
    return client


def product_form(product: Product | None, variants: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """What the browser sends: the product's fields and one block for each variant."""
    there = list(product.variants.all()) if product else []
    empty = ("description", "attributes", "tags", "vendor", "link")
    data: dict[str, Any] = dict.fromkeys(empty, "") | {"currency": "KES", "position": 0, "is_published": "on"}
    data |= {"name": product.name if product else "", "images-TOTAL_FORMS": 0, "images-INITIAL_FORMS": 0}
    data |= {"variants-TOTAL_FORMS": len(variants), "variants-INITIAL_FORMS": len(there)}
    for at, variant in enumerate(variants):
        data |= {f"variants-{at}-{name}": variant.get(name, "") for name in VARIANT_COLUMNS}
        data[f"variants-{at}-position"] = at
        data[f"variants-{at}-id"] = str(there[at].pk) if at < len(there) else ""
        data[f"variants-{at}-product"] = str(product.pk) if product else ""
        data |= {f"variants-{at}-DELETE": "on"} if variant.get("gone") else {}
    if product:
        data["category"] = str(product.category_id or "")
    return data | changes


def errors(answer: Any) -> str:
    return answer.content.decode() if answer.status_code == 200 else ""


def test_a_member_sees_and_finds_their_own_products_alone(catalog: TenantCatalog, member: Client) -> None:
    lamp = Product.objects.get(handle="lamp")

    with as_the_web():
        listed = member.get(PRODUCTS).content.decode()
        by_sku = member.get(PRODUCTS, {"q": "KD-L"}).content.decode()
        other = member.get(f"{PRODUCTS}{lamp.pk}/change/")
        category = member.get(CATEGORIES).content.decode()

    assert "Kitenge Dress" in listed
    assert "KES 2,500" in listed
    assert "/pictures/dress-red.png" in listed
    assert "Secret Lamp" not in listed
    assert "Kitenge Dress" in by_sku
    assert ">Cap<" not in by_sku
    assert other.status_code == 302
    assert "Lights" not in category


@pytest.mark.parametrize(
    ("sift", "shown"),
    [
        ("stock=out", {"Cap"}),
        ("stock=in", {"Kitenge Dress"}),
        ("stock=few", set()),
        ("is_published__exact=0", set()),
    ],
)
def test_products_are_sifted_by_stock_and_by_being_shown(
    catalog: TenantCatalog, member: Client, sift: str, shown: set[str]
) -> None:
    listed = member.get(f"{PRODUCTS}?{sift}").content.decode()

    assert {name for name in ("Kitenge Dress", "Cap") if f">{name}<" in listed} == shown


def test_an_edited_product_is_found_as_it_is_now(
    shop: Tenant, catalog: TenantCatalog, member: Client
) -> None:
    product = Product.objects.get(handle="kitenge-dress")
    form = product_form(
        product,
        [
            {"options": "Size: S\nColour: Red", "sku": "KD-M", "price": "1900", "stock": "2"},
            {"options": "Size: L", "sku": "KD-L", "price": "2500", "stock": "0", "gone": True},
        ],
        name="Batik Robe",
        attributes="Material: Silk",
    )

    with as_the_web():
        answer = member.post(f"{PRODUCTS}{product.pk}/change/", form)

    assert answer.status_code == 302, errors(answer)
    assert found(catalog, "batik silk", options=("S", "Red"), in_stock_only=True) == ["kitenge-dress"]
    assert ask(catalog, "kitenge").missed == ("words",)
    assert not SearchTerm.objects.filter(tenant=shop, term="=l").exists()
    assert [variant.sku for variant in product.variants.all()] == ["KD-M"]
    assert revision_of(shop.id) == 2


def test_a_new_product_gets_the_ids_that_an_import_would_give(
    shop: Tenant, catalog: TenantCatalog, member: Client
) -> None:
    form = product_form(None, [{"options": "Size: M", "sku": "R-M", "price": "900"}], name="Rain Poncho")

    with as_the_web():
        answer = member.post(f"{PRODUCTS}add/", form | {"tenant": str(shop.pk), "handle": ""})

    assert answer.status_code == 302, errors(answer)
    assert found(catalog, "poncho") == ["rain-poncho"]
    made = Variant.objects.get(sku="R-M")
    # so that a file with the same product finds it unchanged
    variant = {"sku": "R-M", "options": {"Size": "M"}, "price": 900}
    assert give(shop, own_json(simple("rain-poncho", position=0, variants=[variant]))).created == 0
    assert Variant.objects.get(sku="R-M") == made


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ({"options": "Size", "price": "5"}, "is no pair: write it as in"),
        ({"options": "Size: M", "price": "-5"}, "A price is not below zero"),
        ({"options": "Size: M", "price": "5", "stock": "-1"}, "Stock is not below zero"),
        ({"options": "Size: M", "price": "5", "compare_at_price": "4"}, "or nothing was reduced"),
    ],
)
def test_what_cannot_be_is_said_to_and_nothing_changes(
    shop: Tenant, catalog: TenantCatalog, member: Client, variant: dict[str, str], said: str
) -> None:
    form = product_form(None, [variant], name="Poncho", tenant=str(shop.pk), handle="")

    answer = member.post(f"{PRODUCTS}add/", form)

    assert said in errors(answer)
    assert not Product.objects.filter(name="Poncho").exists()
    assert revision_of(shop.id) == 1


def test_taking_off_sale_asks_first_and_then_hides(
    shop: Tenant, catalog: TenantCatalog, member: Client
) -> None:
    product = Product.objects.get(handle="kitenge-dress")
    action = {"action": "take_off_sale", "_selected_action": [str(product.pk)]}

    with as_the_web():
        asked = member.post(PRODUCTS, action)
        assert "Take 1 product off sale" in asked.content.decode()
        assert Product.objects.filter(is_published=False).count() == 0
        done = member.post(PRODUCTS, action | {"chosen": str(product.pk)})

    assert done.status_code == 302
    assert ask(catalog, "kitenge").missed == ("words",)
    assert revision_of(shop.id) == 2

    member.post(PRODUCTS, action | {"action": "publish", "chosen": str(product.pk)})
    assert found(catalog, "kitenge") == ["kitenge-dress"]


def test_the_answer_cannot_name_another_shops_product(catalog: TenantCatalog, member: Client) -> None:
    lamp, own = Product.objects.get(handle="lamp"), Product.objects.get(handle="cap")
    action = {"action": "take_off_sale", "_selected_action": [str(own.pk)], "chosen": str(lamp.pk)}

    member.post(PRODUCTS, action)

    assert Product.objects.get(handle="lamp").is_published


def test_deleting_leaves_no_word_behind(shop: Tenant, catalog: TenantCatalog, member: Client) -> None:
    product = Product.objects.get(handle="kitenge-dress")

    with as_the_web():
        answer = member.post(f"{PRODUCTS}{product.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302, errors(answer)
    assert not SearchTerm.objects.filter(tenant=shop, term="kitenge").exists()
    assert not ProductImage.objects.filter(product_id=product.pk).exists()


def test_the_platforms_people_delete_and_hide_in_several_shops_at_once(
    shop: Tenant, neighbour: Tenant, catalog: TenantCatalog, root: Client
) -> None:
    ids = [str(pk) for pk in Product.objects.filter(handle__in=["cap", "lamp"]).values_list("pk", flat=True)]

    root.post(PRODUCTS, {"action": "take_off_sale", "_selected_action": ids, "chosen": ",".join(ids)})
    assert [TenantCatalog(shop.id).count(), TenantCatalog(neighbour.id).count()] == [1, 0]

    root.post(PRODUCTS, {"action": "delete_selected", "_selected_action": ids, "post": "yes"})
    assert list(Product.objects.values_list("handle", flat=True)) == ["kitenge-dress"]
    assert revision_of(neighbour.id) == 3


def test_a_renamed_category_is_found_by_its_new_name(
    shop: Tenant, catalog: TenantCatalog, member: Client
) -> None:
    hats = Category.objects.get(slug="hats")

    with as_the_web():
        answer = member.post(f"{CATEGORIES}{hats.pk}/change/", {"name": "Headwear", "position": 0})

    assert answer.status_code == 302, errors(answer)
    assert found(catalog, category="headwear") == ["cap"]
    assert Category.objects.get(pk=hats.pk).slug == "hats"


def test_a_new_category_has_the_place_that_an_import_would_find(
    shop: Tenant, catalog: TenantCatalog, member: Client
) -> None:
    hats = Category.objects.get(slug="hats")
    form = {"name": "Sun hats", "position": 0, "tenant": str(shop.pk), "parent": str(hats.pk)}

    with as_the_web():
        answer = member.post(f"{CATEGORIES}add/", form)
        again = member.post(f"{CATEGORIES}add/", form)

    assert answer.status_code == 302, errors(answer)
    assert "The shop has this category already." in errors(again)
    give(shop, own_json(simple("panama", category="Hats > Sun Hats")))
    assert Product.objects.get(handle="panama").category == Category.objects.get(slug="hats/sun-hats")


def test_a_deleted_category_leaves_its_products(shop: Tenant, catalog: TenantCatalog, member: Client) -> None:
    clothing = Category.objects.get(slug="clothing")

    with as_the_web():
        answer = member.post(f"{CATEGORIES}{clothing.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302, errors(answer)
    assert found(catalog, "kitenge") == ["kitenge-dress"]
    assert [category.name for category in catalog.categories()] == ["Hats"]


def test_row_level_security_binds_every_table_of_the_catalogue(
    shop: Tenant, neighbour: Tenant, catalog: TenantCatalog
) -> None:
    tables = (
        "category",
        "product",
        "variant",
        "productimage",
        "catalogrevision",
        "searchterm",
        "searchposting",
    )

    with as_the_web(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM catalog_{table}")
            assert cursor.fetchone() == (0,), table
    with as_the_web(), tenant_scope(shop.pk), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*), count(DISTINCT tenant_id) FROM catalog_{table}")
            rows, shops = cursor.fetchone()
            assert rows > 0, table
            assert shops == 1, table
        # not even by asking in the neighbour's name
        assert TenantCatalog(neighbour.pk).count() == 0
