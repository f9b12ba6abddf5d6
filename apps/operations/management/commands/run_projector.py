import logging
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from setproctitle import setproctitle

from apps.bot.services.harmonization import MessageHarmonizationService, Scheduled
from apps.bot.services.maintenance import maintenance_state, watch_maintenance
from apps.bot.services.react import react
from apps.bot.services.references import ReferenceContextManager
from apps.bot.tasks import take_turns, type_to
from apps.inbox.services.open_tickets import open_tickets
from apps.messaging.errors import LeaseLost
from apps.messaging.events import Event, MessageArrived
from apps.messaging.services.listening import Listener
from apps.messaging.services.projecting.partitions import release_all
from apps.messaging.services.projecting.projector import Projector
from apps.messaging.tasks import fetch_media
from apps.messaging.whatsapp.media import MEDIA_KINDS
from apps.operations.maintenance.customers import tell_customers
from apps.operations.models import ProcessKind
from apps.operations.services.processes import Stopping, journal_connection, run_until
from apps.operations.services.switches import obey_switches
from apps.operations.services.waking import Waker, WakeUp, seconds_until

log = logging.getLogger("wabot.projector")


class Command(BaseCommand):
    help = (
        "Read the journal on and write what it says into the platform's database, until stopped. Several may run"
        " beside each other, each under a name of its own: they share the partitions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="projector-1", help="this process's own name")

    def handle(self, *, name: str, **_: Any) -> None:
        setproctitle(f"wabot projector {name}")
        stopping, hooks = Stopping(), Hooks()
        stopping.listen()
        projector = Projector(
            name=name,
            journal=journal_connection(settings.JOURNAL_DATABASE_URL, application=f"wabot {name}"),
            react=hooks.react,
            after_commit=hooks.after_commit,
            clock=timezone.now,
        )
        listener = Listener(settings.JOURNAL_DATABASE_URL, "wabot_journal", stopping.woken)
        listener.start()
        obey_switches(ProcessKind.PROJECTOR, name)
        hooks.waker.start()
        watch_maintenance()
        log.info("%s reads the journal", name)

        def step() -> int:
            try:
                return projector.step()
            except LeaseLost as lost:
                log.warning("%s", lost)
                projector.forget()
                return 0

        def reconnect() -> None:
            projector.journal = journal_connection(settings.JOURNAL_DATABASE_URL, application=f"wabot {name}")
            projector.forget()

        run_until(stopping, step, reconnect=reconnect, log=log)
        release_all(name=name)
        hooks.waker.stop()
        listener.stop()


class Hooks:
    """What the bot makes of the projector's events."""

    def __init__(self) -> None:
        self.waker = Waker()
        self._harmonization = MessageHarmonizationService()
        self._references = ReferenceContextManager()
        self._scheduled: list[Scheduled] = []

    def react(self, events: Sequence[Event], now: datetime) -> None:
        self._scheduled += react(
            events, harmonization=self._harmonization, references=self._references, now=now
        )
        open_tickets(events)
        tell_customers(events, maintenance_state(), now=now)

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
