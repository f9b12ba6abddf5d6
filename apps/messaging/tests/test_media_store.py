"""The same file once, whole or not at all, and closed to others."""

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.messaging.services.media.store import MediaStore


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media" / "store")


def put(store: MediaStore, *chunks: bytes) -> str:
    incoming = store.begin()
    for chunk in chunks:
        incoming.write(chunk)
    incoming.finish()
    store.place(incoming)
    incoming.forget()
    return incoming.sha256


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(chunks=st.lists(st.binary(max_size=30), max_size=4))
def test_what_is_put_in_is_found_by_its_content(store: MediaStore, chunks: list[bytes]) -> None:
    digest = put(store, *chunks)

    assert digest == hashlib.sha256(b"".join(chunks)).hexdigest()
    assert store.path(digest).read_bytes() == b"".join(chunks)
    assert store.size_of(digest) == len(b"".join(chunks))


def test_the_same_content_is_one_file_and_a_damaged_one_is_mended(store: MediaStore, tmp_path: Path) -> None:
    digest = put(store, b"a mug")
    store.path(digest).write_bytes(b"a m")

    put(store, b"a", b" mug")

    assert files(tmp_path) == [store.path(digest)]
    assert store.path(digest).read_bytes() == b"a mug"


def test_a_file_that_was_not_finished_is_not_there(store: MediaStore, tmp_path: Path) -> None:
    incoming = store.begin()
    incoming.write(b"half")
    incoming.finish()
    assert store.size_of(incoming.sha256) is None

    assert store.sweep(older_than=0) == 0
    assert store.sweep(older_than=float("inf")) == 1
    assert files(tmp_path) == []


def test_a_file_is_deleted_once(store: MediaStore) -> None:
    digest = put(store, b"a mug")

    assert [store.discard(digest), store.discard(digest)] == [True, False]
    assert store.size_of(digest) is None


def test_other_users_of_the_machine_cannot_look_in(store: MediaStore, tmp_path: Path) -> None:
    digest = put(store, b"a mug")

    for path in (tmp_path / "media" / "store", store.path(digest)):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_nothing_but_a_digest_becomes_a_path(store: MediaStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)
