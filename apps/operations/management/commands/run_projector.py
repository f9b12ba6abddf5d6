import json
import logging
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from setproctitle import setproctitle

from apps.bot.services.maintenance import watch_maintenance
from apps.messaging.errors import AnotherJournal, LeaseLost
from apps.messaging.services.listening import Listener
from apps.messaging.services.projecting.partitions import release_all
from apps.messaging.services.projecting.projector import Projector
from apps.operations.errors import NotCaughtUp
from apps.operations.management.usage import FAILED, PlainCommand, bad_usage
from apps.operations.management.usage import journal as open_journal
from apps.operations.models import ProcessKind
from apps.operations.services.catching_up import catch_up
from apps.operations.services.following import Hooks
from apps.operations.services.processes import Stopping, journal_connection, run_until
from apps.operations.services.switches import obey_switches
from apps.tenants.clock import DatabaseClock

log = logging.getLogger("wabot.projector")


class Command(PlainCommand):
    help = (
        "Read the journal on and write what it says into the platform's database, until stopped. Several may run"
        " beside each other, each under a name of its own: they share the partitions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="projector-1", help="this process's own name")

        parser.add_argument(
            "--until-head",
            action="store_true",
            help="end once everything is read that the journal had when it began; prints JSON",
        )
        parser.add_argument(
            "--no-effects",
            action="store_true",
            help="wake nobody, tell nobody, obey no switch: for a database that does not serve yet",
        )
        parser.add_argument(
            "--within",
            type=float,
            default=3600.0,
            metavar="SECONDS",
            help="with --until-head: the longest that it may take (3600)",
        )

    def handle(self, *, name: str, until_head: bool, no_effects: bool, within: float, **_: Any) -> None:
        setproctitle(f"wabot projector {name}")
        if until_head is not no_effects:
            raise bad_usage("--until-head and --no-effects go together: both for a restore, neither to serve")
        if until_head:
            self._catch_up(name, within)
        else:
            self._serve(name)

    def _catch_up(self, name: str, within_s: float) -> None:
        with open_journal() as connected:
            try:
                done = catch_up(connected, name=name, clock=DatabaseClock(), within_s=within_s)
            except (AnotherJournal, NotCaughtUp) as error:
                raise CommandError(str(error), returncode=FAILED) from error
        self.stdout.write(json.dumps(asdict(done)))

    def _serve(self, name: str) -> None:
        stopping, hooks = Stopping(), Hooks()
        stopping.listen()
        projector = Projector(
            name=name,
            react=hooks.react,
            after_commit=hooks.after_commit,
            clock=DatabaseClock(),
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
