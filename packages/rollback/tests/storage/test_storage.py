"""Both kinds of storage keep the same promises; S3 is a real server on a real socket."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.storage.folder import FolderStorage
from wabot_rollback.storage.opening import open_storage
from wabot_rollback.storage.s3 import S3Storage
from wabot_rollback.storage.sealing import Keys, SealedStorage
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.storage.storage import Storage

KEY = "production/rollbacks/backup_rollback_20261124_120000.sql"
CONTENT = b"every word that Amina wrote" * 90_000
SECRET = Keys((b"k" * 32,))
Make = Callable[[], Storage]
pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3", "sealed"])
def make(request: pytest.FixtureRequest, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-tests")
    if request.param == "folder":
        return lambda: FolderStorage(tmp_path / "kept")
    bucket = f"wabot-{uuid.uuid4().hex[:8]}"
    boto3.client("s3", endpoint_url=s3, region_name="us-east-1").create_bucket(Bucket=bucket)
    bare = S3Storage.of(bucket, "house/", endpoint=s3, region="us-east-1")
    if request.param == "s3":
        return lambda: bare
    return lambda: SealedStorage(bare, SECRET, tmp_path / "sealing")


@pytest.fixture
def storage(make: Make) -> Storage:
    return make()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    file = tmp_path / "backup"
    file.write_bytes(CONTENT)
    return file


def test_what_was_put_comes_back_and_is_listed(storage: Storage, backup: Path, tmp_path: Path) -> None:
    put = storage.put(backup, KEY)

    assert storage.get(KEY, tmp_path / "back") == put
    assert (tmp_path / "back").read_bytes() == CONTENT
    assert (tmp_path / "back").stat().st_mode & 0o077 == 0
    assert [each.key for each in storage.list("production/")] == [KEY]
    assert storage.list("elsewhere/") == []


def test_the_same_may_be_put_again_and_another_content_never(
    storage: Storage, backup: Path, tmp_path: Path
) -> None:
    first = storage.put(backup, KEY)
    assert storage.put(backup, KEY) == first
    backup.write_bytes(b"another night's")

    with pytest.raises(StepFailed, match="never overwritten"):
        storage.put(backup, KEY)

    storage.get(KEY, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == CONTENT


def test_what_was_deleted_is_gone_and_so_is_what_never_was(
    storage: Storage, backup: Path, tmp_path: Path
) -> None:
    storage.put(backup, KEY)

    storage.delete(KEY)
    storage.delete(KEY)

    assert storage.list() == []
    with pytest.raises(StepFailed, match="no backup"):
        storage.get(KEY, tmp_path / "back")


def test_two_who_come_at_once_do_not_write_over_each_other(
    make: Make, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one's arrives after this one has looked and found nothing there."""
    other = tmp_path / "other"
    other.write_bytes(b"the other's")
    mine = make()
    bare = mine.inner if isinstance(mine, SealedStorage) else mine
    owner, method = (
        (FolderStorage, "_written") if isinstance(bare, FolderStorage) else (S3Storage, "_take_name")
    )
    original = getattr(owner, method)

    def slower(self: object, *arguments: object) -> object:
        monkeypatch.setattr(owner, method, original)
        make().put(other, KEY)
        return original(self, *arguments)

    monkeypatch.setattr(owner, method, slower)

    with pytest.raises(StepFailed, match="never overwritten"):
        mine.put(backup, KEY)

    mine.get(KEY, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"the other's"


def test_a_file_that_rots_is_noticed(backup: Path, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "kept")
    storage.put(backup, KEY)
    (tmp_path / "kept" / KEY).write_bytes(CONTENT[:-1] + b"?")

    with pytest.raises(StepFailed, match="SHA-256"):
        storage.get(KEY, tmp_path / "back")

    assert not (tmp_path / "back").exists()


def test_a_put_that_died_is_not_listed_and_is_done_again(backup: Path, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "kept")
    storage.put(backup, KEY)
    # the moment before its checksum was written
    (tmp_path / "kept" / f"{KEY}.sha256").unlink()
    assert storage.list() == []

    storage.put(backup, KEY)

    assert [each.key for each in storage.list()] == [KEY]


@pytest.mark.parametrize("key", ["", "../elsewhere", "a/../../b", "backup.sql.sha256"])
def test_a_key_that_leads_elsewhere_is_refused(key: str, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match="no key"):
        FolderStorage(tmp_path / "kept").put(backup, key)


def test_a_server_that_is_away_is_said_in_a_line(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "only-for-tests")
    storage = S3Storage.of("wabot", "", endpoint="http://127.0.0.1:9", region="us-east-1")

    with pytest.raises(StepFailed, match="s3://wabot/"):
        storage.put(backup, KEY)


def test_the_url_says_where(tmp_path: Path) -> None:
    def opened(url: str, **section: object) -> Storage:
        return open_storage(StorageSection.model_validate(section), {"WABOT_BACKUP_URL": url}, state=tmp_path)

    assert opened("file:/srv/backups") == FolderStorage(Path("/srv/backups"))
    in_s3 = opened("s3://bucket/some/where/", endpoint="http://127.0.0.1:9")
    assert isinstance(in_s3, S3Storage)
    assert (in_s3.bucket, in_s3.prefix) == ("bucket", "some/where/")
    for wrong in ("", "file:relative", "s3:///x", "ftp://x/y"):
        with pytest.raises(Refused, match="WABOT_BACKUP_URL"):
            opened(wrong)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("c2hvcnQ=\n")
    os.chmod(file, 0o600)  # noqa: PTH101  (as short as it is)
    with pytest.raises(Refused, match="32 bytes"):
        Keys.read(file)
    file.chmod(0o644)
    with pytest.raises(Refused, match="others may read"):
        Keys.read(file)
