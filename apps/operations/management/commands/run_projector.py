import logging
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from setproctitle import setproctitle

from apps.bot.services.maintenance import watch_maintenance
from apps.messaging.errors import LeaseLost
from apps.messaging.services.listening import Listener
from apps.messaging.services.projecting.partitions import release_all
from apps.messaging.services.projecting.projector import Projector
from apps.operations.models import ProcessKind
from apps.operations.services.following import Hooks
from apps.operations.services.processes import Stopping, journal_connection, run_until
from apps.operations.services.switches import obey_switches

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

        def connect() -> None:
            projector.journal = journal_connection(settings.JOURNAL_DATABASE_URL, application=f"wabot {name}")
            projector.forget()

        run_until(stopping, step, connect=connect, log=log)
        release_all(name=name)
        hooks.waker.stop()
        listener.stop()
