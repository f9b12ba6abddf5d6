"""Commands for people in a hurry: bad usage is one clear line on stderr and exit code 2."""

import io
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError
from rich.console import Console
from rich.table import Table
from wabot_edge.journal import schema
from wabot_edge.journal.errors import JournalError

from apps.operations.services.processes import journal_connection
from apps.tenants.errors import UnknownTenant
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_named

FAILED = 1
BAD_USAGE = 2
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class PlainCommand(BaseCommand):
    """argparse prints its whole usage before an error; here it prints the error."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        # So that the parser raises instead of printing and ending the process.
        self._called_from_command_line = False
        return super().create_parser(prog_name, subcommand, **kwargs)

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            self.stderr.write(f"{argv[1]}: {str(error).removeprefix('Error: ')} (--help explains)")
            sys.exit(BAD_USAGE)
        except AWAY as error:
            self.stderr.write(f"{argv[1]}: a database is away: {str(error).strip().splitlines()[0]}")
            sys.exit(FAILED)


def add_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")


def bad_usage(error: object) -> CommandError:
    return CommandError(str(error), returncode=BAD_USAGE)


def not_negative(seconds: float, option: str) -> float:
    """NaN is refused too."""
    if not seconds >= 0:
        raise bad_usage(f"{option} {seconds:g}: give 0 or more seconds")
    return seconds


def shop_named(named: str, option: str = "--tenant-id") -> Tenant:
    """By id or slug; an unknown one is bad usage of the option."""
    try:
        return tenant_named(named)
    except UnknownTenant as error:
        raise bad_usage(f"{option}: {error}") from error


def as_text(table: Table) -> str:
    drawn = io.StringIO()
    Console(file=drawn, width=110).print(table)
    return drawn.getvalue()


@contextmanager
def journal() -> Iterator[psycopg.Connection]:
    """The journal, or one line about why not and exit code 1."""
    try:
        with journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot command") as connected:
            schema.check(connected)
            yield connected
    except (psycopg.Error, JournalError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CommandError(f"the journal: {said}", returncode=FAILED) from error
