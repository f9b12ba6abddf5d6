"""Servers for one test run: empty, without fsync unless asked, gone afterwards."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.stack.postgres import Identity, Postgres, server_identity
from config.stack.redis import Redis
from config.stack.waiting import wait_until

OWNER = "wabot"


@dataclass(frozen=True, slots=True)
class Servers:
    postgres: Postgres
    redis: Redis
    state: Path

    def environment(self) -> dict[str, str]:
        """The variables under which the release uses these servers."""
        return {
            "DATABASE_URL": self.postgres.url("wabot", OWNER),
            "JOURNAL_DATABASE_URL": self.postgres.url("wabot_journal", OWNER),
            "REDIS_URL": self.redis.cache_url,
            "CELERY_BROKER_URL": self.redis.broker_url,
            "WABOT_STATE_DIR": str(self.state),
        }


@contextmanager
def running(*, durable: bool = False) -> Iterator[Servers]:
    """A PostgreSQL with the databases `wabot` and `wabot_journal`, and a Redis."""
    folder = Path(tempfile.mkdtemp(prefix="wabot-"))
    folder.chmod(0o711)
    servers = Servers(
        Postgres(folder / "pg", folder / "run", durable=durable),
        Redis(folder / "redis", folder / "redis" / "redis.sock"),
        folder / "state",
    )
    started: list[subprocess.Popen[bytes]] = []
    try:
        servers.postgres.prepare()
        servers.redis.prepare()
        with (folder / "servers.log").open("wb") as log:
            ours: Identity = {}
            for command, identity in (
                (servers.postgres.command(), server_identity()),
                (servers.redis.command(), ours),
            ):
                started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **identity))
        wait_until(servers.postgres.is_ready, what="PostgreSQL", deadline_s=30)
        wait_until(servers.redis.is_ready, what="Redis", deadline_s=30)
        for name in ("wabot", "wabot_journal"):
            servers.postgres.ensure_database(name, owner=OWNER)
        yield servers
    finally:
        for process in started:
            # SIGINT is PostgreSQL's fast shutdown; it does not wait for clients.
            process.send_signal(2)
        for process in started:
            process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
