"""Carts and orders as they are: read, never changed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.messaging.admin import conversation_link
from apps.orders.models import Cart, Order
from apps.tenants.canaries import OfPeople
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ("number", "placed_at", "customer", "worth", "status", "payment_method", "shop")
    list_filter = ("status", BY_SHOP, "placed_at", OfPeople)
    list_select_related = ("tenant", "customer")
    search_fields = ("number", "=id", "=customer__phone", "customer__name")
    fields = (
        ("number", "status", "payment_method"),
        ("customer", "conversation_page", "shop"),
        "delivery",
        "what",
        "worth",
        ("placed_at", "effect_id", "is_synthetic"),
    )

    @admin.display(description="total", ordering="total")
    def worth(self, order: Order) -> str:
        return f"{order.currency} {order.total:,.2f}"

    @admin.display(description="lines")
    def what(self, order: Order) -> SafeString:
        lines = order.lines.values_list("quantity", "name", "price", "held")
        return format_html_join("", "<p>{} × {}, {} each ({} held)</p>", lines)

    @admin.display(description="conversation")
    def conversation_page(self, order: Order) -> SafeString:
        return conversation_link(order)


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    list_display = ("updated_at", "conversation", "pieces", "delivery", "shop")
    list_filter = (BY_SHOP, "updated_at")
    list_select_related = ("tenant", "conversation__customer")
    search_fields = ("=conversation__id",)
    ordering = ("-updated_at",)
    fields = (("conversation_page", "shop"), "delivery", "what", "updated_at")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(lines__isnull=False).distinct()

    @admin.display
    def pieces(self, cart: Cart) -> int:
        return sum(cart.lines.values_list("quantity", flat=True))

    @admin.display(description="lines")
    def what(self, cart: Cart) -> SafeString:
        lines = cart.lines.values_list("quantity", "variant_id", "price")
        return format_html_join("", "<p>{} × {}, {} each</p>", lines)

    @admin.display(description="conversation")
    def conversation_page(self, cart: Cart) -> SafeString:
        return conversation_link(cart)
