"""A platform that lives in memory, for tests of steps and for dry runs of plans: commands answer as they are told."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from wabot_rollback.platform.platform import Answer, NotStarted, Ran

Handler = Callable[[tuple[str, ...]], Ran]
Connect = Callable[[], psycopg.Connection]


def well(told: Any = None) -> Ran:
    return Ran(0, told, "")


def away() -> psycopg.Connection:
    raise psycopg.OperationalError("connection refused")


@dataclass(slots=True)
class MemoryPlatform:
    """`commands` by their first word; one that is not there cannot be started. `pages` by path: status and body."""

    state: Path
    commands: dict[str, Handler] = field(default_factory=dict)
    pages: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    connect: Connect = away
    connect_journal: Connect = away
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def command(
        self, *arguments: str, timeout_s: float = 60, release: str | None = None, database: str | None = None
    ) -> Ran:
        self.ran.append(arguments)
        if (handler := self.commands.get(arguments[0])) is None:
            raise NotStarted(f"{arguments[0]}: the release cannot be started")
        return handler(arguments)

    def database(self, name: str | None = None) -> psycopg.Connection:
        return self.connect()

    def owner(self, name: str | None = None) -> psycopg.Connection:
        return self.connect()

    def url(self, name: str | None = None) -> str:
        with closing(self.connect()) as connection:
            return make_conninfo(connection.info.dsn, **({"dbname": name} if name else {}))

    def journal(self) -> psycopg.Connection:
        return self.connect_journal()

    def get(self, path: str, *, timeout_s: float = 3) -> Answer:
        status, body = self.pages.get(path, (0, b""))
        headers: Mapping[str, str] = {}
        return Answer(status, body, headers, took_s=0.0)
