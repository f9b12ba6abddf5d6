"""Rollouts: a feature is on for some shops first."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from apps.bot.models import FeatureRollout, RolloutTenant
from apps.bot.services.authoring import authored
from apps.bot.services.switching import NAMES
from apps.bot.turn.types import Feature


@dataclass(frozen=True, slots=True)
class Rollout:
    """`shops` are slugs of those listed; `percentage` is of all shops, always the same ones."""

    feature: Feature
    percentage: int
    shops: tuple[str, ...]

    def __str__(self) -> str:
        listed = f" and {', '.join(self.shops)}" if self.shops else ""
        return f"{NAMES[self.feature]} is rolled out to {self.percentage} % of the shops{listed}"


def roll_out(
    feature: Feature,
    *,
    percentage: int | None = None,
    tenant_ids: Collection[UUID] | None = None,
    by: str,
    reason: str = "",
    origin: str = "",
) -> None:
    """From now on the feature is on for these shops only, where their rows have it on. None leaves that half.

    A shop that a percentage has let in stays in when it grows: each has a fixed place from 0 to 99.
    """
    with authored(by=by, reason=reason, origin=origin):
        rollout, _ = FeatureRollout.objects.get_or_create(feature=feature.value)
        if percentage is not None:
            FeatureRollout.objects.filter(pk=rollout.pk).update(percentage=percentage)
        if tenant_ids is not None:
            rollout.members.exclude(tenant__in=tenant_ids).delete()
            RolloutTenant.objects.bulk_create(
                [RolloutTenant(rollout=rollout, tenant_id=tenant_id) for tenant_id in tenant_ids],
                ignore_conflicts=True,
            )


def end_rollout(feature: Feature, *, by: str, reason: str = "", origin: str = "") -> bool:
    """The rows alone decide again. Return whether there was a rollout."""
    with authored(by=by, reason=reason, origin=origin):
        return FeatureRollout.objects.filter(pk=feature.value).delete()[0] > 0


def rollouts() -> list[Rollout]:
    return [
        Rollout(
            Feature(row.feature),
            row.percentage,
            tuple(sorted(shop.slug for shop in row.tenants.all())),
        )
        for row in FeatureRollout.objects.prefetch_related("tenants").order_by("feature")
    ]
