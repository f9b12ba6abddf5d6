"""The switches and settings in effect."""

from collections.abc import Iterable
from uuid import UUID

from apps.bot.models import AgentConfiguration
from apps.bot.turn.types import BotConfig, Feature

COLUMNS = (
    "version",
    "enable_message_harmonization",
    "harmonization_wait_seconds",
    "enable_immediate_product_display",
    "max_products_to_show",
    "enable_grounded_validation",
    "enable_reference_resolution",
    "use_business_name_as_identity",
    "custom_bot_greeting",
)


def configurations_of(tenant_ids: Iterable[UUID]) -> dict[UUID, BotConfig]:
    """One for each tenant asked for; a shop without a row has the defaults, as version 0."""
    wanted = set(tenant_ids)
    rows = AgentConfiguration.objects.filter(tenant_id__in=wanted).values_list("tenant_id", *COLUMNS)
    found = {row[0]: BotConfig(*row[1:]) for row in rows}
    return {tenant_id: found.get(tenant_id, BotConfig(version=0)) for tenant_id in wanted}


def configuration_of(tenant_id: UUID) -> BotConfig:
    return configurations_of([tenant_id])[tenant_id]


def switched_off(features: Iterable[str], config: BotConfig) -> list[Feature]:
    """Those of `features` that the configuration has off now."""
    return [feature for name in features if not getattr(config, feature := Feature(name))]
