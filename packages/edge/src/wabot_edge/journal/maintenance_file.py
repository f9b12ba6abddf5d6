"""A host's own copy of what was said of maintenance: read by every process, without any server."""

import fcntl
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wabot_edge.journal.errors import UnreadableMaintenance
from wabot_edge.journal.maintenance import Maintenance

NAME = "maintenance.json"
log = logging.getLogger("wabot.maintenance")


class MaintenanceFile:
    """Looking costs a `stat`: the file is read again only when another one lies there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._seen: tuple[int, int, int] | None = None
        self._said: Maintenance | None = None
        self._told = ""

    def read(self) -> Maintenance | None:
        """What the file says; None where there is none. Raises UnreadableMaintenance."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._seen = self._said = None
            return None
        except OSError as error:
            raise UnreadableMaintenance(where=str(self.path), why=str(error)) from error
        mark = (found.st_ino, found.st_mtime_ns, found.st_size)
        if mark != self._seen:
            self._said = Maintenance.from_json(self._text(), where=str(self.path))
            self._seen, self._told = mark, ""
        return self._said

    def last_readable(self) -> Maintenance | None:
        """As `read`; of a file that nobody can read, what it said before."""
        try:
            return self.read()
        except UnreadableMaintenance as error:
            # asked at every request and turn: said once, until it is another fault or none
            if self._told != str(error):
                self._told = str(error)
                log.error("%s", error)  # noqa: TRY400  (the file's fault: no line of ours would help)
            return self._said

    def write(self, said: Maintenance) -> None:
        """Whole or not at all, and on the disk when it returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{NAME}.", dir=self.path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps(said.as_json(), indent=1) + "\n")
                file.flush()
                os.fsync(file.fileno())
            # Commands may be another user's than the processes that read it.
            Path(name).chmod(0o644)
            Path(name).replace(self.path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(name).unlink()
            raise

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else on this host looks and writes meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # The folder itself is locked: a file of its own would belong to whoever came first.
        descriptor = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableMaintenance(where=str(self.path), why=str(error)) from error
