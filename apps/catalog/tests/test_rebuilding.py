"""The index written anew, and the invented catalogue of the benchmarks, which writes its own."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Product, SearchPosting, SearchTerm, Variant
from apps.catalog.services.index_products import rebuild
from apps.catalog.services.view import TenantCatalog
from apps.catalog.tests.making import NOON, give, own_json, simple
from apps.catalog.tests.searching.asking import found
from apps.catalog.tests.test_edit_catalogue import index_of
from apps.tenants.models import Tenant
from benchmarks import catalogue


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rebuild_search", *arguments, stdout=out)
    return out.getvalue()


def test_a_lost_index_comes_back_for_one_shop_or_for_all(shop: Tenant, neighbour: Tenant) -> None:
    for each in (shop, neighbour):
        give(each, own_json(simple("cap", "Cap"), simple("hidden", published=False)))
    SearchPosting.objects.all().delete()
    SearchTerm.objects.all().delete()

    assert run("--tenant-id", "duka") == "duka: 2 product(s) indexed\n"
    assert found(TenantCatalog(shop.id), "cap") == ["cap"]
    assert found(TenantCatalog(neighbour.id), "cap") == []

    assert json.loads(run("--json")) == {"duka": 2, "jirani": 2}
    assert found(TenantCatalog(neighbour.id), "cap") == ["cap"]


def test_a_shop_that_is_not_there_ends_in_2(db: None) -> None:
    with pytest.raises(CommandError, match="there is no shop") as refused:
        run("--tenant-id", "nobody")

    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("many", [10, 1_000])
def test_the_benchmarks_catalogue_has_the_index_that_an_import_would_write(
    monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(catalogue, "MANY", many)
    shop = Tenant.objects.create(slug="bench", name="Bench")

    catalogue.seed_catalogue(shop.pk, 40, NOON)

    seeded = index_of(shop)
    rebuild(tenant_id=shop.pk, now=NOON)
    assert seeded == index_of(shop)
    assert (Product.objects.count(), Variant.objects.count() > 40) == (40, True)
    # the same for the same arguments
    again = [one.facts.name for one in catalogue.invented(shop.pk, 40)]
    assert sorted(again) == sorted(Product.objects.values_list("name", flat=True))
