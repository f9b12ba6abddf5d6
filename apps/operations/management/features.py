"""Features as operators type them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from apps.bot.services.switching import NAMES
from apps.bot.turn.types import Feature
from apps.operations.management.usage import bad_usage, shop_named

BY_OPTION = {
    "harmonization": Feature.HARMONIZATION,
    "immediate-display": Feature.IMMEDIATE_DISPLAY,
    "grounded-validation": Feature.GROUNDED_VALIDATION,
    "reference-resolution": Feature.REFERENCE_RESOLUTION,
}
ALL = "all-enhancements"


def feature_named(name: str, option: str) -> Feature:
    try:
        return BY_OPTION[name]
    except KeyError:
        raise bad_usage(f"{option}: no feature {name!r}; there are {', '.join(BY_OPTION)}") from None


def switches_of(wanted: Sequence[tuple[bool, Collection[Feature]]]) -> dict[Feature, bool]:
    switches: dict[Feature, bool] = {}
    for on, features in wanted:
        for feature in features:
            if switches.setdefault(feature, on) != on:
                raise bad_usage(f"{NAMES[feature]} cannot be turned on and off at once")
    return switches


def percentages_of(given: Sequence[str]) -> dict[Feature, int]:
    """From NAME=PERCENT."""
    found = {}
    for one in given:
        name, _, percent = one.partition("=")
        if not (percent.isascii() and percent.isdigit() and int(percent) <= 100):
            raise bad_usage(f"--rollout: {one!r} is not NAME=PERCENT with 0 to 100, as in harmonization=25")
        found[feature_named(name, "--rollout")] = int(percent)
    return found


def listed_of(given: Sequence[str]) -> dict[Feature, list[UUID]]:
    """From NAME=SHOP,SHOP; nothing after the sign empties the list."""
    found = {}
    for one in given:
        name, sign, shops = one.partition("=")
        if not sign:
            raise bad_usage(f"--rollout-tenants: {one!r} is not NAME=SHOP,SHOP, as in harmonization=pwani")
        ids = [shop_named(shop.strip(), "--rollout-tenants").pk for shop in shops.split(",") if shop.strip()]
        found[feature_named(name, "--rollout-tenants")] = ids
    return found
