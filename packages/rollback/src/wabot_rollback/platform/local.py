"""The platform as it is reached from the host on which it runs."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from wabot_rollback.errors import Refused
from wabot_rollback.platform.platform import Answer, NotStarted, Ran
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.folder import Release, Releases

ROLE = "wabot_engine"
NEEDED = ("WABOT_ENGINE_DATABASE_URL", "JOURNAL_DATABASE_URL", "WABOT_STATE_DIR")
# What is the engine's own is no release's; a release brings its own code and environment.
NOT_HANDED_ON = ("WABOT_ENGINE_DATABASE_URL", "WABOT_ENGINE_STATE", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
# Of the process that runs a step: what it starts is found by it when it outlives its run (runs.calling.MARK).
MARK = "WABOT_ROLLBACK_RUN"
# Who changes tables, or sets their sequences as loaddata does at its end, must own them: that is the login itself, not
# the role that the other commands take on.
AS_OWNER = ("migrate", "loaddata")
SOURCES = ("", "packages/edge/src", "packages/simulator/src")
PATIENCE = "SET statement_timeout = '15s'; SET lock_timeout = '5s'"
LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class LocalPlatform:
    """Commands run as the active release's own, one process each; `environment` is theirs."""

    web: str
    state: Path
    releases: Releases
    environment: Mapping[str, str]
    engine_url: str
    journal_url: str

    @classmethod
    def of(cls, section: PlatformSection, releases: Releases, environment: Mapping[str, str]) -> Self:
        """Raises Refused when a variable is not set."""
        if missing := [name for name in NEEDED if not environment.get(name)]:
            raise Refused(
                f"{', '.join(missing)}: not set; docs/reference/settings.md says what belongs there"
            )
        handed_on = {name: value for name, value in environment.items() if name not in NOT_HANDED_ON}
        return cls(
            web=section.web,
            state=Path(environment["WABOT_STATE_DIR"]),
            releases=releases,
            environment=handed_on | {"WABOT_DB_ROLE": "wabot_system", "PYTHONUNBUFFERED": "1"},
            engine_url=environment["WABOT_ENGINE_DATABASE_URL"],
            journal_url=environment["JOURNAL_DATABASE_URL"],
        )

    def command(
        self, *arguments: str, timeout_s: float = 60, release: str | None = None, database: str | None = None
    ) -> Ran:
        target = self.releases.active() if release is None else self.releases.named(release)
        if target is None:
            raise NotStarted(f"{arguments[0]}: no release is active")
        environment = self._of(target, database)
        if arguments[0] in AS_OWNER:
            del environment["WABOT_DB_ROLE"]
        command = [str(target.python), "manage.py", *arguments]
        code, out, err = _run(command, target, environment, timeout_s)
        ran = Ran(code, _json(out), _last_line(err))
        if not ran.ok and ran.told is None and not _spoke(ran, out, err, arguments[0]):
            raise NotStarted(f"{arguments[0]}: the release cannot run it ({ran.line or f'exit {code}'})")
        return ran

    def database(self, name: str | None = None) -> psycopg.Connection:
        return _connected(self.engine_url, name, f"SET ROLE {ROLE}; {PATIENCE}")

    def owner(self, name: str | None = None) -> psycopg.Connection:
        return _connected(self.engine_url, name, "SET lock_timeout = '30s'")

    def url(self, name: str | None = None) -> str:
        return self.engine_url if name is None else make_conninfo(self.engine_url, dbname=name)

    def journal(self) -> psycopg.Connection:
        return _connected(self.journal_url, None, PATIENCE)

    def get(self, path: str, *, timeout_s: float = 3) -> Answer:
        start = time.monotonic()
        try:
            # Loopback and own hosts: no proxy of this machine has a say in it.
            with httpx.Client(trust_env=False, timeout=timeout_s) as client:
                found = client.get(f"{self.web}{path}")
        except httpx.HTTPError:
            return Answer(0, b"", {}, time.monotonic() - start)
        return Answer(found.status_code, found.content, dict(found.headers), time.monotonic() - start)

    def _of(self, release: Release, database: str | None) -> dict[str, str]:
        sources = [str(release.folder / source) for source in SOURCES]
        mark = {MARK: os.environ[MARK]} if MARK in os.environ else {}
        own = {**self.environment, **mark, "PYTHONPATH": os.pathsep.join(sources)}
        if database is None:
            return own
        if url := own.get("DATABASE_URL"):
            return {
                **own,
                "DATABASE_URL": urlsplit(url)._replace(path=f"/{quote(database, safe='')}").geturl(),
            }
        if own.get("DB_NAME"):
            return {**own, "DB_NAME": database}
        raise NotStarted("neither DATABASE_URL nor DB_NAME is set: which database it would use is unknown")


def _run(
    command: Sequence[str], release: Release, environment: Mapping[str, str], timeout_s: float
) -> tuple[int, str, str]:
    try:
        process = subprocess.Popen(
            command,
            cwd=release.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    except OSError as error:
        raise NotStarted(f"{release.id}: {error.filename or command[0]}: {error.strerror}") from error
    with process:
        try:
            out, err = process.communicate(timeout=timeout_s)
        except BaseException as error:
            # with its children: none of them may go on changing things behind the run's back
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise NotStarted(f"{command[2]}: no end after {timeout_s:g} s, so it was ended") from error
            raise
    return process.returncode, out, err


def _spoke(ran: Ran, out: str, err: str, name: str) -> bool:
    """It ran, and says no in its own words: what breaks at start leaves a traceback, or speaks of something else."""
    if "Traceback (most recent call last)" in err:
        return False
    return ran.line.startswith((f"{name}: ", "CommandError: ")) or (ran.code == 1 and bool(out.strip()))


def _connected(url: str, name: str | None, settings: str) -> psycopg.Connection:
    other = {} if name is None else {"dbname": name}
    conninfo = make_conninfo(url, connect_timeout=3, application_name="wabot rollback engine", **other)
    made = psycopg.connect(conninfo, autocommit=True)
    try:
        made.execute(settings.encode())
    except BaseException:
        made.close()
        raise
    return made


def _json(out: str) -> Any:
    """Commands print one JSON value or none; words that only look like one are none."""
    try:
        return json.loads(out)
    except ValueError:
        return None


def _last_line(err: str) -> str:
    lines = [line.strip() for line in err.splitlines() if line.strip()]
    return lines[-1][:LONGEST_LINE] if lines else ""
