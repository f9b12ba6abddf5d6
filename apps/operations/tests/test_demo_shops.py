import io
import json

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Product, Variant
from apps.tenants.models import ShopFact, Tenant, WhatsAppNumber

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SLUGS = ["mawingu-wear", "nuru-phones", "jirani-grocers"]


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_demo_shops", *arguments, stdout=out)
    return out.getvalue()


def test_a_fresh_installation_has_three_shops_to_try() -> None:
    said = run()

    assert [line.split(":")[0] for line in said.splitlines()] == SLUGS
    assert said.count("new shop") == 3
    for slug in SLUGS:
        shop = Tenant.objects.get(slug=slug)
        assert Product.objects.filter(tenant=shop).count() >= 40
        assert ShopFact.objects.filter(tenant=shop).count() == 14


def test_the_numbers_are_those_that_the_simulator_plays() -> None:
    run()

    numbers = {number.tenant.slug: number for number in WhatsAppNumber.objects.select_related("tenant")}
    for place, slug in enumerate(SLUGS, start=1):
        assert numbers[slug].phone_number_id == f"10000000000000{place}"
        assert numbers[slug].display_phone_number == f"+254 700 000 00{place}"
        assert numbers[slug].access_token == f"demo-token-{place}"


def test_a_second_run_changes_nothing_and_keeps_what_people_wrote() -> None:
    run()
    ids = set(Variant.objects.values_list("id", flat=True))
    Tenant.objects.filter(slug="nuru-phones").update(name="Our Phones")

    again = json.loads(run("--json"))

    assert [shop["is_new"] for shop in again] == [False, False, False]
    assert all(shop["products"]["created"] == shop["products"]["updated"] == 0 for shop in again)
    assert set(Variant.objects.values_list("id", flat=True)) == ids
    assert Tenant.objects.get(slug="nuru-phones").name == "Our Phones"


def test_a_number_that_another_shop_has_ends_in_one_line() -> None:
    own = Tenant.objects.create(slug="own", name="Own")
    WhatsAppNumber.objects.create(tenant=own, phone_number_id="100000000000001")

    with pytest.raises(CommandError, match="belongs to the shop 'own'") as refused:
        run()

    assert refused.value.returncode == 1
