import getpass
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import loaddata
from django.db import connection

from apps.bot.services.authoring import authored, newest_version
from apps.bot.services.holding import holds
from apps.operations.management.acknowledged import exit_unless_complete
from apps.operations.services.acknowledging import acknowledging


class Command(loaddata.Command):
    """Django's own. What it changes of the configuration bears a name, and every process takes it over."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--reason", default="", metavar="TEXT", help="why, for the configuration's history"
        )
        parser.add_argument(
            "--wait",
            type=float,
            default=10.0,
            metavar="SECONDS",
            help="how long to wait for the processes (10)",
        )

    def handle(self, *labels: Any, reason: str, wait: float, **options: Any) -> None:
        def load() -> bool:
            before = newest_version()
            with authored(by=getpass.getuser(), reason=reason, origin="loaddata"):
                super(Command, self).handle(*labels, **options)
            return newest_version() != before

        if connection.in_atomic_block:
            load()
            return
        changed, heard = acknowledging(load, within_s=wait)
        if not changed:
            return
        for one in holds():
            self.stdout.write(f"{one}; loading does not lift it.")
        self.stdout.write(f"{heard}.")
        exit_unless_complete(heard)
