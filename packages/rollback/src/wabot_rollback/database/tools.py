"""PostgreSQL's own tools, of the very version of the server: another one refuses, or restores almost everything."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from wabot_rollback.errors import Refused

NEEDED = ("pg_dump", "pg_restore", "psql")
# Where distributions put them, by the server's major version.
USUAL = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")
VERSION = re.compile(r"\(PostgreSQL\) (\d+)(\S*)")


@dataclass(frozen=True, slots=True)
class Tools:
    """`version` and `server` as they name themselves: `18.4`."""

    folder: Path
    version: str
    server: str

    def path(self, program: str) -> str:
        return str(self.folder / program)


def matching(database: psycopg.Connection, setting: Path | None = None) -> Tools:
    """By the setting alone where there is one; else beside a server that runs here, in the usual folders, on PATH.

    Raises Refused, in one line, where none has the server's major version.
    """
    server = server_version(database)
    major = server.split(".", 1)[0]
    seen: dict[Path, str] = {}
    for folder in [setting] if setting else _folders(major):
        if folder in seen:
            continue
        seen[folder] = version = _version(folder)
        if version.split(".", 1)[0] == major:
            return Tools(folder, version, server)
    found = (
        ", ".join(f"{folder} has {version}" for folder, version in seen.items() if version)
        or "none was found"
    )
    raise Refused(
        f"the server is PostgreSQL {server} and needs pg_dump, pg_restore and psql {major}: {found};"
        f" install postgresql-client-{major} or name their folder in database.tools"
    )


def server_version(database: psycopg.Connection) -> str:
    """`18.4`, without what a distribution adds."""
    row = database.execute("SHOW server_version").fetchone()
    return str(row[0]).split()[0] if row else ""


def _folders(major: str) -> Iterator[Path]:
    for process in psutil.process_iter(["name", "exe"]):
        if process.info["name"] in ("postgres", "postmaster") and process.info["exe"]:
            yield Path(process.info["exe"]).parent
    yield from (Path(usual.format(major)) for usual in USUAL)
    if found := shutil.which("pg_dump"):
        yield Path(found).parent


def _version(folder: Path) -> str:
    """Empty where one of them is missing or will not say. All must be of one version."""
    said = {_said(folder / program) for program in NEEDED}
    return said.pop() if len(said) == 1 else ""


def _said(program: Path) -> str:
    try:
        ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = VERSION.search(ran.stdout)
    return f"{found[1]}{found[2]}" if found else ""
