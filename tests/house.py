"""The whole path in one process: journal, projector, worker and sender on real databases, WhatsApp in memory.

Processes, brokers and sockets are for the drills; here each step is taken by hand, so that a test can stop
between any two of them.
"""

import itertools
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg
from wabot_edge.journal.writing import append

from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.listening import Ears
from apps.bot.services.references import ReferenceContextManager
from apps.bot.services.take_turn import TurnTaker
from apps.messaging.events import Event
from apps.messaging.services.projecting.projector import Projector
from apps.messaging.services.sending.sender import Sender
from apps.messaging.whatsapp.graph import GraphClient
from apps.operations.management.commands.run_sender import must_not_go, reopen
from apps.operations.services.following import follow
from tests.people import NOON, Change

Answerer = Callable[[httpx.Request], httpx.Response]


@dataclass(slots=True)
class WhatsApp:
    """Takes what is sent. `answer` may be set to refuse, to break the connection, or to lose the answer."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    answer: Answerer | None = None
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.answer is not None:
            return self.answer(request)
        return self.accept(request)

    def accept(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        wa_id = f"wamid.out.{next(self.numbers)}"
        self.taken.append(body | {"wa_id": wa_id})
        return httpx.Response(200, json={"messages": [{"id": wa_id}]})

    def accept_and_lose_the_answer(self, request: httpx.Request) -> httpx.Response:
        self.accept(request)
        raise httpx.ReadTimeout("the answer was lost", request=request)

    def texts(self) -> list[str]:
        return [words_of(body) for body in self.taken]


def words_of(body: dict[str, Any]) -> str:
    content = body[body["type"]]
    return str(content["body"]["text"] if body["type"] == "interactive" else content.get("body", ""))


class House:
    def __init__(self, journal: psycopg.Connection) -> None:
        self.journal = journal
        self.now: datetime = NOON
        self.whatsapp = WhatsApp()
        self.events: list[Event] = []
        self.harmonization = MessageHarmonizationService()
        self.references = ReferenceContextManager()
        self.taker = TurnTaker(
            self.harmonization, self.references, Ears(lambda: journal), None, clock=lambda: self.now
        )
        self.projector = self.new_projector()
        self.sender = self.new_sender()

    def new_projector(self, name: str = "projector-1") -> Projector:
        projector = Projector(
            name=name,
            react=self._react,
            after_commit=self.events.extend,
            clock=lambda: self.now,
        )
        projector.journal = self.journal
        return projector

    def new_sender(self, name: str = "sender-1") -> Sender:
        sender = Sender(
            name=name,
            graph=GraphClient("http://graph.test/v23.0", transport=httpx.MockTransport(self.whatsapp)),
            refused=must_not_go,
            reopened=reopen,
            clock=lambda: self.now,
            woken=threading.Event(),
            resend_after=timedelta(minutes=5),
        )
        sender.journal = self.journal
        return sender

    def hear(self, *changes: Change, project: bool = True) -> None:
        append(self.journal, [change.record(received_at=self.now) for change in changes])
        if project:
            self.project()

    def project(self) -> None:
        while self.projector.step():
            pass

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def take_turns(self) -> int:
        return self.taker.take_due()

    def send(self) -> None:
        """Send all that may be sent now, and write down what came of it."""
        while self.sender.step() or self.sender.in_hand:
            if self.sender.in_hand:
                self.sender.woken.wait(5)
                self.sender.woken.clear()

    def answer(self) -> list[str]:
        """Everything from the quiet window's end to WhatsApp; the texts that were sent."""
        before = len(self.whatsapp.taken)
        self.wait(3.1)
        self.take_turns()
        self.send()
        self.project()
        return self.whatsapp.texts()[before:]

    def _react(self, events: Sequence[Event], now: datetime) -> None:
        follow(events, harmonization=self.harmonization, references=self.references, now=now)
