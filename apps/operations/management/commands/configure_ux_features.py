import getpass
import json
from argparse import ArgumentParser
from typing import Any

from apps.bot.services.switching import NAMES, Switched, switch
from apps.bot.turn.types import Feature
from apps.operations.management.usage import PlainCommand, add_json, bad_usage
from apps.tenants.errors import UnknownTenant
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_named

OPTIONS = {
    "harmonization": (Feature.HARMONIZATION,),
    "immediate-display": (Feature.IMMEDIATE_DISPLAY,),
    "grounded-validation": (Feature.GROUNDED_VALIDATION,),
    "reference-resolution": (Feature.REFERENCE_RESOLUTION,),
    "all-enhancements": tuple(Feature),
}


class Command(PlainCommand):
    help = (
        "Turn the bot's enhancements off or on, for every shop or for one. Says what changed. Turns that are"
        " under way follow: each reply is held against the switches once more before it is sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for verb in ("disable", "enable"):
            for name, features in OPTIONS.items():
                what = NAMES[features[0]] if len(features) == 1 else "all of them"
                parser.add_argument(
                    f"--{verb}-{name}",
                    action="append_const",
                    const=(verb == "enable", features),
                    dest="wanted",
                    help=f"turn {what} {'on' if verb == 'enable' else 'off'}",
                )
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        add_json(parser)

    def handle(
        self,
        *,
        wanted: list[tuple[bool, tuple[Feature, ...]]] | None,
        tenant_id: str | None,
        as_json: bool,
        **_: Any,
    ) -> None:
        switches = _switches(wanted or [])
        try:
            shops = None if tenant_id is None else [tenant_named(tenant_id).pk]
        except UnknownTenant as error:
            raise bad_usage(f"--tenant-id: {error}") from error
        switched = switch(switches, by=getpass.getuser(), tenant_ids=shops)
        count = Tenant.objects.count() if shops is None else 1
        self.stdout.write(
            json.dumps(_as_json(switched, count)) if as_json else "\n".join(_lines(switched, count))
        )


def _switches(wanted: list[tuple[bool, tuple[Feature, ...]]]) -> dict[Feature, bool]:
    if not wanted:
        raise bad_usage("name at least one feature, as in --disable-harmonization")
    switches: dict[Feature, bool] = {}
    for on, features in wanted:
        for feature in features:
            if switches.setdefault(feature, on) != on:
                raise bad_usage(f"{NAMES[feature]} cannot be turned on and off at once")
    return switches


def _lines(switched: list[Switched], count: int) -> list[str]:
    changed = len({one.tenant_id for one in switched})
    return [
        *(str(one) for one in switched),
        f"{changed} of {count} shop(s) changed{'' if changed == count else ', the rest already were so'}.",
    ]


def _as_json(switched: list[Switched], count: int) -> dict[str, Any]:
    changes = [
        {
            "tenant_id": str(one.tenant_id),
            "slug": one.slug,
            "feature": one.feature.value,
            "was": not one.is_on,
            "now": one.is_on,
        }
        for one in switched
    ]
    return {"shops": count, "changed": changes}
