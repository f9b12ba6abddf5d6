"""The admin's first page: what needs a person now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from apps.operations.health.board import BOARD
from apps.operations.health.parts import Part, State
from apps.operations.selectors.dashboard import Figures, figures
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_of_user, zone_of
from apps.tenants.shop_admin import is_platforms


@dataclass(frozen=True, slots=True)
class Card:
    """`alarm` where anything but zero needs a person."""

    title: str
    value: int
    page: str = ""
    query: str = ""
    unit: str = ""
    alarm: bool = False

    @property
    def href(self) -> str:
        return reverse(f"admin:{self.page}_changelist") + self.query if self.page else ""

    @property
    def is_alarming(self) -> bool:
        return self.alarm and self.value > 0


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's DASHBOARD_CALLBACK: adds to what the template of the index page gets."""
    now = timezone.now()
    if is_platforms(request):
        return context | _of_platform(now)
    tenant_id = tenant_of_user(request.user.pk) if request.user.pk else None
    if tenant_id is None:
        return context | {"without_shop": True}
    shop = Tenant.objects.get(pk=tenant_id)
    zone = zone_of(shop)
    shown = figures(tenant_id=tenant_id, zone=zone, now=now)
    return context | {"cards": _cards(shown), "waiting": shown.longest_waiting, "zone": zone, "shop": shop}


def _of_platform(now: datetime) -> dict[str, Any]:
    zone = ZoneInfo("UTC")
    shown = figures(tenant_id=None, zone=zone, now=now)
    parts = BOARD.health().parts
    return {
        "cards": [*_cards(shown), *_machinery(parts["projector"])],
        "waiting": shown.longest_waiting,
        "zone": zone,
        # what is in trouble comes first
        "parts": sorted(parts.items(), key=lambda named: named[1].state is State.OK),
    }


def _cards(shown: Figures) -> list[Card]:
    talks, turns, outbox = "messaging_conversation", "bot_messageharmonizationlog", "messaging_outboxmessage"
    return [
        Card("Waiting for the shop", shown.waiting, talks, "?status__exact=waiting", alarm=True),
        Card("Open conversations", shown.open, talks, "?status__exact=open"),
        Card("With a person", shown.with_person, talks, "?status__exact=handed_over"),
        Card("Turns today", shown.turns, turns),
        Card("Failed turns today", shown.failed, turns, "?status__exact=failed", alarm=True),
        Card("Uncertain sends", shown.uncertain, outbox, "?state__exact=uncertain", alarm=True),
        Card("Refused today", shown.refused, outbox, "?state__exact=failed", alarm=True),
    ]


def _machinery(projector: Part) -> list[Card]:
    lag = projector.figures
    return [
        Card("Parked records", int(lag.get("parked", 0)), "messaging_parkedrecord", alarm=True),
        Card("Journal lag", int(lag.get("lag_records", 0)), unit=f"records, {lag.get('lag_s', 0):g} s"),
    ]
