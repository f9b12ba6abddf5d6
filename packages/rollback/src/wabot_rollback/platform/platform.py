"""How the engine reaches the platform: its commands, its SQL, its addresses. Only names of the contract are used."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

from wabot_rollback.errors import StepFailed


class NotStarted(StepFailed):
    """The release cannot even run the command: it is broken, or gone, or its database is away. It refused nothing."""


@dataclass(frozen=True, slots=True)
class Ran:
    """`told` is what `--json` printed, None where it printed none; `line` the one line on standard error."""

    code: int
    told: Any
    line: str

    @property
    def ok(self) -> bool:
        return self.code == 0


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` 0: nothing answered. `took_s` from the request to the last byte."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    took_s: float


class Platform(Protocol):
    """A connection that cannot be made raises psycopg.OperationalError."""

    @property
    def state(self) -> Path:
        """The release's own folder on this host (WABOT_STATE_DIR): where its copy of maintenance's truth lies."""

    def command(
        self, *arguments: str, timeout_s: float = 60, release: str | None = None, database: str | None = None
    ) -> Ran:
        """`manage.py` of the active release, or of the one named. Raises NotStarted when it cannot even be run.

        `database`: another one of the platform's server than the one it serves.
        """

    def database(self, name: str | None = None) -> psycopg.Connection:
        """The platform's database as `wabot_engine`, autocommit; `name` is another database of the same server."""

    def owner(self, name: str | None = None) -> psycopg.Connection:
        """As the engine's login itself, autocommit, without a limit of time: strategy 4 needs the owner's rights."""

    def url(self, name: str | None = None) -> str:
        """The engine's login, password included, for PostgreSQL's tools. Never to be written anywhere."""

    def journal(self) -> psycopg.Connection:
        """The journal's database, autocommit."""

    def get(self, path: str, *, timeout_s: float = 3) -> Answer:
        """From web, as somebody outside would."""
