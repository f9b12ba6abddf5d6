"""What the configuration was at any version, and putting it back."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from apps.bot.models import AgentConfiguration, ConfigurationVersion
from apps.bot.services.authoring import authored, newest_version
from apps.tenants.models import Tenant

OWN = ("id", "tenant", "version", "updated_at")
FIELDS = tuple(field.name for field in AgentConfiguration._meta.concrete_fields if field.name not in OWN)
Values = dict[str, Any]

# Each shop's newest row up to a version, unless the table was emptied after it.
AS_OF = """
SELECT DISTINCT ON (tenant_id) tenant_id, new::text FROM bot_configurationversion
WHERE subject = 'configuration' AND tenant_id IS NOT NULL AND version <= %(version)s AND version > coalesce((
    SELECT max(version) FROM bot_configurationversion
    WHERE subject = 'configuration' AND operation = 'truncate' AND version <= %(version)s), 0)
ORDER BY tenant_id, version DESC
"""


class UnknownVersion(Exception):
    def __init__(self, version: int, newest: int) -> None:
        super().__init__(f"no version {version}; the newest is {newest}")


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One value of one shop's configuration. `shop` is the slug, or the id of a shop that is gone."""

    shop: str
    field: str
    was: Any
    becomes: Any

    def __str__(self) -> str:
        return f"{self.shop}: {self.field} {self.was!r} → {self.becomes!r}"


def defaults() -> Values:
    """What holds for a shop without a row of its own."""
    row = AgentConfiguration()
    return {name: getattr(row, name) for name in FIELDS}


def as_of(version: int, tenant_ids: Collection[UUID] | None = None) -> dict[UUID, Values]:
    """The rows of that moment, by shop; a shop that had none is left out. Raises UnknownVersion."""
    newest = newest_version()
    if not 0 <= version <= newest:
        raise UnknownVersion(version, newest)
    with connection.cursor() as cursor:
        cursor.execute(AS_OF, {"version": version})
        rows = _decoded(cursor.fetchall())
    return {pk: values for pk, values in rows.items() if tenant_ids is None or pk in tenant_ids}


def compare(first: int, second: int, tenant_ids: Collection[UUID] | None = None) -> list[Difference]:
    """What differs between two versions. Raises UnknownVersion."""
    return _differences(as_of(first, tenant_ids), as_of(second, tenant_ids))


def restore(
    version: int,
    *,
    by: str,
    reason: str = "",
    origin: str = "",
    tenant_ids: Collection[UUID] | None = None,
    dry_run: bool = False,
) -> list[Difference]:
    """Make the rows say what they said then, as a new version; return what changes (or would).

    A shop that had no row gets the defaults, not no row; a field that is newer than the version stays as it is;
    a shop that is gone stays gone. Holds and rollouts are not touched. Raises UnknownVersion.
    """
    with authored(by=by, reason=reason or f"restored version {version}", origin=origin):
        there = {row.tenant_id: row for row in _rows(tenant_ids)}
        now = {pk: _values_of(row) for pk, row in there.items()}
        then = as_of(version, tenant_ids)
        wanted = {pk: now.get(pk, defaults()) | then.get(pk, defaults()) for pk in _shops(tenant_ids)}
        changed = {pk for pk, values in wanted.items() if values != now.get(pk, defaults())}
        if not dry_run:
            for pk in sorted(changed):
                _write(pk, wanted[pk])
    return _differences({pk: now.get(pk, defaults()) for pk in changed}, {pk: wanted[pk] for pk in changed})


def history(*, tenant_ids: Collection[UUID] | None = None, at_most: int = 20) -> list[ConfigurationVersion]:
    """The newest first. One shop's: its own changes, and those that concern all."""
    rows = ConfigurationVersion.objects.all()
    if tenant_ids is not None:
        rows = rows.filter(tenant_id__in=tenant_ids) | rows.filter(tenant=None)
    return list(rows[:at_most])


def changes_in(version: ConfigurationVersion) -> list[tuple[str, Any, Any]]:
    """Field, before, after."""
    old, new = version.old or {}, version.new or {}
    return [
        (name, old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)
    ]


def _decoded(rows: Iterable[tuple[UUID, str | None]]) -> dict[UUID, Values]:
    told = {tenant_id: json.loads(new) for tenant_id, new in rows if new is not None}
    return {pk: {name: new[name] for name in FIELDS if name in new} for pk, new in told.items()}


def _rows(tenant_ids: Collection[UUID] | None) -> list[AgentConfiguration]:
    rows = AgentConfiguration.objects.order_by("tenant_id")
    return list(rows if tenant_ids is None else rows.filter(tenant_id__in=tenant_ids))


def _shops(tenant_ids: Collection[UUID] | None) -> list[UUID]:
    shops = Tenant.objects.values_list("pk", flat=True)
    return list(shops if tenant_ids is None else shops.filter(pk__in=tenant_ids))


def _values_of(row: AgentConfiguration) -> Values:
    return {name: getattr(row, name) for name in FIELDS}


def _write(tenant_id: UUID, values: Values) -> None:
    AgentConfiguration.objects.update_or_create(
        tenant_id=tenant_id, defaults=values | {"updated_at": timezone.now()}
    )


def _differences(before: Mapping[UUID, Values], after: Mapping[UUID, Values]) -> list[Difference]:
    named = {shop.pk: shop.slug for shop in Tenant.objects.filter(pk__in={*before, *after})}
    found = []
    for pk in {*before, *after}:
        was, becomes = before.get(pk, defaults()), after.get(pk, defaults())
        found += [
            Difference(named.get(pk, str(pk)), name, was.get(name), becomes.get(name))
            for name in FIELDS
            if was.get(name) != becomes.get(name)
        ]
    return sorted(found, key=lambda one: (one.shop, one.field))
