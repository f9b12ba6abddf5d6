"""The engine's memory: one file of chained lines, on the disk before anything follows from them."""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wabot_rollback.errors import Refused, RollbackError
from wabot_rollback.store.chain import START, Entry, hash_of, line_of, read_lines
from wabot_rollback.world import Fence

NAME = "log.jsonl"
CUT = "cut"


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Ledger:
    """Of all runs, in one chain: a run that somebody took out would be missed.

    Any number of processes read and append at once; each reads on from where it was. `folder` is WABOT_ENGINE_STATE.
    """

    folder: Path
    now: Callable[[], datetime] = utc_now
    _entries: list[Entry] = field(default_factory=list)
    _end: int = 0  # bytes read and found whole
    _last: str = START

    def entries(self, run: str | None = None) -> list[Entry]:
        """Oldest first. A line that is just being written is not there yet. Raises BrokenLog."""
        if self._path.exists():
            with self._path.open("rb") as file:
                self._read_on(file.fileno())
        return [entry for entry in self._entries if run is None or entry.run == run]

    def append(self, run: str, kind: str, data: Mapping[str, Any], *, fence: Fence | None = None) -> Entry:
        """On the disk when it returns. With a fence, it is looked at while nobody else can append: raises Fenced."""
        with self._locked() as file:
            self._read_on(file)
            self._cut_off_torn_line(file)
            if fence is not None:
                fence.check()
            return self._write(file, run, kind, data, fence.token if fence is not None else 0)

    @property
    def head(self) -> str:
        """The newest line's hash: who keeps it elsewhere can tell later that nothing was taken off the end."""
        self.entries()
        return self._last

    @property
    def _path(self) -> Path:
        return self.folder / NAME

    @contextmanager
    def _locked(self) -> Iterator[int]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            is_new = not self._path.exists()
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Refused(
                f"{self._path}: {error.strerror}; WABOT_ENGINE_STATE must be a folder of the engine's own"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if is_new:
                sync_folder(self.folder)
            yield file
        finally:
            os.close(file)

    def _read_on(self, file: int) -> None:
        if os.fstat(file).st_size < self._end:
            # Somebody put back an older copy: nothing that was read before counts.
            self._entries, self._end, self._last = [], 0, START
        found = _from(file, self._end)
        whole = found[: found.rfind(b"\n") + 1]
        lines = whole.splitlines(keepends=True)
        # A machine that lost its power leaves zeros where the end of the file was never written.
        if lines and b"\0" in lines[-1]:
            whole = whole[: -len(lines.pop())]
        self._entries += list(read_lines(lines, after=len(self._entries), previous=self._last))
        self._end += len(whole)
        self._last = hash_of(lines[-1]) if lines else self._last

    def _cut_off_torn_line(self, file: int) -> None:
        """Whoever wrote it died over it: nobody ever acted on it."""
        if torn := os.fstat(file).st_size - self._end:
            os.ftruncate(file, self._end)
            self._write(file, "", CUT, {"bytes": torn}, 0)

    def _write(self, file: int, run: str, kind: str, data: Mapping[str, Any], token: int) -> Entry:
        number = len(self._entries) + 1
        entry = Entry(number=number, at=self.now(), run=run, kind=kind, token=token, data=data)
        line = line_of(entry, self._last)
        try:
            _write_all(file, line, self._end)
            os.fsync(file)
        except OSError as error:
            os.ftruncate(file, self._end)
            raise RollbackError(
                f"{self._path}: {error.strerror}; the engine goes no further than its log"
            ) from error
        self._entries.append(entry)
        self._end += len(line)
        self._last = hash_of(line)
        return entry


def sync_folder(folder: Path) -> None:
    """Makes a new or renamed name in it durable."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _from(file: int, start: int) -> bytes:
    size = os.fstat(file).st_size
    return os.pread(file, max(0, size - start), start)


def _write_all(file: int, line: bytes, at: int) -> None:
    while line:
        written = os.pwrite(file, line, at)
        line, at = line[written:], at + written
