"""The log file: many processes write into it, and any of them, or logrotate, may move it away."""

import fcntl
import logging
import logging.handlers
import os
from pathlib import Path
from typing import Any

BACKUPS = 5


class SharedFileHandler(logging.handlers.WatchedFileHandler):
    """Each event is one write to the file's end, so lines of several processes never mix.

    With `most_bytes` it moves the file away itself when it is full: `.1` is the newest of five. Whoever comes
    second finds it done; processes that still hold the old file notice at their next line, as after logrotate.
    """

    def __init__(self, filename: str, *, most_bytes: int = 0, **options: Any) -> None:
        Path(filename).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(filename, encoding="utf-8", errors="backslashreplace", **options)
        self.most_bytes = most_bytes

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.reopenIfNeeded()
            if self.most_bytes and os.fstat(self._fd()).st_size >= self.most_bytes:
                self._rotate()
            os.write(self._fd(), f"{self.format(record)}\n".encode(errors="backslashreplace"))
        except Exception:  # noqa: BLE001  (as logging's own handlers: a line that cannot be written ends no turn)
            self.handleError(record)

    def _fd(self) -> int:
        if self.stream is None:  # closed, at the process's end or by a test
            self.stream = self._open()
        return self.stream.fileno()

    def _rotate(self) -> None:
        path = Path(self.baseFilename)
        with path.with_name(f".{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_size >= self.most_bytes:
                for number in range(BACKUPS - 1, 0, -1):
                    if (older := Path(f"{path}.{number}")).exists():
                        older.rename(f"{path}.{number + 1}")
                path.rename(f"{path}.1")
        self.reopenIfNeeded()
