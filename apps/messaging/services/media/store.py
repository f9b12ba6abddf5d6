"""Files by their content: the name is the SHA-256, so the same file is kept once whoever sent it.

Readable by the platform's own user alone: other files of the state folder may be served to anybody.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"[0-9a-f]{64}")
HALF = "incoming"


def media_store() -> "MediaStore":
    """The platform's own: on every machine that fetches or serves files it must be the same folder."""
    return MediaStore(settings.WABOT_STATE_DIR / "media" / "store")


class Incoming:
    """A file on its way in. Nobody sees it before `MediaStore.place`; unless placed it must be forgotten."""

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(dir=folder)
        self._file, self.path = os.fdopen(handle, "wb"), Path(name)
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self._digest.update(chunk)
        self.size_bytes += len(chunk)

    def finish(self) -> None:
        """Durable on return, under a name of its own."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def forget(self) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class MediaStore:
    """Safe to use from several processes at once; who deletes must hold the digest's lock, see `discarding`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256 in hex")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def size_of(self, sha256: str) -> int | None:
        """None where it is not there."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def begin(self) -> Incoming:
        folder = self._root / HALF
        self._make(folder)
        return Incoming(folder)

    def place(self, incoming: Incoming) -> None:
        """Of a finished file; durable on return. One of the same content there already is replaced by its equal."""
        target = self.path(incoming.sha256)
        self._make(target.parent)
        incoming.path.replace(target)
        _sync_folder(target.parent)

    def discard(self, sha256: str) -> bool:
        """Whether there was such a file."""
        path = self.path(sha256)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        _sync_folder(path.parent)
        return True

    def sweep(self, *, older_than: float) -> int:
        """Delete half files that a killed process left; `older_than` in seconds since 1970. How many there were."""
        folder = self._root / HALF
        old = [path for path in folder.glob("*") if _changed_at(path) < older_than] if folder.is_dir() else []
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _make(self, folder: Path) -> None:
        """With its parents, each durable in its own parent; closed to others from the store's root on."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        inside = folder == self._root or self._root in folder.parents
        folder.mkdir(mode=0o700 if inside else 0o777, exist_ok=True)
        _sync_folder(folder.parent)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
