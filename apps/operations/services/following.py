"""What the house makes of the projector's events."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from apps.bot.services.harmonization import MessageHarmonizationService, Scheduled
from apps.bot.services.maintenance import maintenance_state
from apps.bot.services.react import react
from apps.bot.services.references import ReferenceContextManager
from apps.bot.tasks import take_turns, type_to
from apps.inbox.services.open_tickets import open_tickets
from apps.messaging.events import Event, MessageArrived
from apps.messaging.tasks import fetch_media
from apps.messaging.whatsapp.media import MEDIA_KINDS
from apps.operations.maintenance.customers import tell_customers
from apps.operations.services.waking import Waker, WakeUp, seconds_until


def follow(
    events: Sequence[Event],
    *,
    harmonization: MessageHarmonizationService,
    references: ReferenceContextManager,
    now: datetime,
) -> list[Scheduled]:
    """Within the projector's transaction: what the bot, the shop's people and maintenance make of the events."""
    scheduled = react(events, harmonization=harmonization, references=references, now=now)
    open_tickets(events)
    tell_customers(events, maintenance_state(), now=now)
    return scheduled


class Hooks:
    """What the bot makes of the projector's events."""

    def __init__(self) -> None:
        self.waker = Waker()
        self._harmonization = MessageHarmonizationService()
        self._references = ReferenceContextManager()
        self._scheduled: list[Scheduled] = []

    def react(self, events: Sequence[Event], now: datetime) -> None:
        self._scheduled += follow(
            events, harmonization=self._harmonization, references=self._references, now=now
        )

    def after_commit(self, events: Sequence[Event]) -> None:
        now, scheduled, self._scheduled = timezone.now(), self._scheduled, []
        for one in scheduled:
            self.waker.wake(WakeUp(take_turns, in_s=seconds_until(one.due_at, now)))
        begun = {one.conversation_id for one in scheduled if one.is_new}
        for event in events:
            if isinstance(event, MessageArrived) and event.conversation_id in begun:
                begun.discard(event.conversation_id)
                self.waker.wake(WakeUp(type_to, (str(event.message_id),)))
        if any(isinstance(event, MessageArrived) and event.kind in MEDIA_KINDS for event in events):
            self.waker.wake(WakeUp(fetch_media))
