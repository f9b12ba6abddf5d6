import json
from datetime import timedelta
from pathlib import Path

import pytest
from wabot_rollback.errors import StepFailed
from wabot_rollback.storage.folder import FolderStorage
from wabot_rollback.storage.retention import (
    Backup,
    Proof,
    backups,
    drop,
    may_go,
    needed_by_releases,
    prove,
)
from wabot_rollback.storage.storage import Stored

from ..worlds import NOON

PROOF = Proof(at=NOON.isoformat(), run="r-1", restored_rows=400)


def backup(night: int, *, kind: str = "ux", proven: bool = False) -> Backup:
    key = f"production/backup_{kind}_202611{night:02}_140000.sql"
    return Backup(
        Stored(key, 1, "0", NOON + timedelta(days=night)), (f"{key}.proven-r-1.json",) if proven else ()
    )


def nights(gone: list[Backup]) -> list[int]:
    return [each.stored.at.day - NOON.day for each in gone]


def test_the_oldest_go_each_kind_by_itself() -> None:
    known = [backup(night) for night in range(1, 5)] + [backup(5, kind="rollback")]

    assert nights(may_go(known, keep=2, needed=())) == [1, 2]


def test_what_is_needed_and_the_last_proven_one_stay() -> None:
    known = [backup(1, proven=True), backup(2, proven=True), backup(3), backup(4), backup(5)]
    needed = needed_by_releases([{"database": {"key": known[2].key}}, {"database": None}, {}])

    assert nights(may_go(known, keep=1, needed=needed)) == [1, 4]


def test_a_backup_is_unproven_until_it_was_restored_and_goes_with_all_that_is_beside_it(
    tmp_path: Path,
) -> None:
    storage, key = FolderStorage(tmp_path / "kept"), backup(1).key
    (tmp_path / "file").write_bytes(b"rows")
    for name in (key, f"{key}.manifest.json", "production/config_backup_pre_deployment.json"):
        storage.put(tmp_path / "file", name)
    (unproven,) = backups(storage)
    assert not unproven.is_proven

    prove(storage, key, PROOF)
    prove(storage, key, PROOF)

    (proven,) = backups(storage)
    assert proven.is_proven
    storage.get(f"{key}.proven-r-1.json", tmp_path / "proof")
    assert json.loads((tmp_path / "proof").read_text())["restored_rows"] == 400
    drop(storage, proven)
    assert [each.key for each in storage.list()] == ["production/config_backup_pre_deployment.json"]
    with pytest.raises(StepFailed, match="no backup"):
        storage.get(key, tmp_path / "back")
