"""The bodies of the journal's effect records: what a claim, a further attempt and a result say."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class _Body(BaseModel):
    # A record written by a later release may say more; what is known is read.
    model_config = ConfigDict(extra="ignore", frozen=True)

    def body(self) -> bytes:
        return self.model_dump_json().encode()


class Intent(_Body):
    """Enough to tell later what was sent to whom and why, and to rebuild the rows that say so.

    `due_at` is when the turn was due, `first_at` when its first message arrived. `context` is the bot's own.
    Of one whose customer was `erased` the ids are left: what was answered stays answered.
    """

    effect_id: UUID
    part: int
    tenant_id: UUID
    conversation_id: UUID
    number_id: UUID
    payload: dict[str, Any]
    answers: list[UUID] = Field(default_factory=list)
    features: list[str] = Field(default_factory=list)
    config_version: int = 0
    due_at: datetime
    context: dict[str, Any] = Field(default_factory=dict)
    is_synthetic: bool = False
    erased: bool = False

    def without_words(self) -> Self:
        return self.model_copy(update={"payload": {}, "context": {}, "erased": True})


class Retry(_Body):
    effect_id: UUID
    part: int
    why: str

    def without_words(self) -> Self:
        return self.model_copy(update={"why": ""})


class Result(_Body):
    """`state` is an EffectState. Times in whole milliseconds; see the definitions in docs/reference."""

    effect_id: UUID
    part: int
    state: str
    wa_id: str = ""
    error: dict[str, Any] | None = None
    response_time_ms: int | None = None
    customer_wait_ms: int | None = None
    harmonization_wait_ms: int | None = None

    def without_words(self) -> Self:
        # WhatsApp's ids of messages hold the phone number
        return self.model_copy(update={"wa_id": "", "error": None})
