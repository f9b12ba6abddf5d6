import getpass
import json
from argparse import ArgumentParser
from typing import Any

from apps.bot.services.holding import HeldForAll
from apps.bot.services.switching import NAMES
from apps.bot.turn.types import Feature
from apps.operations.management.acknowledged import as_json as acknowledged_json
from apps.operations.management.acknowledged import exit_unless_complete
from apps.operations.management.features import (
    ALL,
    BY_OPTION,
    feature_named,
    listed_of,
    percentages_of,
    switches_of,
)
from apps.operations.management.usage import (
    PlainCommand,
    add_json,
    bad_usage,
    not_negative,
    shop_named,
)
from apps.operations.services.configuring import Order, Outcome, configure
from apps.tenants.models import Tenant

NOTHING = "name at least one feature, as in --disable-harmonization"
NOT_HELD = "--hold keeps off what --disable-... turns off: name a feature to disable"
NOT_LIFTED = "--lift-hold goes with --enable-...: name a feature to enable"


class Command(PlainCommand):
    help = (
        "Turn the bot's enhancements off or on, for every shop or for one, and wait until every running process"
        " has taken it over. Says what changed, how long that took, and which process did not answer (exit 1)."
        " Turns that are under way follow: each reply is held against the switches once more before it is sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        _add_switches(parser)
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why, for the history")
        parser.add_argument(
            "--hold",
            action="store_true",
            help="keep off what is disabled here, whatever the rows say later: no update, restore or reset"
            " turns it on until --enable-... --lift-hold",
        )
        parser.add_argument("--lift-hold", action="store_true", help="lift the holds on what is enabled here")
        _add_rollouts(parser)
        parser.add_argument(
            "--wait",
            type=float,
            default=10.0,
            metavar="SECONDS",
            help="how long to wait for the processes (10; 0 looks once)",
        )
        add_json(parser)

    def handle(self, *, wait: float, as_json: bool, **options: Any) -> None:
        order = _order(options)
        not_negative(wait, "--wait")
        try:
            outcome = configure(order, within_s=wait)
        except HeldForAll as error:
            raise bad_usage(error) from error
        count = Tenant.objects.count() if order.tenant_id is None else 1
        told = json.dumps(_as_json(outcome, count)) if as_json else "\n".join(_lines(order, outcome, count))
        self.stdout.write(told)
        exit_unless_complete(outcome.acknowledged)


def _add_switches(parser: ArgumentParser) -> None:
    options = {name: (feature,) for name, feature in BY_OPTION.items()} | {ALL: tuple(Feature)}
    for verb in ("disable", "enable"):
        for name, features in options.items():
            what = NAMES[features[0]] if len(features) == 1 else "all of them"
            parser.add_argument(
                f"--{verb}-{name}",
                action="append_const",
                const=(verb == "enable", features),
                dest="wanted",
                help=f"turn {what} {'on' if verb == 'enable' else 'off'}",
            )


def _add_rollouts(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rollout",
        action="append",
        default=[],
        metavar="NAME=PERCENT",
        help="from now on the feature is on for this share of the shops only, always the same ones",
    )
    parser.add_argument(
        "--rollout-tenants",
        action="append",
        default=[],
        metavar="NAME=SHOP,SHOP",
        help="and for these shops, by id or slug",
    )
    parser.add_argument(
        "--end-rollout",
        action="append",
        default=[],
        metavar="NAME",
        help="the shops' own switches alone decide again",
    )


def _order(options: dict[str, Any]) -> Order:
    switches = switches_of(options["wanted"] or [])
    percentages, listed = percentages_of(options["rollout"]), listed_of(options["rollout_tenants"])
    ended = [feature_named(name, "--end-rollout") for name in options["end_rollout"]]
    if not (switches or percentages or listed or ended):
        raise bad_usage(NOTHING)
    if options["hold"] and all(switches.values()):
        raise bad_usage(NOT_HELD)
    if options["lift_hold"] and not any(switches.values()):
        raise bad_usage(NOT_LIFTED)
    named = options["tenant_id"]
    return Order(
        by=getpass.getuser(),
        reason=options["reason"],
        origin="configure_ux_features",
        tenant_id=None if named is None else shop_named(named).pk,
        switches=switches,
        holds=options["hold"],
        lifts_holds=options["lift_hold"],
        percentages=percentages,
        listed=listed,
        ended=ended,
    )


def _lines(order: Order, outcome: Outcome, count: int) -> list[str]:
    changed = len({one.tenant_id for one in outcome.switched})
    rest = "" if changed == count else ", the rest already were so"
    lines = list(map(str, outcome.switched))
    if order.switches:
        lines.append(f"{changed} of {count} shop(s) changed{rest}.")
    if order.holds:
        lines.append(
            f"{outcome.holds_set} hold(s) set, {_off_count(order) - outcome.holds_set} stood already."
        )
    if order.lifts_holds:
        lines.append(f"{outcome.holds_lifted} hold(s) lifted.")
    lines += [f"{one}; it stays off until --enable-... --lift-hold." for one in outcome.still_held]
    lines += [f"Rollout of {NAMES[feature]}: {percent} %." for feature, percent in order.percentages.items()]
    lines += [
        f"Rollout of {NAMES[feature]}: {len(ids)} shop(s) listed." for feature, ids in order.listed.items()
    ]
    lines += [f"Rollout of {NAMES[feature]} ended." for feature in order.ended]
    return [*lines, f"{outcome.acknowledged}."]


def _off_count(order: Order) -> int:
    return sum(not on for on in order.switches.values())


def _as_json(outcome: Outcome, count: int) -> dict[str, Any]:
    changes = [
        {
            "tenant_id": str(one.tenant_id),
            "slug": one.slug,
            "feature": one.feature.value,
            "was": not one.is_on,
            "now": one.is_on,
        }
        for one in outcome.switched
    ]
    return {
        "shops": count,
        "changed": changes,
        "holds_set": outcome.holds_set,
        "holds_lifted": outcome.holds_lifted,
        "still_held": [
            {"feature": one.feature.value, "shop": one.shop, "by": one.by, "reason": one.reason}
            for one in outcome.still_held
        ],
        "acknowledged": acknowledged_json(outcome.acknowledged),
    }
