"""Running one of PostgreSQL's tools: watched, ended with all it started, its last words kept."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from wabot_rollback.errors import StepFailed

LOOK_EVERY_S = 0.1
# What a tool tells on standard error is kept to this length: a broken archive can complain for megabytes.
LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Login:
    """`conninfo` holds no password: arguments can be read by every user of the machine, the environment cannot."""

    conninfo: str
    environment: dict[str, str]

    @classmethod
    def of(cls, url: str, database: str | None = None) -> "Login":
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
        password = parts.pop("password", None)
        secret = {"PGPASSWORD": str(password)} if password is not None else {}
        if database is not None:
            parts["dbname"] = database
        return cls(make_conninfo(**parts), {**os.environ, **secret, "PGAPPNAME": "wabot rollback engine"})


def run(
    command: Sequence[str],
    environment: dict[str, str] | None = None,
    *,
    longest_s: float,
    watch: Callable[[], None] = lambda: None,
) -> float:
    """Seconds it took; `watch` is called while it runs. Raises StepFailed with the tool's own words.

    What `watch` raises (Fenced) ends the tool at once, with its children: none may go on behind the run's back.
    """
    start = time.monotonic()
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise StepFailed(f"{command[0]}: {error.strerror}") from error
    with process:
        try:
            said = _watched(process, longest_s, watch)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise StepFailed(f"{Path(command[0]).name}: {_words(said) or f'exit {process.returncode}'}")
    return time.monotonic() - start


def _watched(process: subprocess.Popen[bytes], longest_s: float, watch: Callable[[], None]) -> bytes:
    until = time.monotonic() + longest_s
    while True:
        try:
            return process.communicate(timeout=LOOK_EVERY_S)[1]
        except subprocess.TimeoutExpired:
            watch()
        if time.monotonic() > until:
            raise StepFailed(f"no end after {longest_s:g} s, so it was ended")


def _words(said: bytes) -> str:
    """The first complaint tells the cause; the rest follows from it."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()] or lines[-1:]
    return errors[0][:LONGEST_WORDS] if errors else ""
