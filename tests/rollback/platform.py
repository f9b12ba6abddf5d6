"""The real platform's commands and databases, reached by the engine within one process: as quick as a test should be."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from wabot_rollback.platform.memory import Handler, MemoryPlatform
from wabot_rollback.platform.platform import Ran

from apps.bot.services.switchboard.board import Source, Switchboard
from apps.operations.models import ProcessKind
from apps.operations.services.registry import ProcessRegistry
from apps.operations.services.switches import listening_connection

COMMANDS = ("configure_ux_features", "show_ux_config", "loaddata", "dumpdata")


def runs(arguments: tuple[str, ...]) -> Ran:
    """As a process of its own would: what it printed, and the code it ended with."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out)
    except CommandError as error:
        return Ran(error.returncode, None, str(error))
    except SystemExit as ended:
        return Ran(int(ended.code or 0), _json(out.getvalue()), "")
    return Ran(0, _json(out.getvalue()), "")


def passes(arguments: tuple[str, ...]) -> Ran:
    return Ran(0, {"passed": True, "stuck": "", "talk": [{"total_ms": 12}]}, "")


def engine_connection() -> psycopg.Connection:
    url = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    made = psycopg.connect(url, autocommit=True)
    made.execute("SET ROLE wabot_engine")
    return made


def real_platform(state: Path) -> MemoryPlatform:
    commands: dict[str, Handler] = dict.fromkeys(COMMANDS, runs)
    commands |= {"test_bot_message": passes, "clear_cache": lambda _: Ran(0, {"deleted": 3}, "")}
    pages = {"/v1/health": (200, b'{"status": "ok"}')}
    return MemoryPlatform(state, commands, pages, connect=engine_connection)


@contextmanager
def living_process(name: str = "web-1") -> Iterator[Switchboard]:
    """It hears of each change and says so, as web, workers and the others do."""
    board = Switchboard()
    registry = ProcessRegistry(kind=ProcessKind.WEB, name=name, release="1")
    board.start(Source(lambda: listening_connection(f"test {name}"), registry))
    try:
        yield board
    finally:
        board.stop()


def _json(out: str) -> object:
    try:
        return json.loads(out)
    except ValueError:
        return None
