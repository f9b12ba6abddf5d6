"""Restoring into a database of its own, while the one that serves goes on serving."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from wabot_rollback.database.dropping import drop
from wabot_rollback.database.dumping import Say
from wabot_rollback.database.naming import Names
from wabot_rollback.database.running import Login, run
from wabot_rollback.database.standing import look, remark, size_bytes
from wabot_rollback.database.tools import Tools
from wabot_rollback.errors import Refused, StepFailed

Connect = Callable[[str], psycopg.Connection]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """`connect` gives a connection of the owner's to a database by name; `admin` is one to any other database."""

    tools: Tools
    url: str
    names: Names
    file: Path
    sha256: str
    jobs: int = 2
    longest_s: float = 3600
    expected_bytes: int = 0
    say: Say = lambda _words, _share: None
    still_mine: Callable[[], None] = lambda: None

    @property
    def mark(self) -> str:
        """Written on the side database once it is whole: one that lacks it was begun and not ended."""
        return f"wabot: restored from {self.file.name} {self.sha256}"

    def command(self, conninfo: str) -> list[str]:
        """Never --clean, which leaves what the dump does not know, nor --create, which names the database itself."""
        return [
            self.tools.path("pg_restore"),
            f"--dbname={conninfo}",
            "--exit-on-error",
            f"--jobs={self.jobs}",
            "--no-password",
            str(self.file),
        ]

    def run(self, admin: psycopg.Connection, connect: Connect) -> float:
        """Seconds. What an earlier attempt left is dropped first. Raises StepFailed; the live one is untouched."""
        self.still_mine()
        drop_side(admin, self.names)
        self.still_mine()
        create = "CREATE DATABASE {} TEMPLATE template0"
        admin.execute(sql.SQL(create).format(sql.Identifier(self.names.side)))
        login = Login.of(self.url, self.names.side)

        def watch() -> None:
            self.still_mine()
            written = size_bytes(admin, self.names.side)
            share = min(written / self.expected_bytes, 0.99) if self.expected_bytes else None
            self.say(f"{self.names.side}: {written:,} bytes", share)

        took_s = run(self.command(login.conninfo), login.environment, longest_s=self.longest_s, watch=watch)
        with closing(connect(self.names.side)) as side:
            # without figures the planner would read whole tables as soon as shops come back
            side.execute("ANALYZE")
        remark(admin, self.names.side, self.mark)
        return took_s

    def is_whole(self, admin: psycopg.Connection) -> bool:
        side = look(admin, self.names).side
        return side is not None and side.remark == self.mark


def drop_side(admin: psycopg.Connection, names: Names) -> None:
    """Only ever a database whose name says that it is this run's own. Safe to call again."""
    databases = look(admin, names)
    if databases.side is None:
        return
    if databases.live is None:
        raise StepFailed(
            f"there is no database {names.live} beside {names.side}: it is the only one, so it stays"
        )
    drop(admin, names.side)


def refuse_restored_twice(admin: psycopg.Connection, names: Names) -> None:
    """Raises Refused when this run has swapped already: its side database is the live one by now."""
    if look(admin, names).is_swapped:
        raise Refused(f"{names.condemned} is there: this run has put the restored database in place already")
