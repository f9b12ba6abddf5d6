"""A PostgreSQL of the test's own, to be stopped, frozen and killed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from wabot_edge.journal import schema
from wabot_edge.journal.reading import read
from wabot_edge.journal.records import Record

from config.stack.postgres import Postgres, server_user
from config.stack.waiting import wait_until


class OwnServer:
    def __init__(self, folder: Path) -> None:
        # Only processes die here, never the machine: what is in the kernel's cache is safe without fsync.
        self._postgres = Postgres(folder / "pg", folder / "run", durable=False)
        self._postgres.prepare()
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._postgres.url("postgres")

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._postgres.command(), stdout=log, stderr=log, user=server_user(), cwd="/"
            )
        wait_until(self._postgres.is_ready, what="PostgreSQL", deadline_s=30)

    def send(self, number: int) -> None:
        """To the server and to each of its processes, which it puts into sessions of their own."""
        assert self._process
        server = self._process.pid
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in (server, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def end(self, number: int = signal.SIGINT) -> None:
        """SIGINT is PostgreSQL's fast shutdown."""
        assert self._process
        if number == signal.SIGINT:
            self._process.send_signal(number)
        else:
            self.send(number)
        self._process.wait(30)

    def migrate(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            schema.migrate(connection)

    def records(self) -> list[Record]:
        with psycopg.connect(self.url) as connection:
            return read(connection, after=0, limit=1_000_000)

    def bodies(self) -> set[bytes]:
        return {record.body for record in self.records()}

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


@contextmanager
def own_server() -> Iterator[OwnServer]:
    folder = Path(tempfile.mkdtemp(prefix="wabot-"))
    folder.chmod(0o711)
    server = OwnServer(folder)
    try:
        yield server
    finally:
        if server.is_running():
            server.send(signal.SIGCONT)
            server.end(signal.SIGKILL)
        shutil.rmtree(folder)
