"""Tickets: what waits for the shop's people, and the word that it is done."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import now

from apps.inbox.models import Ticket, TicketStatus
from apps.inbox.services.close_ticket import close_tickets
from apps.messaging.admin import conversation_link
from apps.tenants.canaries import OfPeople
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    actions = ("close",)
    list_display = ("created_at", "conversation", "reason", "status", "closed_at", "closed_by", "shop")
    list_filter = ("status", "reason", BY_SHOP, "created_at", OfPeople)
    list_select_related = ("tenant", "conversation__customer", "closed_by")
    search_fields = ("=id", "=conversation__id", "=conversation__customer__phone")
    fields = (
        ("reason", "status"),
        ("conversation_page", "shop"),
        ("created_at", "closed_at", "closed_by"),
        "is_synthetic",
    )

    @admin.display(description="conversation")
    def conversation_page(self, ticket: Ticket) -> SafeString:
        return conversation_link(ticket)

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("inbox.change_ticket")

    @admin.action(permissions=["close"], description="Close (open ones)")
    def close(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        with transaction.atomic():
            still_open = list(rows.filter(status=TicketStatus.OPEN))
            closed = close_tickets(
                [one.pk for one in still_open], by_user_pk=int(request.user.pk or 0), now=now()
            )
            for one in still_open:
                self.log_change(request, one, "closed")
        said = f"{closed} closed." if closed else "They were closed already."
        self.message_user(request, said, messages.SUCCESS if closed else messages.INFO)
