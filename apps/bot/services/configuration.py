"""The switches and settings in effect: the row, unless a hold or a rollout says otherwise."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

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
IN_EFFECT = (
    f"SELECT tenant_id, {', '.join(COLUMNS)} FROM bot_effective_configuration WHERE tenant_id = ANY (%s)"
)


def configurations_of(tenant_ids: Iterable[UUID]) -> dict[UUID, BotConfig]:
    """One for each tenant asked for; a shop without a row has the defaults, as version 0."""
    wanted = list(set(tenant_ids))
    with connection.cursor() as cursor:
        cursor.execute(IN_EFFECT, [wanted])
        found = {row[0]: BotConfig(*row[1:]) for row in cursor.fetchall()}
    return {tenant_id: found.get(tenant_id, BotConfig(version=0)) for tenant_id in wanted}


def configuration_of(tenant_id: UUID) -> BotConfig:
    return configurations_of([tenant_id])[tenant_id]


def states_of(tenant_ids: Iterable[UUID]) -> dict[UUID, dict[Feature, str]]:
    """Why each feature is on or off: on, chosen (and in the rollout), off (by the row), held, waiting (not in it)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tenant_id, states::text FROM bot_effective_configuration WHERE tenant_id = ANY (%s)",
            [list(tenant_ids)],
        )
        told = {tenant_id: json.loads(states) for tenant_id, states in cursor.fetchall()}
    return {pk: {feature: one[feature.value] for feature in Feature} for pk, one in told.items()}


def switched_off(features: Iterable[str], config: BotConfig) -> list[Feature]:
    """Those of `features` that the configuration has off now."""
    return [feature for name in features if not getattr(config, feature := Feature(name))]
