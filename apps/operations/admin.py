"""Conversations as transcripts, and records that no release could read yet: where messaging and bot meet."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

import apps.operations.notices.admin
import apps.operations.process_admin  # noqa: F401  (these two register their pages)
from apps.messaging.models import Conversation, ParkedRecord
from apps.operations.selectors.transcript import transcript_of
from apps.operations.services.parked import retry_parked
from apps.tenants.canaries import OfPeople
from apps.tenants.confirming import Answer, Line, Question, ask, confirmed
from apps.tenants.selectors import zone_of
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin, is_platforms


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    change_form_template = "operations/conversation.html"
    list_display = ("customer", "status", "updated_at", "last_inbound_at", "created_at", "shop")
    list_filter = ("status", BY_SHOP, OfPeople, "updated_at")
    list_select_related = ("tenant", "customer")
    search_fields = ("=id", "customer__name", "customer__phone", "=customer__user_id")
    ordering = ("-updated_at",)
    fields = ("status",)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context |= {
            "conversation": obj,
            "transcript": transcript_of(obj, before=_uuid(request.GET.get("before", ""))),
            "zone": zone_of(obj.tenant),
            "title": str(obj.customer),
            "subtitle": None,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


@admin.register(ParkedRecord)
class ParkedRecordAdmin(ReadOnlyAdmin):
    actions = ("try_again",)
    list_display = ("journal_offset", "kind", "phone_number_id", "reason", "parked_at")
    list_filter = ("kind", "parked_at")
    search_fields = ("=journal_offset", "=phone_number_id", "reason")
    ordering = ("-journal_offset",)
    fields = (
        ("journal_offset", "partition", "kind"),
        ("phone_number_id", "parked_at"),
        "reason",
    )

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        # What a parked record will turn into, and for which shop, is not known before.
        return is_platforms(request)

    @admin.action(permissions=["try_again"], description="Try again")
    def try_again(self, request: HttpRequest, rows: QuerySet[Any]) -> Answer:
        named = confirmed(self, request)
        if named is None:
            return ask(self, request, "try_again", _question(rows))
        offsets = list(named.values_list("journal_offset", flat=True))
        retried = retry_parked(offsets=offsets, now=now())
        says = f"{retried.projected} projected, {retried.parked} still parked."
        if retried.missing:
            says += f" {len(retried.missing)} stand in the journal no more."
        level = messages.WARNING if retried.parked or retried.missing else messages.SUCCESS
        self.message_user(request, says, level)
        return None


def _question(rows: QuerySet[Any]) -> Question:
    lines = [Line(row.pk, f"{row.journal_offset} ({row.kind})", row.reason[:160]) for row in rows]
    count = f"{len(lines)} record{'' if len(lines) == 1 else 's'}"
    return Question(
        title="Try again",
        says=f"{count} will be read from the journal again. What is known already is not written twice; what"
        " still cannot be read stays parked. Customers' messages among them are answered now.",
        lines=lines,
        verb=f"Try {count} again",
    )
