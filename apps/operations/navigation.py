"""The admin's side bar: by what a person wants to do, not by how the code is divided."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

# Title, icon, admin page.
Item = tuple[str, str, str]
GROUPS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "Talk",
        (
            ("Conversations", "forum", "messaging_conversation"),
            ("Messages", "chat_bubble", "messaging_message"),
            ("Customers", "person", "tenants_customer"),
            ("Tickets", "confirmation_number", "inbox_ticket"),
        ),
    ),
    (
        "Shop",
        (
            ("Shops", "storefront", "tenants_tenant"),
            ("Orders", "shopping_bag", "orders_order"),
            ("Carts", "shopping_cart", "orders_cart"),
            ("Products", "inventory_2", "catalog_product"),
            ("Categories", "category", "catalog_category"),
        ),
    ),
    (
        "Bot",
        (
            ("Agent configuration", "toggle_on", "bot_agentconfiguration"),
            ("Configuration history", "history", "bot_configurationversion"),
            ("Holds", "front_hand", "bot_featurehold"),
            ("Rollouts", "percent", "bot_featurerollout"),
            ("Turns", "conversion_path", "bot_messageharmonizationlog"),
            ("Lists shown", "list_alt", "bot_referencecontext"),
        ),
    ),
    (
        "Delivery",
        (
            ("Outbox", "outbox", "messaging_outboxmessage"),
            ("Parked records", "report", "messaging_parkedrecord"),
            ("Processes", "memory", "operations_process"),
        ),
    ),
    (
        "People",
        (
            ("Contacts", "contact_mail", "tenants_tenantcontact"),
            ("Notices", "campaign", "operations_notice"),
            ("Who may sign in", "badge", "auth_user"),
            ("Groups", "groups", "auth_group"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    allowed = _allowed(request)
    home = {"title": "Overview", "icon": "dashboard", "link": reverse("admin:index")}
    groups = [
        {"title": title, "separator": True, "items": [_item(item) for item in items if item[2] in allowed]}
        for title, items in GROUPS
    ]
    health = {"title": "Health", "icon": "monitor_heart", "link": reverse("health")}
    return [{"items": [home, health]}, *(group for group in groups if group["items"])]


def _item(item: Item) -> dict[str, Any]:
    title, icon, page = item
    return {"title": title, "icon": icon, "link": reverse(f"admin:{page}_changelist")}


def _allowed(request: HttpRequest) -> set[str]:
    """Pages that exist and that this person may open."""
    return {
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model, page in admin.site._registry.items()
        if page.has_view_permission(request)
    }
