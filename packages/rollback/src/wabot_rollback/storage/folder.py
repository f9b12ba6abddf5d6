"""Backups in a folder: each file beside its checksum, in the form that `sha256sum --check` reads."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wabot_rollback.errors import StepFailed
from wabot_rollback.storage.copying import copied, sha256_of
from wabot_rollback.storage.storage import Stored

SUM, PART = ".sha256", ".part"


@dataclass(frozen=True, slots=True)
class FolderStorage:
    root: Path

    def put(self, file: Path, key: str) -> Stored:
        """Linked into place, so that two who put at once cannot both win; the checksum comes last."""
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            digest = self._written(file, target) if not target.exists() else sha256_of(file)
            if sha256_of(target) != digest:
                raise StepFailed(f"{target}: another content is there already; a backup is never overwritten")
            _note(target, digest)
        except OSError as error:
            raise StepFailed(f"{error.filename or target}: {error.strerror}") from error
        return self._stored(target)

    def get(self, key: str, to: Path) -> Stored:
        source = self._path(key)
        if not source.exists() or not _sum_of(source).exists():
            raise StepFailed(f"no backup {key} in {self.root}")
        stored = self._stored(source)
        try:
            digest = copied(source, to)
        except OSError as error:
            raise StepFailed(f"{error.filename or to}: {error.strerror}") from error
        if digest != stored.sha256:
            to.unlink()
            raise StepFailed(f"{source}: its SHA-256 is not the one noted when it was put there")
        return stored

    def list(self, prefix: str = "") -> Sequence[Stored]:
        sums = self.root.rglob(f"*{SUM}") if self.root.exists() else []
        files = [each.with_name(each.name.removesuffix(SUM)) for each in sums]
        found = [self._stored(each) for each in files if each.exists()]
        return sorted(
            (each for each in found if each.key.startswith(prefix)), key=lambda each: (each.at, each.key)
        )

    def delete(self, key: str) -> None:
        """The checksum first: what is left of a killed deletion is not listed."""
        path = self._path(key)
        _sum_of(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)

    def _written(self, file: Path, target: Path) -> str:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=PART, dir=target.parent)
        os.close(descriptor)
        part = Path(name)
        try:
            digest = copied(file, part)
            if sha256_of(part) != digest:
                raise StepFailed(f"{target.parent}: what was written there does not read back the same")
            try:
                os.link(part, target)
            except FileExistsError:
                return digest
            _sync(target.parent)
        finally:
            part.unlink(missing_ok=True)
        return digest

    def _stored(self, path: Path) -> Stored:
        there = path.stat()
        digest = _sum_of(path).read_text(encoding="utf-8").split()[0]
        key = path.relative_to(self.root).as_posix()
        return Stored(key, there.st_size, digest, datetime.fromtimestamp(there.st_mtime, UTC))

    def _path(self, key: str) -> Path:
        path = self.root / key
        if not key or not path.resolve().is_relative_to(self.root.resolve()) or key.endswith((SUM, PART)):
            raise StepFailed(f"{key!r} is no key of a backup")
        return path


def _note(target: Path, digest: str) -> None:
    line = f"{digest}  {target.name}\n"
    noted = _sum_of(target)
    if noted.exists() and noted.read_text(encoding="utf-8") == line:
        return
    aside = noted.with_name(f".{noted.name}.{os.getpid()}{PART}")
    with aside.open("w", encoding="utf-8") as out:
        out.write(line)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(noted)
    _sync(target.parent)


def _sum_of(path: Path) -> Path:
    return path.with_name(path.name + SUM)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
