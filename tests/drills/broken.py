"""Ways to break one part of a running system from outside, and to mend it again."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from config.stack.live import Stack


@contextmanager
def closed(stack: Stack, variable: str) -> Iterator[None]:
    """Every session of the database is ended, and nobody gets a new one, the superuser neither."""
    parts = urlsplit(stack.environment[variable])
    name = parts.path.lstrip("/")
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as admin:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


@contextmanager
def stopped(stack: Stack, program: str) -> Iterator[None]:
    """Killed without a farewell, and kept from coming back."""
    stack.kill(program)
    stack.stop(program)
    try:
        yield
    finally:
        stack.start_program(program)


@contextmanager
def frozen(stack: Stack, program: str) -> Iterator[None]:
    """Its sessions stay, and it does nothing."""
    family = stack.processes(program)
    send(signal.SIGSTOP, family)
    try:
        yield
    finally:
        send(signal.SIGCONT, family)


@contextmanager
def deaf_to_a_change(stack: Stack, program: str) -> Iterator[None]:
    """As `frozen`, and a feature is switched off meanwhile."""
    with frozen(stack, program):
        stack.run("manage.py", "configure_ux_features", "--disable-harmonization", "--wait", "0.1")
        yield


def send(name: signal.Signals, processes: list[psutil.Process]) -> None:
    for process in processes:
        # one of a server's own may have ended by itself just now
        with suppress(psutil.NoSuchProcess):
            process.send_signal(name)


@dataclass(frozen=True, slots=True)
class Break:
    """`part` is the one that health must name, `status` what it must say of the whole."""

    title: str
    part: str
    status: str
    broken: Callable[[Stack], AbstractContextManager[None]]


BREAKS = (
    Break(
        "the platform's database takes no connection",
        "database",
        "down",
        partial(closed, variable="DATABASE_URL"),
    ),
    Break(
        "the journal's database takes no connection",
        "journal",
        "down",
        partial(closed, variable="JOURNAL_DATABASE_URL"),
    ),
    Break("Redis is killed", "redis", "degraded", partial(stopped, program="redis")),
    Break("the workers are killed", "workers", "degraded", partial(stopped, program="worker")),
    Break("the projector is killed", "projector", "degraded", partial(stopped, program="projector")),
    Break("the sender is killed", "sender", "degraded", partial(stopped, program="sender")),
    Break("beat is killed", "beat", "degraded", partial(stopped, program="beat")),
    Break(
        "the sender is frozen while a feature is switched off",
        "configuration",
        "degraded",
        partial(deaf_to_a_change, program="sender"),
    ),
)
