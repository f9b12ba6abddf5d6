"""A backup of the serving database: dumped, read whole, put into storage with its manifest, and remembered there."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from wabot_rollback.database.dumping import Dump, Say
from wabot_rollback.database.keeping import for_backup, keep_from
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.naming import release_backup
from wabot_rollback.database.settings import DatabaseSection
from wabot_rollback.database.tools import matching
from wabot_rollback.platform.platform import Platform
from wabot_rollback.releases.folder import Release
from wabot_rollback.storage.retention import manifest_key
from wabot_rollback.storage.storage import Storage

FOLDER = "backups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """`state` is the engine's own folder: what is dumped lies there until storage has it."""

    section: DatabaseSection
    prefix: str
    platform: Platform
    storage: Storage
    state: Path
    now: Callable[[], datetime]
    say: Say = lambda _words, _share: None
    still_mine: Callable[[], None] = lambda: None

    def of_release(self, release: Release) -> Mapping[str, Any]:
        """What the deployment's note keeps: where the backup lies, and what it holds. Raises StepFailed, Refused."""
        name = release_backup(release.id, self.now())
        return self.made(live_name(self.platform), name, f"{self.prefix}/{name}", release=release.id)

    def made(self, database: str, name: str, key: str, *, release: str) -> Mapping[str, Any]:
        """Safe to call again with the same name: what is in storage already is compared, not written over."""
        dump, manifest = self.dumped(database, name, release=release)
        try:
            return self.put(dump, manifest, key)
        finally:
            dump.file.unlink(missing_ok=True)
            dump.manifest_file.unlink(missing_ok=True)

    def dumped(self, database: str, name: str, *, release: str) -> tuple[Dump, Manifest]:
        with closing(self.platform.owner(database)) as connected:
            tools = matching(connected, self.section.tools)
        dump = Dump(
            tools=tools,
            url=self.platform.url(database),
            database=database,
            folder=self.state / FOLDER,
            name=name,
            release=release,
            compression=self.section.compression,
            longest_s=self.section.longest_s,
            say=self.say,
            still_mine=self.still_mine,
        )
        return dump, dump.made(lambda: self.platform.owner(database), self.now)

    def put(self, dump: Dump, manifest: Manifest, key: str) -> Mapping[str, Any]:
        self.say(f"{key}: into storage", None)
        # the manifest last: what has one is whole
        stored = self.storage.put(dump.file, key)
        self.storage.put(dump.manifest_file, manifest_key(key))
        with closing(self.platform.journal()) as journal:
            keep_from(journal, for_backup(key), manifest.journal_offset, "a backup that is kept")
        return {
            "key": key,
            "sha256": manifest.sha256,
            "size_bytes": manifest.size_bytes,
            "stored_sha256": stored.sha256,
            "rows": manifest.total_rows,
            "tools": manifest.tools,
            "made_at": manifest.made_at,
            "journal_offset": manifest.journal_offset,
        }


def live_name(platform: Platform) -> str:
    """The name of the database that the platform serves; what stands behind it, a swap changes."""
    return str(conninfo_to_dict(platform.url())["dbname"])
