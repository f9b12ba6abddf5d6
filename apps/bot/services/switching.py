"""Turning the bot's enhancements on and off."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.bot.models import AgentConfiguration
from apps.bot.services.authoring import authored
from apps.bot.turn.types import Feature
from apps.tenants.models import Tenant

log = logging.getLogger("wabot.switches")

NAMES = {
    Feature.HARMONIZATION: "message harmonization",
    Feature.IMMEDIATE_DISPLAY: "immediate product display",
    Feature.GROUNDED_VALIDATION: "grounded validation",
    Feature.REFERENCE_RESOLUTION: "reference resolution",
}


@dataclass(frozen=True, slots=True)
class Switched:
    """One switch of one shop that stood the other way before."""

    tenant_id: UUID
    slug: str
    shop: str
    feature: Feature
    is_on: bool

    def __str__(self) -> str:
        now, before = ("on", "off") if self.is_on else ("off", "on")
        return f"{self.shop}: {NAMES[self.feature]} {now} (was {before})"


def switch(
    wanted: Mapping[Feature, bool],
    *,
    by: str,
    tenant_ids: Collection[UUID] | None = None,
    reason: str = "",
    origin: str = "",
) -> list[Switched]:
    """Set the features for these shops (None = all, closed ones too); return what changed, by shop's name.

    All or nothing. A shop without a row of its own has the defaults and gets a row. The database writes down and
    announces each row that changed when the transaction commits. What is held stays off whatever is set here.
    """
    with authored(by=by, reason=reason, origin=origin):
        tenants = Tenant.objects.all() if tenant_ids is None else Tenant.objects.filter(pk__in=tenant_ids)
        shops = {tenant.pk: tenant for tenant in tenants}
        AgentConfiguration.objects.bulk_create(
            [AgentConfiguration(tenant_id=pk) for pk in _without_row(shops)], ignore_conflicts=True
        )
        rows = list(AgentConfiguration.objects.filter(tenant__in=shops).order_by("tenant_id"))
        switched = [one for row in rows for one in _turned(row, shops[row.tenant_id], wanted)]
        _write(switched, wanted)
        for one in switched:
            transaction.on_commit(partial(log.warning, "%s, by %s", one, by))
    return sorted(switched, key=lambda one: (one.shop, one.slug))


def _without_row(shops: Mapping[UUID, Tenant]) -> set[UUID]:
    there = AgentConfiguration.objects.filter(tenant__in=shops).values_list("tenant_id", flat=True)
    return set(shops) - set(there)


def _turned(row: AgentConfiguration, shop: Tenant, wanted: Mapping[Feature, bool]) -> list[Switched]:
    return [
        Switched(shop.pk, shop.slug, shop.name, feature, on)
        for feature, on in wanted.items()
        if getattr(row, feature.value) != on
    ]


def _write(switched: Sequence[Switched], wanted: Mapping[Feature, bool]) -> None:
    """One statement, however many shops: one version for each row and one announcement for all."""
    AgentConfiguration.objects.filter(tenant__in={one.tenant_id for one in switched}).update(
        **{feature.value: on for feature, on in wanted.items()}, updated_at=timezone.now()
    )
