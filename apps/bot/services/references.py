"""ReferenceContextManager: the lists that customers were shown, so that “the second one” means something."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.bot.models import ReferenceContext
from apps.bot.turn.types import ListKind, NewList, ShownItem, ShownList
from apps.messaging.events import ReplyLeft
from apps.messaging.models import Message

log = logging.getLogger("wabot.ReferenceContextManager")

# As long as WhatsApp lets the shop answer freely; a tap on an older list still carries its own id.
LIVES = timedelta(hours=24)
NEWEST = 10


class ReferenceContextManager:
    def remember(self, event: ReplyLeft) -> None:
        """A list stands from the moment that the journal says it left: what nobody saw is not referred to."""
        shown = event.context.get("shown")
        if not shown:
            return
        ReferenceContext.objects.update_or_create(
            id=uuid.uuid5(event.effect_id, "shown"),
            defaults={
                "tenant_id": event.tenant_id,
                "conversation_id": event.conversation_id,
                "kind": shown["kind"],
                "items": shown["items"],
                "message_ids": [event.message_id],
                "created_at": event.at,
                "expires_at": event.at + LIVES,
            },
        )

    def shown_in(self, conversation_id: UUID, *, now: datetime) -> tuple[ShownList, ...]:
        """Newest first, without those that have expired."""
        rows = list(
            ReferenceContext.objects.filter(conversation_id=conversation_id, expires_at__gt=now)[:NEWEST]
        )
        if not rows:
            return ()
        carriers = {pk for row in rows for pk in row.message_ids}
        wa_ids = dict(Message.objects.filter(pk__in=carriers).values_list("pk", "wa_id"))
        return tuple(
            ShownList(
                id=row.pk,
                kind=ListKind(row.kind),
                items=tuple(_item(item) for item in row.items),
                shown_at=row.created_at,
                expires_at=row.expires_at,
                wa_ids=tuple(wa_id for pk in row.message_ids if (wa_id := wa_ids.get(pk))),
            )
            for row in rows
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
