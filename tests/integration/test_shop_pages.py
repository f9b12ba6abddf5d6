"""A shop's page: what its people may change, what the platform's people may, and what nobody sees again."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils.timezone import now

from apps.bot.models import AgentConfiguration
from apps.messaging.services.sending.calling import UNTIL_MENDED
from apps.tenants.models import Member, ShopFact, Tenant, WhatsAppNumber
from tests.people import make_shop
from tests.web import Answered, platform_person, shop_person, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def shop() -> Tenant:
    return make_shop("pwani").tenant


@pytest.fixture
def root() -> Client:
    return signed_in(platform_person())


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What the page would send if nothing were touched."""
    opened: Answered = client.get(address)
    forms = [opened.context["adminform"].form]
    for formset in (each.formset for each in opened.context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if hasattr(field.field, "fields"):
                parts = field.field.widget.decompress(value)
                sent |= {f"{field.html_name}_{place}": part or "" for place, part in enumerate(parts)}
            elif value is not None and value is not False:
                sent[field.html_name] = value
    return sent


def page_of(shop: Tenant) -> str:
    return f"/admin/tenants/tenant/{shop.pk}/change/"


def save(client: Client, address: str, **changes: Any) -> Answered:
    return client.post(address, form_of(client, address) | changes)


def test_the_access_token_is_taken_and_never_shown(root: Client, shop: Tenant) -> None:
    assert save(root, page_of(shop), **{"numbers-0-new_token": "EAAG-new-secret"}).status_code == 302

    number = WhatsAppNumber.objects.get()
    assert number.access_token == "EAAG-new-secret"
    assert "EAAG" not in number.sealed_token
    for page in (root.get(page_of(shop)), root.get(page_of(shop).replace("change", "history"))):
        assert b"EAAG" not in page.content
        assert number.sealed_token.encode() not in page.content
    assert not LogEntry.objects.filter(change_message__contains="EAAG").exists()


def test_a_new_token_lifts_the_pause_that_the_old_one_led_to(root: Client, shop: Tenant) -> None:
    refused = {"paused_until": now() + UNTIL_MENDED, "pause_reason": "190: expired"}
    WhatsAppNumber.objects.update(**refused)

    save(root, page_of(shop), name="Pwani Traders")
    assert WhatsAppNumber.objects.get().pause_reason == "190: expired"
    save(root, page_of(shop), **{"numbers-0-new_token": "EAAG-new-secret"})

    number = WhatsAppNumber.objects.get()
    assert (number.paused_until, number.pause_reason) == (None, "")


def test_a_token_with_a_sign_that_nobody_sees_is_refused_where_it_is_pasted(
    root: Client, shop: Tenant
) -> None:
    answered = save(root, page_of(shop), **{"numbers-0-new_token": "EAAG\u200bnew"})

    assert b"copy it anew" in answered.content
    assert WhatsAppNumber.objects.get().access_token == "token-pwani"


def test_left_empty_the_token_stays(root: Client, shop: Tenant) -> None:
    save(root, page_of(shop), name="Pwani Traders", **{"numbers-0-display_phone_number": "+254 7"})

    number = WhatsAppNumber.objects.select_related("tenant").get()
    assert (number.tenant.name, number.display_phone_number) == ("Pwani Traders", "+254 7")
    assert number.access_token == "token-pwani"


def test_a_fact_is_added_in_the_other_language(shop: Tenant) -> None:
    client = signed_in(shop_person(shop))

    told = save(
        client,
        page_of(shop),
        **{
            "facts-TOTAL_FORMS": "3",
            "facts-2-key": "delivery",
            "facts-2-language": "sw",
            "facts-2-text": "Tunaleta bure mjini.",
        },
    )

    assert told.status_code == 302
    assert ShopFact.objects.get(key="delivery", tenant=shop).text == "Tunaleta bure mjini."


@pytest.mark.parametrize(
    ("field", "wrong", "says"),
    [
        ("currency", "shillings", "at most 3"),
        ("currency", "12", "three letters of ISO 4217"),
        ("timezone", "Nairobi", "as in Africa/Nairobi"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_saved(
    root: Client, shop: Tenant, field: str, wrong: str, says: str
) -> None:
    told = save(root, page_of(shop), **{field: wrong, "name": "Changed"})

    assert told.status_code == 200
    assert says in told.content.decode()
    shop.refresh_from_db()
    assert shop.name == "Pwani"


def test_a_shops_own_people_change_its_words_and_not_what_others_know_it_by(shop: Tenant) -> None:
    client = signed_in(shop_person(shop))

    told = client.post(
        page_of(shop),
        form_of(client, page_of(shop))
        | {"name": "Pwani Traders", "slug": "stolen", "currency": "USD", "is_active": ""}
        | {"numbers-0-phone_number_id": "999", "numbers-0-new_token": "mine"},
    )

    assert told.status_code == 302
    shop.refresh_from_db()
    assert (shop.name, shop.slug, shop.currency, shop.is_active) == ("Pwani Traders", "pwani", "KES", True)
    number = WhatsAppNumber.objects.get()
    assert (number.phone_number_id, number.access_token) == ("1000", "token-pwani")


def test_people_of_a_shop_make_nobody_a_member(shop: Tenant) -> None:
    alice = shop_person(shop)
    client = signed_in(alice)

    client.post(
        page_of(shop),
        form_of(client, page_of(shop))
        | {
            "members-TOTAL_FORMS": "1",
            "members-INITIAL_FORMS": "0",
            "members-0-user": alice.pk,
            "members-0-role": "owner",
        },
    )

    assert Member.objects.count() == 1


def test_a_new_shop_has_its_switches_from_the_start(root: Client) -> None:
    address = "/admin/tenants/tenant/add/"

    told = save(root, address, name="Savanna", slug="savanna", timezone="Africa/Nairobi", currency="kes")

    assert told.status_code == 302, told.content
    assert Tenant.objects.get().currency == "KES"
    assert AgentConfiguration.objects.get().tenant.slug == "savanna"


def test_neither_a_shop_nor_its_number_is_deleted_with_all_that_was_said(root: Client, shop: Tenant) -> None:
    assert root.post(f"/admin/tenants/tenant/{shop.pk}/delete/", {"post": "yes"}).status_code == 403
    save(root, page_of(shop), **{"numbers-0-DELETE": "on"})

    assert WhatsAppNumber.objects.filter(tenant=shop).exists()
