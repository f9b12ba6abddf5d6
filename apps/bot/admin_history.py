"""Who changed the configuration, what is held and what is rolled out: shown, changed by commands alone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.bot.models import AgentConfiguration, ConfigurationVersion, FeatureHold, FeatureRollout
from apps.bot.services.history import changes_in
from apps.tenants.shop_admin import BY_SHOP, PlatformAdmin, ReadOnly, ReadOnlyAdmin, is_platforms

RECENT = 10
# What a change that is no change of values did to the row.
DONE = {
    ("configuration", "insert"): "begun with the defaults or what was given",
    ("configuration", "delete"): "row taken away: the defaults hold",
    ("hold", "insert"): "hold set",
    ("hold", "delete"): "hold lifted",
    ("rollout", "insert"): "rollout begun",
    ("rollout", "delete"): "rollout ended",
}


def recent_changes(row: AgentConfiguration) -> SafeString:
    """The newest of the shop's own; what concerns all shops stands in the history of changes."""
    mine = ConfigurationVersion.objects.filter(tenant_id=row.tenant_id)[:RECENT]
    lines = ((f"{one.at:%Y-%m-%d %H:%M}", one.author, one.origin, said(one), one.reason) for one in mine)
    return format_html_join("", "<p>{} · {} · {}: {} <em>{}</em></p>", lines) or SafeString("none")


def said(one: ConfigurationVersion) -> str:
    if one.old is None or one.new is None:
        feature = (one.new or one.old or {}).get("feature", "")
        done = DONE.get((one.subject, one.operation), f"every {one.subject} taken away")
        return f"{done}: {feature}" if feature else done
    changes = changes_in(one)
    return ", ".join(f"{name}: {_value(was)} → {_value(becomes)}" for name, was, becomes in changes)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value in (None, "") else str(value)


@admin.register(ConfigurationVersion)
class ConfigurationVersionAdmin(ReadOnlyAdmin):
    list_display = ("version", "at", "whose", "author", "origin", "change", "reason")
    list_filter = ("subject", BY_SHOP, "at")
    search_fields = ("author", "reason", "origin")
    fields = (
        ("version", "at", "whose"),
        ("author", "origin"),
        "reason",
        "subject",
        "operation",
        "old",
        "new",
    )

    @admin.display(description="shop")
    def whose(self, one: ConfigurationVersion) -> str:
        """A shop that is gone is told by its id."""
        return "all" if one.tenant_id is None else str(one.tenant or one.tenant_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConfigurationVersion]:
        # with the join a shop that is gone is none, and no look-up that fails
        return super().get_queryset(request).select_related("tenant")

    @admin.display(description="change")
    def change(self, one: ConfigurationVersion) -> str:
        return said(one)


@admin.register(FeatureHold)
class FeatureHoldAdmin(ReadOnlyAdmin):
    list_display = ("feature", "whose", "by", "reason", "at")
    list_select_related = ("tenant",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A hold on all shops is everybody's to see."""
        own = super().get_queryset(request)
        return own if is_platforms(request) else own | FeatureHold.objects.filter(tenant=None)

    @admin.display(description="shop")
    def whose(self, hold: FeatureHold) -> str:
        return str(hold.tenant) if hold.tenant else "all"


@admin.register(FeatureRollout)
class FeatureRolloutAdmin(ReadOnly, PlatformAdmin):
    list_display = ("feature", "percentage", "listed")

    @admin.display(description="and these shops")
    def listed(self, rollout: FeatureRollout) -> str:
        return ", ".join(sorted(shop.slug for shop in rollout.tenants.all()))
