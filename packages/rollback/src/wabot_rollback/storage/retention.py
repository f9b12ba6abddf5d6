"""Which backups may go. What an open run or a kept release needs never does, nor the last one that was proven."""

import json
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from wabot_rollback.storage.storage import Storage, Stored

# Beside a backup, under its name: what it must bring back.
MANIFEST = ".manifest.json"
BACKUP = re.compile(r"(^|/)backup_.+_\d{8}_\d{6}\.sql$")
PROOF = re.compile(r"\.proven-[A-Za-z0-9._-]+\.json$")
ROLLBACK = "backup_rollback_"


@dataclass(frozen=True, slots=True)
class Proof:
    """Of a backup that was restored and looked at, not only written. `at` in ISO 8601."""

    at: str
    run: str
    restored_rows: int


@dataclass(frozen=True, slots=True)
class Backup:
    """`companions`: its manifest and its proofs, which go with it."""

    stored: Stored
    companions: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.stored.key

    @property
    def is_proven(self) -> bool:
        return any(PROOF.search(key) for key in self.companions)

    @property
    def kind(self) -> str:
        """Of rollbacks, or of deployments: each kind is kept by its own count."""
        return "rollback" if Path(self.key).name.startswith(ROLLBACK) else "release"


def backups(storage: Storage, prefix: str = "") -> list[Backup]:
    """Oldest first, each with what lies beside it."""
    found = storage.list(prefix)
    keys = [each.key for each in found]
    return [
        Backup(each, tuple(key for key in keys if key != each.key and key.startswith(f"{each.key}.")))
        for each in found
        if BACKUP.search(each.key)
    ]


def may_go(known: Sequence[Backup], *, keep: int, needed: Collection[str]) -> list[Backup]:
    """Oldest first. `known` oldest first; `needed` are keys that open runs and kept releases name."""
    kept = set(needed)
    for kind in {each.kind for each in known}:
        own = [each for each in known if each.kind == kind]
        kept |= {each.key for each in own[-keep:]}
        kept |= {each.key for each in [each for each in own if each.is_proven][-1:]}
    return [each for each in known if each.key not in kept]


def drop(storage: Storage, backup: Backup) -> None:
    """The backup first: what describes it is worth nothing without it."""
    storage.delete(backup.key)
    for key in backup.companions:
        storage.delete(key)


def prove(storage: Storage, key: str, proof: Proof) -> Stored:
    """Noted beside the backup, once for each run. Until then it is shown as unproven."""
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "proof.json"
        note.write_text(json.dumps(asdict(proof), sort_keys=True) + "\n", encoding="utf-8")
        return storage.put(note, f"{key}.proven-{_plain(proof.run)}.json")


def needed_by_releases(deployments: Sequence[Mapping[str, object]]) -> set[str]:
    """Keys of the backups that releases which are still there would be gone back to."""
    found = set()
    for deployment in deployments:
        database = deployment.get("database")
        if isinstance(database, Mapping) and isinstance(key := database.get("key"), str):
            found.add(key)
    return found


def manifest_key(key: str) -> str:
    return f"{key}{MANIFEST}"


def _plain(run: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", run)
