from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wabot_rollback.errors import StepFailed
from wabot_rollback.storage import sealing
from wabot_rollback.storage.sealing import HEADER_BYTES, Keys, seal, unseal

OLD, NEW = b"o" * 32, b"n" * 32
KEYS = Keys((NEW, OLD))
ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PIECE_BYTES", 16)


def sealed(folder: Path, content: bytes, key: bytes = NEW) -> Path:
    (folder / "plain").write_bytes(content)
    seal(folder / "plain", folder / "sealed", key, context="backup")
    return folder / "sealed"


@ONE_FOLDER
@given(content=st.binary(max_size=100), key=st.sampled_from([OLD, NEW]))
def test_whatever_was_sealed_opens_again(tmp_path: Path, content: bytes, key: bytes) -> None:
    unseal(sealed(tmp_path, content, key), tmp_path / "opened", KEYS, context="backup")

    assert (tmp_path / "opened").read_bytes() == content


@ONE_FOLDER
@given(content=st.binary(min_size=1, max_size=100), data=st.data())
def test_no_change_of_any_kind_opens(tmp_path: Path, content: bytes, data: st.DataObject) -> None:
    whole = sealed(tmp_path, content).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                whole[:place],
                whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :],
                whole + whole[HEADER_BYTES:],
                whole + b"\0",
            ]
        )
    )
    (tmp_path / "sealed").write_bytes(changed)

    with pytest.raises(StepFailed):
        unseal(tmp_path / "sealed", tmp_path / "opened", KEYS, context="backup")

    assert not (tmp_path / "opened").exists()


def test_nothing_of_the_words_is_to_be_seen(tmp_path: Path) -> None:
    assert b"Amina" not in sealed(tmp_path, b"Amina wants two mugs. " * 9).read_bytes()


def test_under_another_name_or_without_its_key_it_stays_shut(tmp_path: Path) -> None:
    file = sealed(tmp_path, b"words", OLD)

    with pytest.raises(StepFailed, match="another name"):
        unseal(file, tmp_path / "opened", KEYS, context="elsewhere")
    with pytest.raises(StepFailed, match="does not hold"):
        unseal(file, tmp_path / "opened", Keys((NEW,)), context="backup")
    file.write_bytes(b"PGDMP and so on, long enough to hold a header")
    with pytest.raises(StepFailed, match="not a sealed backup"):
        unseal(file, tmp_path / "opened", KEYS, context="backup")
