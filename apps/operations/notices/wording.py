"""A notice in a contact's language: the first line of its template is the subject, the rest the letter."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from apps.tenants.models import TenantContact
from apps.tenants.selectors import zone_of


def wording(kind: str, contact: TenantContact, *, message: str, until: datetime | None) -> tuple[str, str]:
    """(subject, text). Times are the shop's own."""
    zone = zone_of(contact.tenant)
    context = {
        "name": contact.name,
        "shop": contact.tenant.name,
        "message": message,
        "until": f"{timezone.localtime(until, zone):%Y-%m-%d %H:%M} ({zone.key})" if until else "",
    }
    text = render_to_string(f"operations/notices/{kind}.{contact.language}.txt", context)
    subject, _, letter = text.partition("\n")
    return subject.strip(), letter.strip() + "\n"
