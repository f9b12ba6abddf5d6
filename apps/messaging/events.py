"""What projecting the journal made happen. Whoever stands above messaging decides what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A message we did not have. `arrived_at` is our clock, at intake; `at` is WhatsApp's."""

    offset: int
    tenant_id: UUID
    conversation_id: UUID
    message_id: UUID
    kind: str
    row_id: str
    at: datetime
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class ReplyLeft:
    """The journal has the intent: from here on the reply counts as said. `context` is the bot's own."""

    offset: int
    tenant_id: UUID
    conversation_id: UUID
    effect_id: UUID
    part: int
    message_id: UUID
    answers: tuple[UUID, ...]
    context: dict[str, Any]
    at: datetime


Event = MessageArrived | ReplyLeft
