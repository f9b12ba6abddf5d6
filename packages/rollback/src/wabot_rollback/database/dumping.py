"""Dumping a database as of one moment, and reading the dump whole before anybody relies on it."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from wabot_rollback.database.manifest import Manifest, count_rows, migrations_of, read_up_to
from wabot_rollback.database.running import Login, run
from wabot_rollback.database.tools import Tools
from wabot_rollback.errors import StepFailed
from wabot_rollback.storage.retention import manifest_key

READ_AT_ONCE_BYTES = 1 << 20
# What a dump takes of a database's size, where none was made before: text in it packs well.
PACKED = 0.3
Say = Callable[[str, float | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """One dump to be made: `url` of whoever may read all rows, `database` on that server."""

    tools: Tools
    url: str
    database: str
    folder: Path
    name: str
    release: str
    compression: int = 1
    longest_s: float = 3600
    say: Say = lambda _words, _share: None
    # Called all the time: what it raises ends the dump.
    still_mine: Callable[[], None] = lambda: None

    @property
    def file(self) -> Path:
        return self.folder / self.name

    @property
    def manifest_file(self) -> Path:
        return self.folder / manifest_key(self.name)

    def made(self, connect: Callable[[], psycopg.Connection], now: Callable[[], datetime]) -> Manifest:
        """Dump, read the whole of it, and write the manifest last: a file with a manifest is a proven one.

        What it counts it counts in the snapshot that is dumped. Raises StepFailed.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.manifest_file.unlink(missing_ok=True)
        start, made_at = time.monotonic(), now()
        with closing(connect()) as database, _snapshot(database) as snapshot:
            size = _size_bytes(database)
            self._dump(snapshot, size)
            counts, migrations, (epoch, offset) = (
                count_rows(database),
                migrations_of(database),
                read_up_to(database),
            )
        full_read(self.tools, self.file, longest_s=self.longest_s, say=self.say, watch=self.still_mine)
        manifest = Manifest(
            name=self.name,
            made_at=made_at.isoformat(),
            database=self.database,
            server=self.tools.server,
            tools=self.tools.version,
            release=self.release,
            size_bytes=self.file.stat().st_size,
            sha256=sha256_of(self.file),
            took_s=round(time.monotonic() - start, 3),
            journal_epoch=epoch,
            journal_offset=offset,
            migrations=migrations,
            rows=counts,
        )
        manifest.write(self.manifest_file)
        return manifest

    def command(self, snapshot: str, conninfo: str) -> list[str]:
        """One file of the custom format, which restores in parallel; only a folder could be written so."""
        return [
            self.tools.path("pg_dump"),
            f"--dbname={conninfo}",
            "--format=custom",
            f"--compress={self.compression}",
            f"--snapshot={snapshot}",
            f"--file={self.file}",
            "--no-password",
        ]

    def _dump(self, snapshot: str, size: int) -> None:
        login = Login.of(self.url, self.database)

        def watch() -> None:
            self.still_mine()
            written = self.file.stat().st_size if self.file.exists() else 0
            self.say(
                f"dump of {self.database}: {written:,} bytes", min(written / max(size * PACKED, 1), 0.95)
            )

        self.file.touch(mode=0o600)
        command = self.command(snapshot, login.conninfo)
        run(command, login.environment, longest_s=self.longest_s, watch=watch)


def full_read(
    tools: Tools, file: Path, *, longest_s: float = 3600, say: Say, watch: Callable[[], None] = lambda: None
) -> float:
    """Unpack every byte, to nowhere; `pg_restore --list` reads the beginning alone, and calls half a dump whole.

    Returns the seconds it took. Raises StepFailed.
    """
    say(f"reading the whole of {file.name}", None)
    command = [tools.path("pg_restore"), "--file=/dev/null", "--exit-on-error", str(file)]
    return run(command, longest_s=longest_s, watch=watch)


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(READ_AT_ONCE_BYTES):
            digest.update(part)
    return digest.hexdigest()


def checked(file: Path, manifest: Manifest) -> None:
    """Raises StepFailed where the file is not the one that the manifest tells of."""
    if (size := file.stat().st_size) != manifest.size_bytes:
        raise StepFailed(f"{file.name}: {size:,} bytes, {manifest.size_bytes:,} were dumped")
    if sha256_of(file) != manifest.sha256:
        raise StepFailed(f"{file.name}: its SHA-256 is not the manifest's: it has changed since it was made")


@contextmanager
def _snapshot(database: psycopg.Connection) -> Iterator[str]:
    """What other connections may see, too, as long as this lasts."""
    database.execute("SET statement_timeout = 0")
    with database.transaction():
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = database.execute("SELECT pg_export_snapshot()").fetchone()
        yield str(row[0]) if row else ""


def _size_bytes(database: psycopg.Connection) -> int:
    row = database.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0
