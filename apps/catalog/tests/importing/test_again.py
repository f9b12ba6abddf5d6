"""The same shop's file given again: only what differs is written."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from apps.catalog.facts import ProductQuery
from apps.catalog.models import CatalogRevision, Product, ProductImage, SearchPosting, Variant
from apps.catalog.services import import_catalogue as importing
from apps.catalog.services.index_products import lock_revision
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import NOON, counts, dress, give, own_json, reasons, simple, stored
from apps.tenants.models import Tenant

TABLES = ("product", "variant", "productimage", "category", "searchposting", "searchterm", "catalogrevision")


def rows_on_disk() -> dict[str, set[str]]:
    """Where each row lies: one that is written again lies elsewhere."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT ctid::text FROM catalog_{table}")
            found[table] = {place for (place,) in cursor.fetchall()}
    return found


def names(shop: Tenant, words: str) -> list[str]:
    return [product.name for product in TenantCatalog(shop.id).search(ProductQuery(words=words)).products]


def revision(shop: Tenant) -> tuple[int, int]:
    found = CatalogRevision.objects.get(tenant=shop)
    return found.number, found.terms


def test_the_same_file_again_writes_no_row(shop: Tenant) -> None:
    content = own_json(dress(images=["picture:dress-red"]), simple("cap"))
    first = give(shop, content)
    before, ids = rows_on_disk(), set(Variant.objects.values_list("id", flat=True))

    again = give(shop, content)

    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    after = rows_on_disk()
    # the lock on the revision's row is taken, so that one row alone may move
    assert {table: after[table] for table in TABLES[:-1]} == {table: before[table] for table in TABLES[:-1]}
    assert set(Variant.objects.values_list("id", flat=True)) == ids
    assert revision(shop) == (1, 1)


@pytest.mark.parametrize(
    ("change", "terms_move"),
    [
        ({"price": 2700}, False),
        ({"stock": 0}, False),
        ({"compare_at_price": 3000}, False),
        ({"sku": "K"}, False),
    ],
)
def test_a_changed_variant_is_written_and_no_other_product(
    shop: Tenant, change: dict[str, Any], terms_move: bool
) -> None:
    def variant(**fields: Any) -> dict[str, Any]:
        return {"retailer_id": "m", "options": {"Size": "M"}, "price": 2500, "stock": 4} | fields

    give(shop, own_json(dress(variants=[variant()], images=["picture:dress-red"]), simple("cap")))
    cap = Product.objects.get(handle="cap")
    postings = set(SearchPosting.objects.filter(product=cap).values_list("term", "weight"))
    before, ids = rows_on_disk(), dict(Variant.objects.values_list("retailer_id", "id"))

    report = give(
        shop, own_json(dress(variants=[variant(**change)], images=["picture:dress-red"]), simple("cap"))
    )

    after = rows_on_disk()
    assert counts(report) == (0, 1, 1, 0)
    assert len(after["variant"] - before["variant"]) == 1
    assert after["productimage"] == before["productimage"]
    assert dict(Variant.objects.values_list("retailer_id", "id")) == ids
    assert set(SearchPosting.objects.filter(product=cap).values_list("term", "weight")) == postings
    assert revision(shop) == (2, 1 + terms_move)


def test_a_changed_name_is_found_and_the_old_one_no_more(shop: Tenant) -> None:
    give(shop, own_json(dress(), simple("cap")))
    kept = Product.objects.get(handle="kitenge-dress").id

    report = give(shop, own_json(dress(name="Batik Robe"), simple("cap")))

    assert counts(report) == (0, 1, 1, 0)
    assert Product.objects.get(handle="kitenge-dress").id == kept
    assert names(shop, "batik") == ["Batik Robe"]
    assert TenantCatalog(shop.id).search(ProductQuery(words="kitenge")).missed == ("words",)
    assert revision(shop) == (2, 2)


def test_a_removed_variant_goes_and_its_size_is_found_no_more(shop: Tenant) -> None:
    give(shop, own_json(dress()))
    only_m = dress(variants=dress()["variants"][:1])

    give(shop, own_json(only_m))

    assert Variant.objects.get().sku == "KD-M"
    assert TenantCatalog(shop.id).search(ProductQuery(options=("L",))).missed == ("options",)


def test_a_product_with_a_bad_row_keeps_the_variants_it_had(shop: Tenant) -> None:
    give(shop, own_json(dress()))
    broken = dress(variants=[dress()["variants"][0], {"sku": "KD-L", "options": {"Size": "L"}, "price": "?"}])

    report = give(shop, own_json(broken))

    assert reasons(report) == [(1, "price is not a number: '?'")]
    assert set(Variant.objects.values_list("sku", flat=True)) == {"KD-M", "KD-L"}


def test_a_sku_moves_from_one_product_of_the_file_to_another(shop: Tenant) -> None:
    give(shop, own_json(dress(), simple("cap", sku="C-1")))
    medium, large = dress()["variants"]

    report = give(
        shop, own_json(simple("big-dress", sku="KD-L"), dress(variants=[medium]), simple("cap", sku="C-1"))
    )

    assert report.rejected == []
    found = stored(shop)
    assert [sold[0] for sold in found["big-dress"]["variants"].values()] == [large["sku"]]
    assert [sold[0] for sold in found["kitenge-dress"]["variants"].values()] == [medium["sku"]]
    # the product that lost it is no longer found in L
    assert TenantCatalog(shop.id).search(ProductQuery(words="kitenge", options=("L",))).missed == ("options",)


def test_what_the_file_does_not_have_stays(shop: Tenant) -> None:
    give(shop, own_json(dress(), simple("cap")))

    give(shop, own_json(simple("cap")))

    assert set(stored(shop)) == {"kitenge-dress", "cap"}


def test_new_pictures_replace_the_old_ones(shop: Tenant) -> None:
    give(shop, own_json(simple("cap", images=["a", "b"])))

    give(shop, own_json(simple("cap", images=["b", {"src": "c", "alt": "Side"}])))

    images = ProductImage.objects.values_list("source", "alt", "position")
    assert list(images) == [("b", "", 0), ("c", "Side", 1)]


def test_a_crash_in_the_middle_changes_nothing(shop: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    give(shop, own_json(dress()))
    before = stored(shop), rows_on_disk()

    def crash(**_: Any) -> None:
        raise ConnectionError("the server went away")

    monkeypatch.setattr(importing, "count_terms", crash)
    with pytest.raises(ConnectionError):
        give(shop, own_json(dress(name="Other", variants=[]), simple("cap", category="Hats")))

    assert (stored(shop), rows_on_disk()) == before


def test_a_dry_run_reports_the_same_and_writes_nothing(shop: Tenant) -> None:
    content = own_json(dress(), simple("bad", price="?"))

    report = give(shop, content, dry_run=True)

    assert report.dry_run
    assert counts(report) == (1, 0, 0, 1)
    assert not Product.objects.exists()
    assert counts(give(shop, content)) == (1, 0, 0, 1)


def test_progress_is_told_in_products(shop: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    told: list[tuple[int, int]] = []

    give(shop, own_json(*map(simple, "abcde")), progress=lambda done, total: told.append((done, total)))

    assert told == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.django_db(transaction=True)
def test_two_imports_into_one_shop_wait_for_each_other() -> None:
    shop = Tenant.objects.create(slug="duka", name="Duka")
    done = threading.Event()

    def second() -> None:
        give(shop, own_json(simple("cap", name="Second")))
        done.set()
        connections.close_all()

    with transaction.atomic():
        lock_revision(shop.id)
        thread = threading.Thread(target=second)
        thread.start()
        waited = not done.wait(0.5)
    thread.join(20)

    assert waited
    assert done.is_set()
    assert CatalogRevision.objects.get(tenant=shop).changed_at == NOON
