"""One canary's conversation, stage by stage, each with the time it took and what to look at when it hangs."""

import itertools
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from wabot_edge.journal.records import Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import Direction, Message, MessageStatus, OutboxMessage, OutboxState
from apps.messaging.whatsapp.said import words_of
from apps.messaging.whatsapp.webhook import CANARY
from apps.operations.canary.errors import Stuck
from apps.tenants.models import WhatsAppNumber

REMEDIES = {
    "project": "no projector reads the journal: start `manage.py run_projector`, see `manage.py projector status`",
    "turn": "no worker takes turns: start `celery -A config worker` and `celery -A config beat`; while maintenance"
    " is on none is taken, see `manage.py maintenance_mode status`",
    "send": "no sender sends: start `manage.py run_sender`",
    "remember": "no projector reads what was sent: see `manage.py projector status`",
}
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Answer:
    """`taps` are (title, row id) in their order. Stages in whole milliseconds: `project` until the message stood
    in the database, `wait` of harmonization as the turn has it, `turn` until the reply was decided, `send`
    until the sender had settled it, `remember` until it was projected.
    """

    said: str
    message_id: UUID
    text: str
    taps: tuple[tuple[str, str], ...]
    topic: str
    status: str
    findings: int
    stages_ms: dict[str, int]

    def tap(self, prefix: str) -> str | None:
        """The first id of that kind."""
        return next((row_id for _, row_id in self.taps if row_id.startswith(prefix)), None)


@dataclass(slots=True)
class CanaryTalk:
    """`pause` passes a little time between two looks; `left_s` is how long the whole may still take."""

    journal: psycopg.Connection
    number: WhatsAppNumber
    clock: Callable[[], datetime]
    pause: Callable[[], None]
    left_s: Callable[[], float]
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    count: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def write(self, text: str) -> Answer:
        return self._said(text, {"type": "text", "text": {"body": text}})

    def tap(self, row_id: str, title: str) -> Answer:
        reply = {"type": "list_reply", "list_reply": {"id": row_id, "title": title}}
        return self._said(f"[{title}]", {"type": "interactive", "interactive": reply})

    def _said(self, said: str, content: dict[str, Any]) -> Answer:
        wa_id, began = f"wamid.canary.{self.name}.{next(self.count)}", self.clock()
        append(self.journal, [self._record(wa_id, content, began)])
        stages = dict[str, int]()

        def reached(stage: str, look: Callable[[], Found | None]) -> Found:
            nonlocal began
            found = self._until(stage, look)
            now = self.clock()
            stages[stage], began = round((now - began).total_seconds() * 1000), now
            return found

        message = reached("project", lambda: self._message(wa_id))
        turn = reached("turn", lambda: _turn_of(message.pk))
        stages["wait"] = min(turn.wait_ms, stages["turn"])
        stages["turn"] -= stages["wait"]
        rows = reached("send", lambda: _settled(turn.pk))
        replies = reached("remember", lambda: _replies(turn.pk, len(rows)))
        return Answer(
            said=said,
            message_id=message.pk,
            text="\n\n".join(words_of(reply.payload) for reply in replies),
            taps=tuple(tap for reply in replies for tap in _taps_of(reply.payload)),
            topic=turn.topic,
            status=turn.status,
            findings=len(turn.findings),
            stages_ms=stages,
        )

    def _until(self, stage: str, look: Callable[[], Found | None]) -> Found:
        while (found := look()) is None:
            if self.left_s() <= 0:
                raise Stuck(stage=stage, remedy=REMEDIES[stage])
            self.pause()
        return found

    def _record(self, wa_id: str, content: dict[str, Any], at: datetime) -> NewRecord:
        """What WhatsApp would have sent, of the kind that no webhook is ever written as."""
        user_id = f"{CANARY}{self.name}"
        message = {"id": wa_id, "from_user_id": user_id, "timestamp": str(int(at.timestamp())), **content}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": self.number.phone_number_id},
            "contacts": [{"user_id": user_id, "profile": {"name": "Canary"}}],
            "messages": [message],
        }
        change = {"field": "messages", "value": value}
        body = {
            "object": "whatsapp_business_account",
            "entry": [{"id": self.number.waba_id, "changes": [change]}],
        }
        phone_number_id = self.number.phone_number_id
        encoded = json.dumps(body).encode()
        return NewRecord(Kind.CANARY, partition_of(phone_number_id), at, encoded, {}, phone_number_id)

    def _message(self, wa_id: str) -> Message | None:
        return Message.objects.filter(number=self.number, wa_id=wa_id).first()


def _turn_of(message_id: UUID) -> MessageHarmonizationLog | None:
    """The turn that took it in, as long as it stands: one that was reopened is taken again."""
    turn_id = Message.objects.filter(pk=message_id).values_list("turn_id", flat=True).first()
    return MessageHarmonizationLog.objects.filter(pk=turn_id).first() if turn_id else None


def _settled(turn_id: UUID) -> Sequence[OutboxMessage] | None:
    rows = list(OutboxMessage.objects.filter(effect_id=turn_id).order_by("part"))
    pending = any(row.state in (OutboxState.PENDING, OutboxState.SENDING) for row in rows)
    return None if pending else rows


def _replies(turn_id: UUID, count: int) -> Sequence[Message] | None:
    replies = list(
        Message.objects.filter(turn_id=turn_id, direction=Direction.OUTBOUND).order_by("effect_part")
    )
    done = [one for one in replies if one.status != MessageStatus.SENDING]
    return done if len(done) == count else None


def _taps_of(payload: dict[str, Any]) -> list[tuple[str, str]]:
    action = payload.get("interactive", {}).get("action", {})
    buttons = [one["reply"] for one in action.get("buttons", ())]
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    return [(one["title"], one["id"]) for one in (*buttons, *rows)]
