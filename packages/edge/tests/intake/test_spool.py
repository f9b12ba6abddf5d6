"""What the spool said yes to is there afterwards, whatever happened to the process or the end of the file."""

import os
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_edge.intake.errors import SpoolFailed, SpoolFull, SpoolUnusable
from wabot_edge.intake.framing import KEY_BYTES, Damage, Frame, frame, frames
from wabot_edge.intake.spool import Segment, Spool
from wabot_edge.journal.records import Kind, NewRecord, partition_of

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


def record(body: bytes, headers: dict[str, str] | None = None) -> NewRecord:
    return NewRecord(Kind.WHATSAPP_CHANGE, partition_of("1000"), NOON, body, headers or {}, "1000")


KEY = b"ownkey.."
# Somebody who knows the format may send bodies that are frames, but not with the key of the file they end up in.
bodies = st.binary(max_size=40) | st.builds(
    lambda body, key: frame(record(body), key),
    st.binary(max_size=9),
    st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES).filter(lambda key: key != KEY),
)
records = st.lists(
    st.builds(record, bodies, st.dictionaries(st.text(max_size=5), st.text(max_size=5))), max_size=6
)


@contextmanager
def spool_in(folder: Path, *, limit_bytes: int = 1_000_000, segment_bytes: int = 400) -> Iterator[Spool]:
    spool = Spool(folder, limit_bytes=limit_bytes, segment_bytes=segment_bytes)
    try:
        yield spool
    finally:
        spool.close()


def drained(spool: Spool) -> list[NewRecord]:
    found: list[NewRecord] = []
    while segment := spool.oldest():
        found += spool.read(segment)
        spool.discard(segment)
    return found


@given(st.lists(records, max_size=4))
def test_a_later_process_reads_in_order_what_was_written(batches: list[list[NewRecord]]) -> None:
    written = [each for batch in batches for each in batch]
    with TemporaryDirectory() as folder:
        with spool_in(Path(folder)) as spool:
            for batch in batches:
                spool.write(batch)
        with spool_in(Path(folder)) as spool:
            assert spool.records == len(written)
            assert drained(spool) == written
            assert (spool.records, spool.size_bytes) == (0, 0)
        assert not list(Path(folder).glob("*.seg"))


@given(records, records, st.data())
def test_a_write_cut_at_any_byte_costs_nothing_that_was_acknowledged(
    acknowledged: list[NewRecord], unfinished: list[NewRecord], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        with spool_in(Path(folder), segment_bytes=10_000) as spool:
            spool.write([record(b"first"), *acknowledged])
        [segment] = Path(folder).glob("*.seg")
        rest = b"".join(frame(each, Segment(segment).key) for each in unfinished)
        cut = rest[: data.draw(st.integers(0, len(rest)))]
        segment.write_bytes(segment.read_bytes() + cut)

        with spool_in(Path(folder)) as spool:
            found = drained(spool)
        assert not list((Path(folder) / "rejected").iterdir())

    # what was not acknowledged may be there or not, but only whole and in its place
    assert found[: len(acknowledged) + 1] == [record(b"first"), *acknowledged]
    assert found[len(acknowledged) + 1 :] == unfinished[: len(found) - len(acknowledged) - 1]


@given(records.filter(bool), records.filter(bool), st.data())
def test_a_changed_byte_costs_one_record_and_never_changes_one(
    before: list[NewRecord], after: list[NewRecord], data: st.DataObject
) -> None:
    whole = bytearray(b"".join(frame(each, KEY) for each in [*before, *after]))
    struck = data.draw(st.integers(0, len(whole) - 1))
    whole[struck] ^= data.draw(st.integers(1, 255))

    found = list(frames(bytes(whole), KEY))

    assert any(isinstance(each, Damage) for each in found)
    survivors = [each.record for each in found if isinstance(each, Frame)]
    assert survivors in [all_but_one([*before, *after], at) for at in range(len(before) + len(after))]


def all_but_one(written: list[NewRecord], at: int) -> list[NewRecord]:
    return [*written[:at], *written[at + 1 :]]


def test_damage_in_the_middle_is_set_aside_and_the_rest_drained(tmp_path: Path) -> None:
    with spool_in(tmp_path, segment_bytes=10_000) as spool:
        spool.write([record(b"one"), record(b"two"), record(b"three")])
    [path] = tmp_path.glob("*.seg")
    path.write_bytes(path.read_bytes().replace(b"two", b"tw0"))

    with spool_in(tmp_path) as spool:
        assert [each.body for each in drained(spool)] == [b"one", b"three"]
        [aside] = (tmp_path / "rejected").iterdir()
        assert b"tw0" in aside.read_bytes()


def test_it_never_takes_more_than_its_limit(tmp_path: Path) -> None:
    size = len(frame(record(b"x" * 100), KEY))
    with spool_in(tmp_path, limit_bytes=3 * size) as spool:
        for _ in range(3):
            spool.write([record(b"x" * 100)])

        with pytest.raises(SpoolFull):
            spool.write([record(b"")])

        assert sum(path.stat().st_size for path in tmp_path.glob("*.seg")) == 3 * size
        segment = spool.oldest()
        assert segment
        spool.discard(segment)
        spool.write([record(b"x" * 100)])


def test_a_refused_write_leaves_nothing_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int) -> None:
        raise OSError(28, "No space left on device")

    with spool_in(tmp_path, segment_bytes=10_000) as spool:
        spool.write([record(b"before")])
        with monkeypatch.context() as patched:
            patched.setattr(os, "fdatasync", refuse)
            with pytest.raises(SpoolFailed, match="No space left"):
                spool.write([record(b"refused")])
        spool.write([record(b"after")])

        assert [each.body for each in drained(spool)] == [b"before", b"after"]


def test_what_the_journal_refuses_can_be_moved_back_and_tried_again(tmp_path: Path) -> None:
    with spool_in(tmp_path, limit_bytes=400) as spool:
        aside = spool.reject(record(b"odd"), is_spooled=False)
        with pytest.raises(SpoolFull):
            spool.reject(record(b"x" * 400), is_spooled=False)
    aside.rename(tmp_path / aside.name)

    with spool_in(tmp_path) as spool:
        assert [each.body for each in drained(spool)] == [b"odd"]


def test_two_intakes_never_share_a_folder(tmp_path: Path) -> None:
    with spool_in(tmp_path), pytest.raises(SpoolUnusable, match="another intake uses it"):
        Spool(tmp_path, limit_bytes=1)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SpoolUnusable, match=r"WABOT_SPOOL_DIR: .*/file/spool: Not a directory"):
        Spool(tmp_path / "file" / "spool", limit_bytes=1)


def test_a_strange_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.seg").touch()

    with pytest.raises(SpoolUnusable, match=r"not this release's: .*'notes'"):
        Spool(tmp_path, limit_bytes=1)


def test_a_record_that_another_release_wrote_otherwise_is_not_passed_over(tmp_path: Path) -> None:
    with spool_in(tmp_path) as spool:
        spool.write([record(b"habari")])
    [segment] = tmp_path.glob("*.seg")
    payload = segment.read_bytes()[KEY_BYTES + 8 :].replace(b"partition", b"new field")
    head = struct.pack("!II", len(payload), zlib.crc32(payload))
    segment.write_bytes(Segment(segment).key + head + payload)

    with pytest.raises(SpoolUnusable, match="a record of another release: KeyError"):
        Spool(tmp_path, limit_bytes=1)
    assert segment.stat().st_size == KEY_BYTES + 8 + len(payload)


def test_only_the_intakes_user_can_look_in(tmp_path: Path) -> None:
    with spool_in(tmp_path / "spool") as spool:
        spool.write([record(b"habari")])

    [segment] = (tmp_path / "spool").glob("*.seg")
    assert [path.stat().st_mode & 0o077 for path in (segment, segment.parent)] == [0, 0]


WRITE_AND_SAY = """
import itertools, sys
from pathlib import Path
from packages.edge.tests.intake.test_spool import Spool, record
spool = Spool(Path(sys.argv[1]), limit_bytes=10**9, segment_bytes=20_000)
for number in itertools.count():
    spool.write([record(b"%d " % number * 200)])
    print(number, flush=True)
"""


@pytest.mark.drill
@pytest.mark.parametrize("after", [1, 40, 333])
def test_kill_9_costs_nothing_that_was_acknowledged(tmp_path: Path, after: int) -> None:
    command = [sys.executable, "-c", WRITE_AND_SAY, str(tmp_path)]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as writing:
        assert writing.stdout
        said = [int(line) for _, line in zip(range(after), writing.stdout, strict=False)]
        writing.send_signal(signal.SIGKILL)
        said += [int(line) for line in writing.stdout]

    with spool_in(tmp_path) as spool:
        found = [int(each.body.split()[0]) for each in drained(spool)]

    assert found[: len(said)] == said == list(range(len(said)))
    assert len(found) <= len(said) + 1
