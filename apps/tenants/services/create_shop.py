"""A new shop with what it stands by and the numbers it answers on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from apps.tenants.errors import NumberTaken
from apps.tenants.models import ShopFact, Tenant, WhatsAppNumber
from apps.tenants.secrets import Secret, access_token


@dataclass(frozen=True, slots=True)
class NewNumber:
    phone_number_id: str
    display_phone_number: str
    waba_id: str
    access_token: Secret


@transaction.atomic
def create_shop(
    *,
    slug: str,
    name: str,
    currency: str = "KES",
    timezone: str = "Africa/Nairobi",
    link: str = "",
    facts: Mapping[tuple[str, str], str] | None = None,
    numbers: Sequence[NewNumber] = (),
) -> tuple[Tenant, bool]:
    """The shop, and whether it is new. `facts` are sentences by (key, language).

    Safe to call again: what a shop of this slug has stays as its people left it, and only what is missing is
    added. Raises NumberTaken when another shop answers on one of the numbers, UnusableToken for a new number's
    token that WhatsApp cannot have given; then nothing is changed.
    """
    shop, is_new = Tenant.objects.get_or_create(
        slug=slug, defaults={"name": name, "currency": currency, "timezone": timezone, "link": link}
    )
    ShopFact.objects.bulk_create(
        [
            ShopFact(tenant=shop, key=key, language=language, text=text)
            for (key, language), text in (facts or {}).items()
        ],
        ignore_conflicts=True,
    )
    for given in numbers:
        _add_number(shop, given)
    return shop, is_new


def _add_number(shop: Tenant, given: NewNumber) -> None:
    there = (
        WhatsAppNumber.objects.filter(phone_number_id=given.phone_number_id).select_related("tenant").first()
    )
    if there is None:
        number = WhatsAppNumber(
            tenant=shop,
            phone_number_id=given.phone_number_id,
            display_phone_number=given.display_phone_number,
            waba_id=given.waba_id,
        )
        number.access_token = access_token(given.access_token)
        number.save()
    elif there.tenant_id != shop.pk:
        raise NumberTaken(phone_number_id=given.phone_number_id, holder=there.tenant.slug)
