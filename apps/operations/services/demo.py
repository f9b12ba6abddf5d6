"""The demo shops as rows: shop, sentences, number, the bot's settings, catalogue."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from apps.bot.models import AgentConfiguration
from apps.catalog.demo.shops import DemoShop, demo_shops
from apps.catalog.services.import_catalogue import ImportReport, import_catalogue
from apps.tenants.models import Tenant
from apps.tenants.secrets import Secret
from apps.tenants.services.create_shop import NewNumber, create_shop

Progress = Callable[[DemoShop, int, int], None]


def import_demo_shops(*, now: datetime, progress: Progress) -> Iterator[tuple[Tenant, bool, ImportReport]]:
    """Each shop, whether it is new, and what became of its catalogue. Safe to run again.

    `progress` is told (shop, products done, products in all).
    """
    for place, demo in enumerate(demo_shops(), start=1):
        shop, is_new = create_shop(
            slug=demo.slug,
            name=demo.name,
            currency=demo.currency,
            link=demo.link,
            facts=demo.facts,
            numbers=[demo_number(place)],
        )
        AgentConfiguration.objects.get_or_create(tenant=shop, defaults={"custom_bot_greeting": demo.greeting})
        report = import_catalogue(
            shop=shop,
            content=demo.catalogue.read_bytes(),
            name=demo.catalogue.name,
            now=now,
            progress=partial(progress, demo),
        )
        yield shop, is_new, report


def demo_number(place: int) -> NewNumber:
    """What the simulator knows the shop's number by."""
    return NewNumber(
        phone_number_id=str(100_000_000_000_000 + place),
        display_phone_number=f"+254 700 000 {place:03}",
        waba_id=str(200_000_000_000_000 + place),
        access_token=Secret(f"demo-token-{place}"),
    )
