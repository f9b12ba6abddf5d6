from dataclasses import replace

import pytest

from apps.tenants.errors import NumberTaken, UnusableToken
from apps.tenants.models import ShopFact, Tenant, WhatsAppNumber
from apps.tenants.secrets import Secret
from apps.tenants.selectors import facts_of
from apps.tenants.services.create_shop import NewNumber, create_shop

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NUMBER = NewNumber("1001", "+254 700 000 001", "2001", Secret("token"))
FACTS = {("hours", "en"): "Open all day.", ("hours", "sw"): "Tunafungua siku nzima."}


def test_a_shop_comes_with_its_sentences_and_number() -> None:
    shop, is_new = create_shop(
        slug="duka", name="Duka", link="https://d.example", facts=FACTS, numbers=[NUMBER]
    )

    number = WhatsAppNumber.objects.get()
    assert is_new
    assert (shop.name, shop.currency, shop.timezone) == ("Duka", "KES", "Africa/Nairobi")
    assert facts_of(shop.pk) == FACTS
    assert (number.tenant, number.waba_id, number.access_token) == (shop, "2001", "token")
    # the token is stored closed
    assert "token" not in number.sealed_token


def test_a_second_time_adds_what_is_missing_and_leaves_the_rest() -> None:
    first, _ = create_shop(slug="duka", name="Duka", facts=FACTS, numbers=[NUMBER])
    ShopFact.objects.filter(language="en").update(text="Closed today.")
    Tenant.objects.update(name="Renamed")
    more = {**FACTS, ("delivery", "en"): "Free."}

    again, is_new = create_shop(slug="duka", name="Duka", facts=more, numbers=[NUMBER])

    assert (again, is_new) == (first, False)
    assert Tenant.objects.get().name == "Renamed"
    assert facts_of(first.pk)["hours", "en"] == "Closed today."
    assert facts_of(first.pk)["delivery", "en"] == "Free."
    assert WhatsAppNumber.objects.count() == 1


@pytest.mark.parametrize("token", ["tok\u200ben", "two words", "line\n", ""])
def test_a_token_that_whatsapp_cannot_have_given_makes_no_shop(token: str) -> None:
    with pytest.raises(UnusableToken, match="copy it anew"):
        create_shop(slug="duka", name="Duka", numbers=[replace(NUMBER, access_token=Secret(token))])

    assert not Tenant.objects.exists()


def test_a_number_of_another_shop_is_refused_and_nothing_is_made() -> None:
    create_shop(slug="duka", name="Duka", numbers=[NUMBER])

    with pytest.raises(NumberTaken, match="1001 belongs to the shop 'duka'"):
        create_shop(slug="jirani", name="Jirani", facts=FACTS, numbers=[NUMBER])

    assert [shop.slug for shop in Tenant.objects.all()] == ["duka"]
    assert not ShopFact.objects.exists()
