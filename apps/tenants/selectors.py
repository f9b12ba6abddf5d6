"""What may be asked about shops, numbers and people."""

from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from apps.tenants.errors import UnknownTenant
from apps.tenants.models import ShopFact, Tenant, WhatsAppNumber


def tenant_named(id_or_slug: str) -> Tenant:
    """Raises UnknownTenant."""
    try:
        by_id = Q(id=UUID(id_or_slug))
    except ValueError:
        by_id = Q()
    try:
        return Tenant.objects.get(by_id | Q(slug=id_or_slug) if by_id else Q(slug=id_or_slug))
    except (Tenant.DoesNotExist, ValidationError) as error:
        raise UnknownTenant(id_or_slug) from error


def tenant_of_user(user_pk: int) -> UUID | None:
    """The shop a person works for. Asked before any scope stands, so past row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wabot_tenant_of_user(%s)", [user_pk])
        row = cursor.fetchone()
    return row[0] if row else None


def zone_of(shop: Tenant) -> ZoneInfo:
    """By which its people read the clock; UTC where the shop's is not a zone that exists."""
    try:
        return ZoneInfo(shop.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def numbers_by_phone_number_id(phone_number_ids: set[str]) -> dict[str, WhatsAppNumber]:
    found = WhatsAppNumber.objects.filter(phone_number_id__in=phone_number_ids, tenant__is_active=True)
    return {number.phone_number_id: number for number in found}


def facts_of(tenant_id: UUID) -> dict[tuple[str, str], str]:
    """(key, language) → sentence."""
    rows = ShopFact.objects.filter(tenant_id=tenant_id).values_list("key", "language", "text")
    return {(key, language): text for key, language, text in rows}
