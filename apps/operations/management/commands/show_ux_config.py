import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from rich.table import Table

from apps.bot.services.authoring import newest_version
from apps.bot.services.configuration import configurations_of, states_of
from apps.bot.services.holding import holds
from apps.bot.services.rollouts import rollouts
from apps.bot.turn.types import BotConfig, Feature
from apps.operations.management.acknowledged import process_json
from apps.operations.management.usage import PlainCommand, add_json, as_text, shop_named
from apps.operations.services.liveness import KnownProcess, Life, known_processes
from apps.tenants.models import Tenant

SHOWN = {"on": "on", "chosen": "on (rollout)", "off": "OFF", "held": "HELD OFF", "waiting": "OFF (rollout)"}


class Command(PlainCommand):
    help = (
        "Show the configuration in effect, per shop, with holds and rollouts. A shop without a row of its own has"
        " the defaults (version 0). --processes shows which version each running process has taken over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument(
            "--processes", action="store_true", help="instead: the processes, and the version each runs on"
        )
        add_json(parser)

    def handle(self, *, tenant_id: str | None, processes: bool, as_json: bool, **_: Any) -> None:
        if processes:
            self.stdout.write(_processes(as_json=as_json))
            return
        shops = [shop_named(tenant_id)] if tenant_id else list(Tenant.objects.order_by("slug"))
        ids = [shop.pk for shop in shops]
        configs, states = configurations_of(ids), states_of(ids)
        if as_json:
            self.stdout.write(
                json.dumps([_shop_json(shop, configs[shop.pk], states[shop.pk]) for shop in shops])
            )
            return
        self.stdout.write(as_text(_table(shops, configs, states)))
        for line in [*holds(ids if tenant_id else None), *rollouts()]:
            self.stdout.write(f"{line}.")


def _shop_json(shop: Tenant, config: BotConfig, states: Mapping[Feature, str]) -> dict[str, Any]:
    why = {feature.value: state for feature, state in states.items()}
    return {"tenant_id": str(shop.pk), "slug": shop.slug, **asdict(config), "states": why}


def _table(
    shops: Sequence[Tenant],
    configs: Mapping[UUID, BotConfig],
    states: Mapping[UUID, Mapping[Feature, str]],
) -> Table:
    table = Table(
        "shop", "bursts as one", "wait", "products at once", "most", "grounding", "references", "version"
    )
    for shop in shops:
        config = configs[shop.pk]
        shown = {feature: SHOWN[state] for feature, state in states[shop.pk].items()}
        table.add_row(
            shop.slug,
            shown[Feature.HARMONIZATION],
            f"{config.harmonization_wait_seconds} s",
            shown[Feature.IMMEDIATE_DISPLAY],
            str(config.max_products_to_show),
            shown[Feature.GROUNDED_VALIDATION],
            shown[Feature.REFERENCE_RESOLUTION],
            str(config.version),
        )
    return table


def _processes(*, as_json: bool) -> str:
    known = [one for one in known_processes() if one.life is not Life.GONE]
    newest = newest_version()
    if as_json:
        return json.dumps({"newest_version": newest, "processes": [process_json(one) for one in known]})
    up_to_date = sum(one.lives and one.runs_on(newest) for one in known)
    said = f"version {newest}: {up_to_date} of {sum(one.lives for one in known)} processes run on it."
    return f"{as_text(_process_table(known, newest))}{said}"


def _process_table(known: Sequence[KnownProcess], newest: int) -> Table:
    table = Table("process", "pid", "host", "release", "version", "applied", "is")
    for one in known:
        behind = "" if one.runs_on(newest) else " (behind)"
        table.add_row(
            one.name,
            str(one.pid),
            one.host,
            one.release,
            f"{one.config_version}{behind}",
            f"{one.applied_at:%Y-%m-%d %H:%M:%S}" if one.applied_at else "",
            one.life.value,
        )
    return table
