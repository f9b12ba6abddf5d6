import os
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.dbshell import Command as DjangosDbshell
from django.db import connections


class Command(DjangosDbshell):
    """As Django's, and `-c` goes to psql without the `--` before it. It is in the role this process has."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("-c", "--command", help="run this one command and exit")

    def handle(self, **options: Any) -> None:
        # Django leaves these to its own connections, and psql would see the rows of another role.
        if role := connections[options["database"]].settings_dict.get("OPTIONS", {}).get("options"):
            os.environ["PGOPTIONS"] = role
        if (command := options["command"]) is not None:
            options["parameters"] = [*options["parameters"], "-c", command]
        super().handle(**options)
