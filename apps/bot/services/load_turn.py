"""What a turn is computed from: read once, without a lock, as plain values.

Four statements, written by hand: this is the one place where the mapper's own time would be felt in every reply.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import connection

from apps.bot.services.configuration import COLUMNS
from apps.bot.services.harmonization import Leased
from apps.bot.services.references import ReferenceContextManager
from apps.bot.turn.types import (
    BotConfig,
    ConversationState,
    InboundMessage,
    OrderedItem,
    PastMessage,
    Shop,
    TurnInput,
)
from apps.messaging.ids import turn_id
from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text
from apps.orders.carts import Cart, Line

PAST = 24
LONGEST_PAST = 400

# In the order in which they were written: WhatsApp's time, then the journal's place.
OPEN = """
SELECT id, coalesce(wa_id, ''), created_at, kind, text, row_id, quoted_wa_id, referred_retailer_id,
    CASE kind WHEN 'order' THEN (payload #> '{order,product_items}')::text END, received_at
FROM messaging_message WHERE conversation_id = %s AND direction = 'inbound' AND turn_id IS NULL
ORDER BY created_at, journal_offset, journal_index
"""
AROUND = f"""
SELECT due.due_at, due.reason, t.name, t.currency, t.link,
    (SELECT json_agg(json_build_array(f.key, f.language, f.text)) FROM tenants_shopfact f WHERE f.tenant_id = t.id),
    coalesce(d.language, ''), coalesce(d.greeted, false), d.focus_product_id, coalesce(d.last_query, ''),
    cart.key, coalesce(cart.delivery, ''),
    (SELECT json_agg(json_build_array(l.product_id, l.variant_id, l.quantity, l.price::text) ORDER BY l.position)
     FROM orders_cartline l WHERE l.cart_id = cart.conversation_id),
    (SELECT o.number FROM orders_order o JOIN messaging_conversation c ON c.id = due.conversation_id
     WHERE o.customer_id = c.customer_id ORDER BY o.placed_at DESC LIMIT 1),
    {", ".join(f"a.{column}" for column in COLUMNS)}
FROM bot_turndue due JOIN tenants_tenant t ON t.id = due.tenant_id
JOIN bot_effective_configuration a ON a.tenant_id = t.id
LEFT JOIN bot_dialogue d ON d.conversation_id = due.conversation_id
LEFT JOIN orders_cart cart ON cart.conversation_id = due.conversation_id
WHERE due.conversation_id = %s AND due.lease_id = %s
"""
BEFORE = """
SELECT m.created_at, m.direction = 'outbound', left(m.text, %s),
    CASE m.direction WHEN 'outbound' THEN coalesce(t.topic, '') ELSE '' END
FROM messaging_message m LEFT JOIN bot_messageharmonizationlog t ON t.id = m.turn_id
WHERE m.conversation_id = %s AND m.turn_id IS NOT NULL
ORDER BY m.created_at DESC, m.journal_offset DESC, m.journal_index DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """`first_at`: arrival of the first open message, `due_at` of the turn, both by our clock."""

    turn: TurnInput
    turn_id: UUID
    message_ids: tuple[UUID, ...]
    first_at: datetime
    due_at: datetime
    wait_reason: str


def load_turn(leased: Leased, references: ReferenceContextManager, *, now: datetime) -> Loaded | None:
    """None when nothing is open any more, or the lease was lost."""
    rows = _rows(OPEN, leased.conversation_id)
    around = _rows(AROUND, leased.conversation_id, leased.lease_id)
    if not rows or not around:
        return None
    due_at, reason, name, currency, link, facts, language, greeted, focus, last_query, *more = around[0]
    key, delivery, lines, last_order, *config = more
    message_ids = tuple(row[0] for row in rows)
    return Loaded(
        turn=TurnInput(
            messages=tuple(_inbound(*row[:9]) for row in rows),
            state=ConversationState(
                language=language,
                greeted=greeted,
                lists=references.shown_in(leased.conversation_id, now=now),
                focus_product_id=focus,
                last_query=last_query,
                past=_past(leased.conversation_id),
                cart=Cart(key, tuple(map(Line.of_json, lines or ())), delivery),
                last_order=last_order or "",
            ),
            config=BotConfig(*config),
            shop=Shop(name, currency, link, {(key, said_in): text for key, said_in, text in facts or ()}),
            now=now,
        ),
        turn_id=turn_id(conversation_id=leased.conversation_id, message_ids=message_ids, at=rows[0][2]),
        message_ids=message_ids,
        first_at=min(row[9] for row in rows),
        due_at=due_at,
        wait_reason=reason,
    )


def open_message_ids(conversation_id: UUID) -> tuple[UUID, ...]:
    return tuple(row[0] for row in _rows(OPEN, conversation_id))


def _rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _inbound(
    message_id: UUID,
    wa_id: str,
    at: datetime,
    kind: str,
    text: str,
    row_id: str,
    quoted: str,
    referred: str,
    items: Any,
) -> InboundMessage:
    ordered = tuple(_ordered(as_list(json.loads(items)))) if items else ()
    return InboundMessage(message_id, wa_id, at, kind, text, row_id, quoted, referred, ordered)


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


def _past(conversation_id: UUID) -> tuple[PastMessage, ...]:
    newest = _rows(BEFORE, LONGEST_PAST, conversation_id, PAST)
    return tuple(PastMessage(*row) for row in reversed(newest))
