"""What a turn is computed from: read once, without a lock, as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from apps.bot.models import Dialogue, MessageHarmonizationLog, TurnDue
from apps.bot.services.configuration import configuration_of
from apps.bot.services.harmonization import Leased
from apps.bot.services.references import ReferenceContextManager
from apps.bot.turn.types import (
    ConversationState,
    InboundMessage,
    OrderedItem,
    PastMessage,
    Shop,
    TurnInput,
)
from apps.messaging.models import Conversation, Direction, Message
from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text
from apps.tenants.models import Tenant
from apps.tenants.selectors import facts_of

PAST = 24
LONGEST_PAST = 400


@dataclass(frozen=True, slots=True)
class Loaded:
    """`arrived_at` of the first open message, `due_at` of the turn, both by our clock."""

    turn: TurnInput
    message_ids: tuple[UUID, ...]
    first_at: datetime
    due_at: datetime
    wait_reason: str


def load_turn(leased: Leased, references: ReferenceContextManager, *, now: datetime) -> Loaded | None:
    """None when nothing is open any more. Eight queries, whatever the conversation's length."""
    rows = list(open_messages(leased.conversation_id))
    due = TurnDue.objects.filter(pk=leased.conversation_id, lease_id=leased.lease_id).first()
    if not rows or due is None:
        return None
    tenant = Tenant.objects.get(pk=leased.tenant_id)
    shop = Shop(name=tenant.name, currency=tenant.currency, link=tenant.link, facts=facts_of(tenant.pk))
    return Loaded(
        turn=TurnInput(
            messages=tuple(map(inbound, rows)),
            state=_state(leased.conversation_id, references, now),
            config=configuration_of(leased.tenant_id),
            shop=shop,
            now=now,
        ),
        message_ids=tuple(row.pk for row in rows),
        first_at=min(row.received_at for row in rows),
        due_at=due.due_at,
        wait_reason=due.reason,
    )


def conversation_of(leased: Leased) -> Conversation:
    return Conversation.objects.select_related("number").get(pk=leased.conversation_id)


def open_messages(conversation_id: UUID) -> Iterable[Message]:
    """In the order in which they were written: WhatsApp's time, then the journal's place."""
    return Message.objects.filter(
        conversation_id=conversation_id, direction=Direction.INBOUND, turn_id__isnull=True
    ).order_by("created_at", "journal_offset", "journal_index")


def inbound(row: Message) -> InboundMessage:
    return InboundMessage(
        id=row.pk,
        wa_id=row.wa_id or "",
        at=row.created_at,
        kind=row.kind,
        text=row.text,
        row_id=row.row_id,
        quoted_wa_id=row.quoted_wa_id,
        referred_retailer_id=row.referred_retailer_id,
        ordered=tuple(_ordered(as_list(as_map(row.payload.get("order")).get("product_items")))),
    )


def _ordered(items: Sequence[Any]) -> Iterable[OrderedItem]:
    for item in map(as_map, items):
        quantity, price = as_text(item.get("quantity")), _amount(item.get("item_price"))
        retailer_id = as_text(item.get("product_retailer_id"))
        if retailer_id and quantity.isascii() and quantity.isdigit() and 0 < int(quantity) <= 100_000:
            yield OrderedItem(retailer_id, int(quantity), price, as_text(item.get("currency")))


def _amount(said: Any) -> Decimal | None:
    try:
        amount = Decimal(as_text(said))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _state(conversation_id: UUID, references: ReferenceContextManager, now: datetime) -> ConversationState:
    dialogue = Dialogue.objects.filter(pk=conversation_id).first() or Dialogue(
        conversation_id=conversation_id
    )
    return ConversationState(
        language=dialogue.language,
        greeted=dialogue.greeted,
        lists=references.shown_in(conversation_id, now=now),
        focus_product_id=dialogue.focus_product_id,
        last_query=dialogue.last_query,
        past=_past(conversation_id),
    )


def _past(conversation_id: UUID) -> tuple[PastMessage, ...]:
    newest = (
        Message.objects.filter(conversation_id=conversation_id, turn_id__isnull=False)
        .order_by("-created_at", "-journal_offset", "-journal_index")
        .values_list("created_at", "direction", "text", "turn_id")[:PAST]
    )
    rows = list(reversed(newest))
    topics = dict(
        MessageHarmonizationLog.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "topic")
    )
    return tuple(
        PastMessage(
            at=at,
            outbound=direction == Direction.OUTBOUND,
            text=text[:LONGEST_PAST],
            topic=topics.get(turn_id, "") if turn_id and direction == Direction.OUTBOUND else "",
        )
        for at, direction, text, turn_id in rows
    )
