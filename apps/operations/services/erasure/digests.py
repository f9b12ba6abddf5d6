"""Names of people as keyed digests: enough to know them again, nothing to read them from.

A phone number has ten digits: an unkeyed hash of it would be guessed in a second.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from apps.messaging.whatsapp.stripping import Name

_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Digest:
    value: str
    key_id: str


class NameKeys:
    """The newest key makes digests; all are tried when a name is looked for."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        self._keys = [_derived(secret) for secret in secrets]
        self.ids = [hashlib.blake2b(key, digest_size=6).hexdigest() for key in self._keys]

    def digest(self, tenant_id: UUID, name: Name) -> Digest:
        return next(self.digests(tenant_id, name))

    def digests(self, tenant_id: UUID, name: Name) -> Iterator[Digest]:
        said = f"{tenant_id}:{name.kind}:{plain(name)}".encode("utf-8", "surrogatepass")
        for key, key_id in zip(self._keys, self.ids, strict=True):
            yield Digest(hmac.new(key, said, hashlib.sha256).hexdigest(), key_id)


def name_keys() -> NameKeys:
    """Of the same secrets as stored tokens, newest first: while a backup is kept, so must its keys be."""
    given: list[str] = [*settings.WABOT_DATA_KEYS, settings.SECRET_KEY]
    return NameKeys([key.encode() for key in given])


def plain(name: Name) -> str:
    """As webhooks write it: a phone in digits alone."""
    return _NO_DIGIT.sub("", name.value) if name.kind == "phone" else name.value.strip()


def _derived(secret: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"wabot erasure list").derive(secret)
