"""Carts and orders as they are; an order that was placed is confirmed or cancelled, nothing else is changed."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import now

from apps.messaging.admin import conversation_link
from apps.orders.models import Cart, Order
from apps.orders.services.settle import cancel_orders, confirm_orders
from apps.tenants.canaries import OfPeople
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin


def _ids(rows: QuerySet[Any]) -> set[UUID]:
    return set(rows.values_list("pk", flat=True))


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    actions = ("confirm", "cancel")
    list_display = ("number", "placed_at", "customer", "worth", "status", "payment_method", "shop")
    list_filter = ("status", BY_SHOP, "placed_at", OfPeople)
    list_select_related = ("tenant", "customer")
    search_fields = ("number", "=id", "=customer__phone", "customer__name")
    fields = (
        ("number", "status"),
        ("payment_method", "worth"),
        ("customer", "shop"),
        "conversation_page",
        "delivery",
        "what",
        ("placed_at", "is_synthetic"),
        "effect_id",
    )

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    @admin.action(permissions=["settle"], description="Confirm (takes it out of stock)")
    def confirm(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._tell(request, confirm_orders(_ids(rows), now=now()), "confirmed")

    @admin.action(permissions=["settle"], description="Cancel (gives the stock free)")
    def cancel(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._tell(request, cancel_orders(_ids(rows)), "cancelled")

    def _tell(self, request: HttpRequest, settled: list[Order], done: str) -> None:
        for order in settled:
            self.log_change(request, order, done)
        said = f"{len(settled)} {done}." if settled else "None of them was still open."
        self.message_user(request, said, messages.SUCCESS if settled else messages.INFO)

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
