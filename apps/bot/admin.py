"""The bot's switches per shop, the turns that it took and the lists that it showed."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.bot.admin_history import recent_changes
from apps.bot.models import AgentConfiguration, MessageHarmonizationLog, ReferenceContext
from apps.bot.services.authoring import authored
from apps.bot.services.configuration import states_of
from apps.bot.services.switching import NAMES, switch
from apps.bot.turn.types import Feature
from apps.messaging.admin import conversation_link
from apps.tenants.admin import TenantAdmin
from apps.tenants.canaries import OfPeoplesTalk
from apps.tenants.confirming import Answer, Line, Question, ask, confirmed
from apps.tenants.models import Tenant
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin, ShopAdmin, is_platforms

STATES = "states_on_this_page"
KEPT_OFF = {"held": "hold", "waiting": "rollout"}
Act = Callable[["AgentConfigurationAdmin", HttpRequest, QuerySet[Any]], Answer]


def _switching(feature: Feature, on: bool) -> Act:
    """The bulk action that turns one feature on or off."""
    verb = "enable" if on else "disable"

    @admin.action(permissions=["change"], description=f"{verb.title()} {NAMES[feature]}")
    def act(page: "AgentConfigurationAdmin", request: HttpRequest, rows: QuerySet[Any]) -> Answer:
        return page.switch(request, rows, feature, on)

    act.__name__ = f"{verb}_{NAMES[feature].replace(' ', '_')}"
    return act


def _column(feature: Feature, title: str) -> Callable[[AgentConfiguration], bool]:
    @admin.display(boolean=True, description=title, ordering=feature.value)
    def column(row: AgentConfiguration) -> bool:
        return bool(getattr(row, feature.value))

    column.__name__ = f"is_on_{feature.value}"
    return column


SWITCHES = (
    _column(Feature.HARMONIZATION, "Harmonization"),
    _column(Feature.IMMEDIATE_DISPLAY, "Immediate display"),
    _column(Feature.GROUNDED_VALIDATION, "Grounding"),
    _column(Feature.REFERENCE_RESOLUTION, "References"),
)


@admin.register(AgentConfiguration)
class AgentConfigurationAdmin(ShopAdmin):
    actions = [_switching(feature, on) for on in (False, True) for feature in Feature]
    list_display = ("of_shop", *SWITCHES, "kept_off", "wait", "version")
    list_filter = tuple(feature.value for feature in Feature)
    list_select_related = ("tenant",)
    search_fields = ("tenant__name", "tenant__slug")
    ordering = ("tenant__name",)
    readonly_fields = ("version", "updated_at", "kept_off", "history")
    fieldsets = (
        (None, {"fields": ("tenant", ("version", "updated_at"), "kept_off")}),
        ("Bursts", {"fields": ("enable_message_harmonization", "harmonization_wait_seconds")}),
        ("Products", {"fields": ("enable_immediate_product_display", "max_products_to_show")}),
        (
            "Understanding and truth",
            {"fields": ("enable_reference_resolution", "enable_grounded_validation")},
        ),
        ("Identity", {"fields": ("use_business_name_as_identity", "custom_bot_greeting")}),
        ("Latest changes", {"fields": ("history",)}),
    )

    @admin.display(description="shop", ordering="tenant__name")
    def of_shop(self, row: AgentConfiguration) -> str:
        return row.tenant.name

    @admin.display(ordering="harmonization_wait_seconds")
    def wait(self, row: AgentConfiguration) -> str:
        return f"{row.harmonization_wait_seconds} s"

    @admin.display(description="kept off by")
    def kept_off(self, row: AgentConfiguration) -> str:
        """Whatever the switches beside it say."""
        states = vars(row).get(STATES)
        if states is None:
            states = states_of([row.tenant_id]).get(row.tenant_id, {})
        kept = [
            f"{NAMES[feature]}: {KEPT_OFF[state]}" for feature, state in states.items() if state in KEPT_OFF
        ]
        return ", ".join(kept) or "–"

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        # asked once for all rows of the page, which are kept: the columns come by these same objects
        states = states_of([row.tenant_id for row in page.result_list])
        for row in page.result_list:
            setattr(row, STATES, states.get(row.tenant_id, {}))
        return page

    @admin.display(description="changes")
    def history(self, row: AgentConfiguration) -> SafeString:
        return recent_changes(row)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with authored(by=request.user.get_username(), origin="admin"):
            super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "tenant") if obj else self.readonly_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_platforms(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Without a row the defaults hold: a deletion would switch everything on.
        return False

    def switch(self, request: HttpRequest, rows: QuerySet[Any], feature: Feature, on: bool) -> Answer:
        named = confirmed(self, request)
        if named is None:
            action = request.POST["action"]
            return ask(self, request, action, _question(rows.select_related("tenant"), feature, on))
        with transaction.atomic():
            by_shop = {row.tenant_id: row for row in named}
            switched = switch(
                {feature: on}, by=request.user.get_username(), tenant_ids=by_shop, origin="admin"
            )
            for one in switched:
                self.log_change(request, by_shop[one.tenant_id], f"{NAMES[feature]} {'on' if on else 'off'}")
        shops = ", ".join(one.shop for one in switched) or "no shop: it was so already"
        done = f"{'Enabled' if on else 'Disabled'} {NAMES[feature]} for {shops}."
        self.message_user(request, done, messages.SUCCESS if switched else messages.INFO)
        kept = [state for states in states_of(by_shop).values() if (state := states[feature]) in KEPT_OFF]
        if on and kept:
            why = " and ".join(sorted({KEPT_OFF[state] for state in kept}))
            says = f"{NAMES[feature].capitalize()} stays off for {_shops(len(kept))} by {why}."
            self.message_user(request, says, messages.WARNING)
        return None


def _question(rows: QuerySet[Any], feature: Feature, on: bool) -> Question:
    now, before = ("on", "off") if on else ("off", "on")
    lines = [
        Line(row.pk, row.tenant.name, f"{before} → {now}")
        if getattr(row, feature.value) != on
        else Line(row.pk, row.tenant.name, f"{now} already, stays", changes=False)
        for row in rows
    ]
    changing = sum(line.changes for line in lines)
    verb = "Enable" if on else "Disable"
    return Question(
        title=f"{verb} {NAMES[feature]}",
        says=f"{NAMES[feature].capitalize()} will be turned {now} for {_shops(changing)}. {EFFECT[on]}",
        lines=lines,
        verb=f"{verb} for {_shops(changing)}",
        warning="" if on else WARNING.get(feature, ""),
    )


EFFECT = {
    True: "Every turn from now on uses it.",
    False: "A reply that rests on it and has not left yet is taken back and made anew without it.",
}
WARNING = {
    Feature.GROUNDED_VALIDATION: "While it is off, replies are not checked against the catalogue and the"
    " shop's facts before they leave."
}


def _shops(count: int) -> str:
    return f"{count} shop{'' if count == 1 else 's'}"


@admin.register(MessageHarmonizationLog)
class TurnAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "said", "status", "topic", "wait_ms", "thought", "found", "shop")
    list_filter = ("status", BY_SHOP, "created_at", OfPeoplesTalk)
    list_select_related = ("tenant",)
    search_fields = ("=id", "=conversation__id", "combined_text")
    fields = (
        ("status", "topic"),
        ("conversation_page", "shop"),
        ("created_at", "due_at"),
        "combined_text",
        ("wait_ms", "wait_reason"),
        "thought",
        "grounding",
        ("features", "config_version"),
        "message_ids",
        "error",
    )

    @admin.display(description="combined text")
    def said(self, turn: MessageHarmonizationLog) -> str:
        return str(turn)

    @admin.display(description="compute ms", ordering="compute_ms")
    def thought(self, turn: MessageHarmonizationLog) -> str:
        return "" if turn.compute_ms is None else f"{turn.compute_ms:.1f}"

    @admin.display(description="findings")
    def found(self, turn: MessageHarmonizationLog) -> int:
        return len(turn.findings)

    @admin.display(description="conversation")
    def conversation_page(self, turn: MessageHarmonizationLog) -> SafeString:
        return conversation_link(turn)

    @admin.display(description="findings of grounding")
    def grounding(self, turn: MessageHarmonizationLog) -> SafeString | str:
        rows = ((one.get("severity"), one.get("claim"), one.get("reason")) for one in turn.findings)
        return format_html_join("", "<p>{}: “{}” – {}</p>", rows) or "nothing was taken out"


@admin.register(ReferenceContext)
class ReferenceContextAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "names", "expires_at", "shop")
    list_filter = ("kind", BY_SHOP, "created_at", OfPeoplesTalk)
    list_select_related = ("tenant",)
    search_fields = ("=id", "=conversation__id")
    fields = (
        "kind",
        ("conversation_page", "shop"),
        ("created_at", "expires_at"),
        "shown",
        "message_ids",
    )

    @admin.display(description="items")
    def names(self, context: ReferenceContext) -> str:
        return ", ".join(str(item.get("name", "")) for item in context.items)[:120]

    @admin.display(description="items as the customer read them")
    def shown(self, context: ReferenceContext) -> SafeString:
        rows = ((one.get("position"), one.get("name"), one.get("price") or "") for one in context.items)
        return format_html_join("", "<p>{}. {} {}</p>", rows)

    @admin.display(description="conversation")
    def conversation_page(self, context: ReferenceContext) -> SafeString:
        return conversation_link(context)


admin.site.unregister(Tenant)


@admin.register(Tenant)
class ConfiguredTenantAdmin(TenantAdmin):
    """A shop that is made here has its switches from the start, so that a bulk action finds it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        with authored(by=request.user.get_username(), origin="admin"):
            AgentConfiguration.objects.get_or_create(tenant=form.instance)
