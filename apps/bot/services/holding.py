"""Holds: what keeps a feature off whatever the rows say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from apps.bot.models import FeatureHold
from apps.bot.services.authoring import authored
from apps.bot.services.switching import NAMES
from apps.bot.turn.types import Feature


@dataclass(frozen=True, slots=True)
class Held:
    """`shop` is the slug; None = all shops."""

    feature: Feature
    shop: str | None
    by: str
    reason: str

    def __str__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"{NAMES[self.feature]} is held off for {self.shop or 'all shops'} by {self.by}{why}"


class HeldForAll(Exception):
    """A hold on all shops cannot be lifted for one."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = sorted(features)
        names = ", ".join(NAMES[feature] for feature in self.features)
        super().__init__(f"{names}: held for all shops, so lift it for all (without --tenant-id)")


def hold(
    features: Collection[Feature], *, tenant_id: UUID | None, by: str, reason: str = "", origin: str = ""
) -> int:
    """Hold the features for one shop or (None) for all; return how many holds are new. Says nothing of rows."""
    with authored(by=by, reason=reason, origin=origin):
        same = FeatureHold.objects.filter(feature__in=features)
        of_these = same.filter(tenant=None) if tenant_id is None else same.filter(tenant_id=tenant_id)
        there = set(of_these.values_list("feature", flat=True))
        new = [feature for feature in features if feature.value not in there]
        FeatureHold.objects.bulk_create(
            FeatureHold(tenant_id=tenant_id, feature=feature.value, by=by, reason=reason, at=timezone.now())
            for feature in new
        )
    return len(new)


def release(
    features: Collection[Feature], *, tenant_id: UUID | None, by: str, reason: str = "", origin: str = ""
) -> int:
    """Lift the holds of one shop, or (None) all there are on these features; return how many.

    Raises HeldForAll, and lifts nothing, when one shop's is asked for but the feature is held for all.
    """
    with authored(by=by, reason=reason, origin=origin), connection.cursor() as cursor:
        holds = FeatureHold.objects.filter(feature__in=features)
        if tenant_id is not None:
            if on_all := {Feature(one.feature) for one in holds.filter(tenant=None)}:
                raise HeldForAll(on_all)
            holds = holds.filter(tenant_id=tenant_id)
        cursor.execute("SELECT set_config('wabot.lifting', 'yes', true)")
        lifted = holds.delete()[0]
        cursor.execute("SELECT set_config('wabot.lifting', '', true)")
    return lifted


def holds(tenant_ids: Collection[UUID] | None = None) -> list[Held]:
    """Those that stand: on all shops, and on these (None = on any)."""
    wanted = Q() if tenant_ids is None else Q(tenant=None) | Q(tenant_id__in=tenant_ids)
    rows = FeatureHold.objects.filter(wanted).select_related("tenant").order_by("feature", "tenant__slug")
    return [
        Held(Feature(row.feature), row.tenant.slug if row.tenant else None, row.by, row.reason)
        for row in rows
    ]
