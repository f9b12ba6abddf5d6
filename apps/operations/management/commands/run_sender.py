import logging
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from setproctitle import setproctitle

from apps.bot.services.configuration import configurations_of, switched_off
from apps.bot.services.harmonization import MessageHarmonizationService
from apps.bot.services.maintenance import maintenance_state, watch_maintenance
from apps.bot.services.switchboard.board import BOARD
from apps.messaging.models import OutboxMessage
from apps.messaging.services.listening import Listener
from apps.messaging.services.outbox import CHANNEL, Withdrawn
from apps.messaging.services.sending.sender import Sender
from apps.messaging.whatsapp.graph import GraphClient
from apps.operations.maintenance.customers import out_of_date
from apps.operations.models import ProcessKind
from apps.operations.services.processes import Stopping, journal_connection, run_until
from apps.operations.services.switches import obey_switches
from apps.tenants.clock import DatabaseClock

log = logging.getLogger("wabot.sender")


class Command(BaseCommand):
    help = (
        "Send what the outbox holds to WhatsApp, until stopped. Several may run beside each other, each under a"
        " name of its own: each message is claimed in the journal before it is sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="sender-1", help="this process's own name")

    def handle(self, *, name: str, **_: Any) -> None:
        setproctitle(f"wabot sender {name}")
        stopping = Stopping()
        stopping.listen()
        graph = GraphClient(settings.WABOT_GRAPH_URL)
        sender = Sender(
            name=name,
            graph=graph,
            refused=must_not_go,
            reopened=reopen,
            clock=DatabaseClock(),
            woken=stopping.woken,
            resend_after=timedelta(seconds=settings.WABOT_UNCERTAIN_RESEND_S),
        )
        listener = Listener(settings.DATABASE_URL, CHANNEL, stopping.woken)
        listener.start()
        watch_maintenance()
        obey_switches(ProcessKind.SENDER, name)
        log.info("%s sends to %s", name, settings.WABOT_GRAPH_URL)

        def connect() -> None:
            sender.journal = journal_connection(settings.JOURNAL_DATABASE_URL, application=f"wabot {name}")

        def step() -> int:
            # Looked at and claimed, or neither: once this process has acknowledged «off», nothing more is claimed.
            with BOARD.deciding():
                return sender.step()

        run_until(stopping, step, connect=connect, log=log)
        sender.drain()
        listener.stop()
        graph.close()


def must_not_go(rows: Sequence[OutboxMessage]) -> dict[int, str]:
    """Asked just before each claim: row → why not."""
    return switched_off_since(rows) | out_of_date(rows, maintenance_state())


def switched_off_since(rows: Sequence[OutboxMessage]) -> dict[int, str]:
    """Replies that rest on an enhancement which is off by now: row → why it must not go."""
    begun = [row for row in rows if row.features and row.attempts == 0 and row.part == 0]
    configs = configurations_of({row.tenant_id for row in begun})
    off = {row.pk: switched_off(row.features, configs[row.tenant_id]) for row in begun}
    return {pk: f"{', '.join(features)} switched off" for pk, features in off.items() if features}


def reopen(withdrawn: Sequence[Withdrawn], now: datetime) -> None:
    """The turns are taken again, under the switches of now."""
    harmonization = MessageHarmonizationService()
    harmonization.reopened(withdrawn)
    harmonization.schedule({one.conversation_id for one in withdrawn}, now=now)
