import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_rollback.errors import Fenced, RollbackError
from wabot_rollback.store.chain import BrokenLog
from wabot_rollback.store.ledger import CUT, Ledger

from ..worlds import NOON, OpenFence


def ledger(folder: Path) -> Ledger:
    return Ledger(folder, lambda: NOON)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Of three lines."""
    ours = ledger(tmp_path)
    for number in range(3):
        ours.append("r-1", "did", {"number": number, "words": "Bei ni sawa – \n\u2028"})
    return tmp_path / "log.jsonl"


def test_what_one_process_writes_another_reads(log: Path) -> None:
    reader, writer = ledger(log.parent), ledger(log.parent)
    assert len(reader.entries()) == 3

    writer.append("r-2", "did", {})

    assert [entry.number for entry in reader.entries()] == [1, 2, 3, 4]
    assert [entry.run for entry in reader.entries("r-2")] == ["r-2"]
    assert reader.entries()[1].data == {"number": 1, "words": "Bei ni sawa – \n\u2028"}
    assert reader.head == writer.head


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (lambda lines: [lines[0], lines[1].replace(b'"number":1', b'"number":7'), lines[2]], 2),
        (lambda lines: [lines[0], lines[2]], 2),
        (lambda lines: [lines[1], lines[0], lines[2]], 1),
        (lambda lines: [*lines, lines[2]], 4),
        (lambda lines: [lines[0], b"{}\n", lines[2]], 2),
    ],
    ids=["changed", "taken out", "exchanged", "twice", "another"],
)
def test_a_line_that_somebody_changed_is_named(
    log: Path, change: Callable[[list[bytes]], list[bytes]], number: int
) -> None:
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))

    with pytest.raises(BrokenLog, match=rf"line {number}:"):
        ledger(log.parent).entries()
    with pytest.raises(BrokenLog):
        ledger(log.parent).append("r-1", "did", {})


@given(cut=st.data(), zeros=st.booleans())
def test_a_line_torn_anywhere_is_cut_off_and_said(
    cut: st.DataObject, zeros: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    ledger(folder).append("r-1", "did", {"first": "Habari"})
    whole = (folder / "log.jsonl").read_bytes()
    ledger(folder).append("r-1", "did", {"second": "é"})
    added = len((folder / "log.jsonl").read_bytes()) - len(whole)
    left = cut.draw(st.integers(1, added - 1))
    kept = (folder / "log.jsonl").read_bytes()[: len(whole) + left]
    (folder / "log.jsonl").write_bytes(kept + b"\0" * (added - left) if zeros else kept)
    assert [entry.data for entry in ledger(folder).entries()] == [{"first": "Habari"}]

    ledger(folder).append("r-1", "did", {"again": True})

    found = ledger(folder).entries()
    assert [entry.data for entry in found[::2]] == [{"first": "Habari"}, {"again": True}]
    assert (found[1].kind, found[1].data) == (CUT, {"bytes": added if zeros else left})


def test_an_older_copy_that_was_put_back_is_read_anew(log: Path) -> None:
    reader, older = ledger(log.parent), b"".join(log.read_bytes().splitlines(keepends=True)[:2])
    assert len(reader.entries()) == 3

    log.write_bytes(older)

    assert len(reader.entries()) == 2
    assert reader.append("r-1", "did", {}).number == 3


def test_who_was_overtaken_writes_nothing(log: Path) -> None:
    before = log.read_bytes()

    with pytest.raises(Fenced):
        ledger(log.parent).append("r-1", "did", {}, fence=OpenFence(is_lost=True))

    assert log.read_bytes() == before


def test_a_full_disk_is_said_and_leaves_no_half_line(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, write = log.read_bytes(), os.pwrite
    ours = ledger(log.parent)

    def half(file: int, line: bytes, at: int) -> int:
        if len(line) < 100:
            raise OSError(28, "No space left on device")
        return write(file, line[: len(line) // 2], at)

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(RollbackError, match="No space left on device"):
        ours.append("r-1", "did", {})
    monkeypatch.undo()

    assert log.read_bytes() == before
    assert ours.append("r-1", "did", {}).number == 4


def test_a_newer_engines_log_is_not_guessed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("wabot_rollback.store.chain.FORMAT", 2)
        ledger(tmp_path).append("r-1", "did", {})

    with pytest.raises(BrokenLog, match="a newer engine"):
        ledger(tmp_path).entries()


def test_many_write_at_once_and_the_chain_holds(tmp_path: Path) -> None:
    children = []
    for _ in range(4):
        if (child := os.fork()) == 0:
            ours = ledger(tmp_path)
            for _ in range(10):
                ours.append(f"r-{os.getpid()}", "did", {})
            os._exit(0)
        children.append(child)

    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * 4
    assert len(ledger(tmp_path).entries()) == 40
