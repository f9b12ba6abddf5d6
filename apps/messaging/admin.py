"""Messages as they were, and those of ours that are on their way."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import now

from apps.messaging.models import Message, OutboxMessage, OutboxState
from apps.messaging.services.sending.again import may_be_sent_again, send_again
from apps.messaging.whatsapp.said import words_of
from apps.tenants.canaries import OfPeople, OfPeopleThemselves
from apps.tenants.confirming import Answer, Line, Question, ask, confirmed
from apps.tenants.shop_admin import BY_SHOP, ReadOnlyAdmin

AGES_MINUTES = {"1": "a minute", "10": "ten minutes", "60": "an hour"}
WARNING = (
    "WhatsApp's answer was lost, so it is not known whether the customer has this message. If it did arrive, it"
    " arrives twice. Look at the conversation first."
)


def as_json(value: Any) -> SafeString:
    return format_html(
        '<pre class="json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)
    )


def conversation_link(row: Any) -> SafeString:
    """To the transcript that a row belongs to."""
    address = reverse("admin:messaging_conversation_change", args=[row.conversation_id])
    return format_html('<a class="link" href="{}">{}</a>', address, str(row.conversation))


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "direction", "kind", "said", "status", "shop")
    list_filter = ("direction", "status", "kind", BY_SHOP, "created_at", OfPeople)
    list_select_related = ("tenant",)
    search_fields = ("=id", "=wa_id", "=turn_id", "=conversation__customer__phone")
    ordering = ("-created_at",)
    fields = (
        ("direction", "kind", "status"),
        ("conversation_page", "number", "shop"),
        ("created_at", "received_at", "inserted_at"),
        "text",
        ("row_id", "quoted_wa_id", "referred_retailer_id"),
        ("response_time_ms", "harmonization_wait_ms", "customer_wait_ms"),
        ("wa_id", "turn_id", "effect_part"),
        ("journal_offset", "journal_index", "is_synthetic"),
        "error",
        "content",
    )

    @admin.display(description="text")
    def said(self, message: Message) -> str:
        return str(message)

    @admin.display(description="conversation")
    def conversation_page(self, message: Message) -> SafeString:
        return conversation_link(message)

    @admin.display(description="payload")
    def content(self, message: Message) -> SafeString:
        return as_json(message.payload)


class WaitingFor(admin.SimpleListFilter):
    """Messages that should have left long ago."""

    title = "pending for more than"
    parameter_name = "pending"

    def lookups(self, request: HttpRequest, page: Any) -> list[tuple[str, str]]:
        return list(AGES_MINUTES.items())

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in AGES_MINUTES:
            return rows
        before = now() - timedelta(minutes=int(self.value() or 0))
        return rows.filter(state=OutboxState.PENDING, created_at__lt=before)


@admin.register(OutboxMessage)
class OutboxAdmin(ReadOnlyAdmin):
    actions = ("send_again",)
    list_display = ("created_at", "customer", "said", "state", "reason", "attempts", "due_at", "shop")
    list_filter = ("state", WaitingFor, BY_SHOP, OfPeopleThemselves)
    list_select_related = ("tenant", "customer")
    search_fields = ("=effect_id", "=wa_id", "=conversation__id", "=customer__phone")
    ordering = ("-created_at",)
    fields = (
        ("state", "reason", "attempts"),
        ("conversation_page", "customer", "shop"),
        ("created_at", "due_at", "not_before"),
        ("settled_at", "sent_again_at", "wa_id"),
        ("effect_id", "part", "number"),
        ("features", "config_version"),
        ("lease_by", "lease_until"),
        "content",
    )

    @admin.display(description="message")
    def said(self, row: OutboxMessage) -> str:
        return _words(row, most=60)

    @admin.display(description="conversation")
    def conversation_page(self, row: OutboxMessage) -> SafeString:
        return conversation_link(row)

    @admin.display(description="payload")
    def content(self, row: OutboxMessage) -> SafeString:
        return as_json(row.payload)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("messaging.change_outboxmessage")

    @admin.action(permissions=["send_again"], description="Send again (uncertain ones)")
    def send_again(self, request: HttpRequest, rows: QuerySet[Any]) -> Answer:
        named = confirmed(self, request)
        if named is None:
            return ask(self, request, "send_again", _question(rows))
        with transaction.atomic():
            by = request.user.get_username()
            sent = send_again(set(named.values_list("pk", flat=True)), by=by, now=now())
            for row in sent:
                self.log_change(request, row, "sent again")
        left = named.count() - len(sent)
        self.message_user(
            request,
            f"{len(sent)} will be sent again."
            + (f" {left} changed meanwhile and were left alone." if left else ""),
            messages.SUCCESS if sent else messages.WARNING,
        )
        return None


def _question(rows: QuerySet[Any]) -> Question:
    lines = [_line(row) for row in rows.select_related("customer", "conversation")]
    changing = sum(line.changes for line in lines)
    return Question(
        title="Send again",
        says=f"{changing} of {len(lines)} chosen messages will be sent once more.",
        lines=lines,
        verb=f"Send {changing} again",
        warning=WARNING if changing else "",
    )


def _line(row: OutboxMessage) -> Line:
    name = f"{row.customer}: “{_words(row, most=90)}”"
    if may_be_sent_again(row, now=now()):
        return Line(row.pk, name, "sent once more")
    if row.state == OutboxState.UNCERTAIN:
        return Line(row.pk, name, "stays: 24 hours have passed, WhatsApp takes it no more", changes=False)
    return Line(row.pk, name, f"stays, not uncertain: {row.get_state_display()}", changes=False)


def _words(row: OutboxMessage, *, most: int) -> str:
    return Truncator(words_of(row.payload) or str(row.payload.get("type", ""))).chars(most)
