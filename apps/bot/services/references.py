"""ReferenceContextManager: the lists that customers were shown, so that “the second one” means something."""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.bot.models import ReferenceContext
from apps.bot.turn.types import ListKind, NewList, ShownItem, ShownList
from apps.messaging.events import ReplyLeft

log = logging.getLogger("wabot.ReferenceContextManager")

# As long as WhatsApp lets the shop answer freely; a tap on an older list still carries its own id.
LIVES = timedelta(hours=24)
NEWEST = 10

SHOWN = """
SELECT r.id, r.kind, r.items::text, r.created_at, r.expires_at,
    ARRAY(SELECT m.wa_id FROM messaging_message m WHERE m.id = ANY(r.message_ids) AND m.wa_id IS NOT NULL)
FROM bot_referencecontext r WHERE r.conversation_id = %s AND r.expires_at > %s
ORDER BY r.created_at DESC LIMIT %s
"""


class ReferenceContextManager:
    def remember(self, left: Iterable[ReplyLeft]) -> None:
        """A list stands from the moment that the journal says it left: what nobody saw is not referred to."""
        shown = [context for event in left if (context := _context(event)) is not None]
        ReferenceContext.objects.bulk_create(shown, ignore_conflicts=True)

    def shown_in(self, conversation_id: UUID, *, now: datetime) -> tuple[ShownList, ...]:
        """Newest first, without those that have expired. One statement, as loading a turn is felt in every reply."""
        with connection.cursor() as cursor:
            cursor.execute(SHOWN, [conversation_id, now, NEWEST])
            rows = cursor.fetchall()
        return tuple(
            ShownList(
                id=pk,
                kind=ListKind(kind),
                items=tuple(_item(item) for item in json.loads(items)),
                shown_at=created_at,
                expires_at=expires_at,
                wa_ids=tuple(wa_ids),
            )
            for pk, kind, items, created_at, expires_at, wa_ids in rows
        )


def _context(event: ReplyLeft) -> ReferenceContext | None:
    shown = event.context.get("shown")
    if not shown:
        return None
    return ReferenceContext(
        id=uuid.uuid5(event.effect_id, "shown"),
        tenant_id=event.tenant_id,
        conversation_id=event.conversation_id,
        kind=shown["kind"],
        items=shown["items"],
        message_ids=[event.message_id],
        created_at=event.at,
        expires_at=event.at + LIVES,
    )


def as_json(shown: NewList) -> dict[str, Any]:
    """What the intent of a reply carries of the list that it shows."""
    return {"kind": shown.kind.value, "items": [_item_as_json(item) for item in shown.items]}


def _item_as_json(item: ShownItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "name": item.name,
        "product_id": str(item.product_id) if item.product_id else None,
        "variant_id": str(item.variant_id) if item.variant_id else None,
        "category": item.category,
        "price": str(item.price) if item.price is not None else None,
    }


def _item(stored: Mapping[str, Any]) -> ShownItem:
    return ShownItem(
        position=stored["position"],
        name=stored["name"],
        product_id=UUID(stored["product_id"]) if stored["product_id"] else None,
        variant_id=UUID(stored["variant_id"]) if stored["variant_id"] else None,
        category=stored["category"],
        price=Decimal(stored["price"]) if stored["price"] is not None else None,
    )
