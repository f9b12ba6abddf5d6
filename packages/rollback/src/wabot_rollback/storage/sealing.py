"""Encryption at rest: AES-256-GCM in pieces, so that a backup of any size is sealed and opened as it streams.

`WABOTSEAL1` | key's id (8 bytes) | salt (16) | pieces of 1 MiB, each with its tag (16). The nonce of a piece is its
number and whether it is the last: none can be taken out, doubled, moved or cut off at the end (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Each file has a key of its own, by HKDF from the salt.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.storage.copying import sha256_of
from wabot_rollback.storage.storage import Storage, Stored

MAGIC = b"WABOTSEAL1"
PIECE_BYTES = 1 << 20
TAG_BYTES, ID_BYTES, SALT_BYTES, KEY_BYTES = 16, 8, 16, 32
HEADER_BYTES = len(MAGIC) + ID_BYTES + SALT_BYTES
SEALED = ".sealed"


@dataclass(frozen=True, slots=True)
class Keys:
    """The first seals, all open: an old key stays in the file as long as a backup is kept that it sealed."""

    keys: tuple[bytes, ...]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises Refused, never naming a key."""
        try:
            if file.stat().st_mode & 0o077:
                raise Refused(f"{file}: others may read it; run chmod 600")
            lines = [line.strip() for line in file.read_text(encoding="ascii").splitlines() if line.strip()]
            keys = tuple(base64.b64decode(line, validate=True) for line in lines)
        except (OSError, ValueError) as error:
            raise Refused(f"{file}: not a file of keys ({type(error).__name__})") from error
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise Refused(f"{file}: each line must be {KEY_BYTES} bytes in base64: `openssl rand -base64 32`")
        return cls(keys)

    @property
    def newest(self) -> bytes:
        return self.keys[0]

    def by_id(self, wanted: bytes) -> bytes | None:
        return next((key for key in self.keys if _id(key) == wanted), None)


@dataclass(frozen=True, slots=True)
class SealedStorage:
    """What `inner` keeps is sealed; what is told of it (size, checksum) is of the sealed bytes."""

    inner: Storage
    keys: Keys
    scratch: Path

    def put(self, file: Path, key: str) -> Stored:
        """The same content under the same key is sealed into the same bytes, so that a second put finds the first."""
        self.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        sealed = self.scratch / (hashlib.sha256(key.encode()).hexdigest() + SEALED)
        try:
            seal(file, sealed, self.keys.newest, context=key)
            return self.inner.put(sealed, key)
        finally:
            sealed.unlink(missing_ok=True)

    def get(self, key: str, to: Path) -> Stored:
        self.scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        sealed = self.scratch / (hashlib.sha256(key.encode()).hexdigest() + SEALED)
        try:
            stored = self.inner.get(key, sealed)
            unseal(sealed, to, self.keys, context=key)
        finally:
            sealed.unlink(missing_ok=True)
        return stored

    def list(self, prefix: str = "") -> Sequence[Stored]:
        return self.inner.list(prefix)

    def delete(self, key: str) -> None:
        self.inner.delete(key)


def seal(file: Path, to: Path, key: bytes, *, context: str) -> None:
    """`context` is bound to it: what was sealed under one name does not open under another."""
    salt = hmac.digest(key, f"{context}\0{sha256_of(file)}".encode(), "sha256")[:SALT_BYTES]
    header = MAGIC + _id(key) + salt
    cipher = _cipher(key, salt, context)
    with file.open("rb") as content, _private(to) as out:
        out.write(header)
        for number, (piece, is_last) in enumerate(_pieces(content, PIECE_BYTES)):
            out.write(cipher.encrypt(_nonce(number, is_last), piece, header))
        out.flush()
        os.fsync(out.fileno())


def unseal(file: Path, to: Path, keys: Keys, *, context: str) -> None:
    """Raises StepFailed; `to` is not there then."""
    try:
        with file.open("rb") as content, _private(to) as out:
            header = content.read(HEADER_BYTES)
            cipher = _opening(header, keys, context)
            for number, (piece, is_last) in enumerate(_pieces(content, PIECE_BYTES + TAG_BYTES)):
                out.write(cipher.decrypt(_nonce(number, is_last), piece, header))
    except InvalidTag as error:
        to.unlink(missing_ok=True)
        raise StepFailed(f"{context}: it was changed, cut off, or sealed under another name") from error
    except StepFailed:
        to.unlink(missing_ok=True)
        raise


def _opening(header: bytes, keys: Keys, context: str) -> AESGCM:
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise StepFailed(f"{context}: not a sealed backup; was it put there before storage.key_file was set?")
    wanted, salt = header[len(MAGIC) : len(MAGIC) + ID_BYTES], header[-SALT_BYTES:]
    if (key := keys.by_id(wanted)) is None:
        raise StepFailed(
            f"{context}: sealed with the key {wanted.hex()}, which storage.key_file does not hold"
        )
    return _cipher(key, salt, context)


def _pieces(content: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """At least one, the last one marked; it may be empty."""
    piece = content.read(size)
    while following := content.read(size):
        yield piece, False
        piece = following
    yield piece, True


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _cipher(key: bytes, salt: bytes, context: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, b"wabot backup\0" + context.encode()).derive(key))


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"wabot key id\0" + key).digest()[:ID_BYTES]


def _private(file: Path) -> BinaryIO:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
