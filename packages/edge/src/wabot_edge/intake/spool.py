"""Records on disk while the journal is away: bounded, fsynced, read back in order.

One file after another, never appended to by a later process. A file goes when all of it has been
committed to the journal; a crash in between may append its records twice, which every reader bears, because
WhatsApp itself delivers at least once and everything behind the journal dedupes.
"""

import fcntl
import logging
import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from wabot_edge.intake.errors import SpoolFailed, SpoolFull, SpoolUnusable
from wabot_edge.intake.framing import KEY_BYTES, Damage, Frame, frame, frames
from wabot_edge.journal.records import NewRecord

SEGMENT_BYTES = 8 * 1024 * 1024
SUFFIX = ".seg"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Segment:
    """A file, named for its number and the key of its frames."""

    path: Path
    size_bytes: int = 0
    records: int = 0

    @property
    def number(self) -> int:
        return int(self.path.stem.partition("-")[0])

    @property
    def key(self) -> bytes:
        return bytes.fromhex(self.path.stem.partition("-")[2])


class Spool:
    """Not safe for use by several threads at once, the counts apart. One process per folder.

    Raises SpoolUnusable when the folder cannot be used. What a crashed process left is kept for draining;
    the end of a file that a crash cut short was never acknowledged and is cut off.
    """

    def __init__(self, directory: Path, *, limit_bytes: int, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.limit_bytes = limit_bytes
        self._directory = directory
        self._segment_bytes = segment_bytes
        self._rejected = directory / "rejected"
        try:
            with ExitStack() as undo:
                self._make_folders()
                self._lock = _lock(directory)
                undo.callback(os.close, self._lock)
                self._sealed = deque(self._left_behind())
                self.rejected_bytes = sum(path.stat().st_size for path in self._rejected.iterdir())
                self._number = max(
                    (Segment(path).number for path in directory.rglob(f"*{SUFFIX}")), default=0
                )
                undo.pop_all()
        except OSError as error:
            raise SpoolUnusable(directory, error.strerror or str(error)) from error
        except ValueError as error:
            # Sooner no start than a record passed over.
            raise SpoolUnusable(directory, f"holds what is not this release's: {error}") from error
        self._key = os.urandom(KEY_BYTES)
        self._active: Segment | None = None
        self._file = -1
        self._records = sum(segment.records for segment in self._sealed)
        self._bytes = sum(segment.size_bytes for segment in self._sealed)

    @property
    def records(self) -> int:
        """What waits to go into the journal."""
        return self._records

    @property
    def size_bytes(self) -> int:
        return self._bytes + self.rejected_bytes

    def has_room_for(self, more_bytes: int) -> bool:
        return self.size_bytes + more_bytes <= self.limit_bytes

    def write(self, records: Sequence[NewRecord]) -> None:
        """Durable on return. Raises SpoolFull or SpoolFailed, and then none of `records` counts as kept."""
        data = b"".join([frame(record, self._key) for record in records])
        self._require_room(len(data))
        try:
            segment = self._active or self._begin()
            _write_all(self._file, data)
            os.fdatasync(self._file)
        except OSError as error:
            self._give_up_segment()
            raise SpoolFailed(error.strerror or str(error)) from error
        segment.size_bytes += len(data)
        segment.records += len(records)
        self._bytes += len(data)
        self._records += len(records)
        if segment.size_bytes >= self._segment_bytes:
            self._seal()

    def oldest(self) -> Segment | None:
        """The next one to drain. What is written from now on goes into another."""
        if not self._sealed and self._active and self._active.records:
            self._seal()
        return self._sealed[0] if self._sealed else None

    def read(self, segment: Segment) -> list[NewRecord]:
        """Damaged bytes in the middle are a fault of the disk: they are set aside, the rest is returned."""
        data = segment.path.read_bytes()[: segment.size_bytes]
        records = []
        for found in frames(data, segment.key):
            if isinstance(found, Frame):
                records.append(found.record)
            else:
                self._set_aside(f"{segment.path.stem}-{found.start}.damaged", data[found.start : found.end])
                log.error("spool: %s is damaged from byte %d to %d", segment.path, found.start, found.end)
        return records

    def discard(self, segment: Segment) -> None:
        """All of it is in the journal. Raises OSError; should the file stay, the next process drains it again."""
        self._sealed.remove(segment)
        self._bytes -= segment.size_bytes
        self._records -= segment.records
        segment.path.unlink()
        _fsync_directory(self._directory)

    def reject(self, record: NewRecord, *, is_spooled: bool) -> Path:
        """Set a record aside that the journal takes in no form; moved back into the folder, it is tried again.

        One that `is_spooled` already may exceed the limit, or a full spool could not be drained past it.
        Raises SpoolFull or SpoolFailed.
        """
        data = frame(record, self._key)
        if not is_spooled:
            self._require_room(len(data))
        return self._set_aside(self._next_name(), data)

    def close(self) -> None:
        self._seal()
        os.close(self._lock)

    def _require_room(self, more_bytes: int) -> None:
        if not self.has_room_for(more_bytes):
            raise SpoolFull(f"the spool is full: {self.size_bytes} of {self.limit_bytes} bytes")

    def _make_folders(self) -> None:
        self._rejected.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory.chmod(0o700)  # customers' messages lie here
        _fsync_directory(self._directory)
        with suppress(PermissionError):  # a folder above that is not ours was there before
            _fsync_directory(self._directory.parent)

    def _left_behind(self) -> Iterator[Segment]:
        left = map(Segment, self._directory.glob(f"*{SUFFIX}"))
        for segment in sorted(left, key=lambda each: each.number):
            data = segment.path.read_bytes()
            found = list(frames(data, segment.key))
            segment.size_bytes = len(data)
            if found and isinstance(tail := found[-1], Damage):
                log.warning(
                    "spool: %s ends in %d bytes never acknowledged", segment.path, tail.end - tail.start
                )
                segment.size_bytes = tail.start
                os.truncate(segment.path, tail.start)
            segment.records = sum(isinstance(each, Frame) for each in found)
            if segment.size_bytes:
                yield segment
            else:
                segment.path.unlink()

    def _next_name(self) -> str:
        self._number += 1
        return f"{self._number:012}-{self._key.hex()}{SUFFIX}"

    def _begin(self) -> Segment:
        path = self._directory / self._next_name()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._active = Segment(path)
        # Without this the file's name, and all that is in it, may be gone after a power failure.
        _fsync_directory(self._directory)
        return self._active

    def _seal(self) -> None:
        if self._active is None:
            return
        os.close(self._file)
        if self._active.records:
            self._sealed.append(self._active)
        else:
            self._active.path.unlink(missing_ok=True)
        self._active = None

    def _give_up_segment(self) -> None:
        """After a failed fsync nothing more can be said of this file's end: cut it, never write to it again."""
        if self._active is None:
            return
        try:
            os.ftruncate(self._file, self._active.size_bytes)
        except OSError as error:
            log.warning("spool: %s could not be cut after a failed write: %s", self._active.path, error)
        self._seal()

    def _set_aside(self, name: str, data: bytes) -> Path:
        path = self._rejected / name
        try:
            with path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _fsync_directory(self._rejected)
        except OSError as error:
            raise SpoolFailed(error.strerror or str(error)) from error
        self.rejected_bytes += len(data)
        return path


def _lock(directory: Path) -> int:
    lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise SpoolUnusable(directory, "another intake uses it; give each a folder of its own") from error
    return lock


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _fsync_directory(directory: Path) -> None:
    file = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
