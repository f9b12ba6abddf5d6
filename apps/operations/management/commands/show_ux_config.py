import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from rich.table import Table

from apps.bot.services.configuration import configurations_of
from apps.bot.turn.types import BotConfig
from apps.operations.management.usage import PlainCommand, add_json, as_text, bad_usage
from apps.tenants.errors import UnknownTenant
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_named


class Command(PlainCommand):
    help = "Show the configuration in effect, per shop. A shop without a row of its own has the defaults (version 0)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        add_json(parser)

    def handle(self, *, tenant_id: str | None, as_json: bool, **_: Any) -> None:
        try:
            shops = [tenant_named(tenant_id)] if tenant_id else list(Tenant.objects.order_by("slug"))
        except UnknownTenant as error:
            raise bad_usage(f"--tenant-id: {error}") from error
        configs = configurations_of(shop.pk for shop in shops)
        if as_json:
            found = [
                {"tenant_id": str(shop.pk), "slug": shop.slug, **asdict(configs[shop.pk])} for shop in shops
            ]
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(as_text(_table(shops, configs)))


def _table(shops: list[Tenant], configs: dict[Any, BotConfig]) -> Table:
    table = Table(
        "shop", "bursts as one", "wait", "products at once", "most", "grounding", "references", "version"
    )
    for shop in shops:
        config = configs[shop.pk]
        table.add_row(
            shop.slug,
            _on(config.enable_message_harmonization),
            f"{config.harmonization_wait_seconds} s",
            _on(config.enable_immediate_product_display),
            str(config.max_products_to_show),
            _on(config.enable_grounded_validation),
            _on(config.enable_reference_resolution),
            str(config.version),
        )
    return table


def _on(is_on: bool) -> str:
    return "on" if is_on else "OFF"
