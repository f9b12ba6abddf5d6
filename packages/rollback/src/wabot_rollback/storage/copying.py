"""Bytes from here to there, counted into a SHA-256 on the way, and on the disk when it returns."""

import hashlib
import os
from pathlib import Path

AT_ONCE_BYTES = 1 << 20


def copied(source: Path, to: Path) -> str:
    """The SHA-256 of what was read. `to` is its owner's alone: a backup holds everything that people wrote."""
    digest = hashlib.sha256()
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with source.open("rb") as content, os.fdopen(descriptor, "wb") as out:
        while part := content.read(AT_ONCE_BYTES):
            digest.update(part)
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(AT_ONCE_BYTES):
            digest.update(part)
    return digest.hexdigest()
