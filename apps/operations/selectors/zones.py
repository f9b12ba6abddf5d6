"""Times as the shop's people read them on their own clock."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.tenants.models import Tenant


def zone_of(shop: Tenant) -> ZoneInfo:
    """UTC where the shop's is not a zone that exists."""
    try:
        return ZoneInfo(shop.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
