"""Media files: those that phones send, those that shops upload, those that shops link to."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .record import Fact

MB: Final = 1024 * 1024
# Meta, "Supported media types": the largest file per kind, and what it may be.
LIMITS_BYTES: Final = {
    "image": 5 * MB,
    "audio": 16 * MB,
    "video": 16 * MB,
    "document": 100 * MB,
    "sticker": 500 * 1024,
}
TYPES: Final = {
    "image": {"image/jpeg", "image/png"},
    "audio": {"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"},
    "video": {"video/mp4", "video/3gpp"},
    "sticker": {"image/webp"},
}
LINK_LIFE_S: Final = 300
PHONE_LIFE_S: Final = 7 * 86_400
UPLOAD_LIFE_S: Final = 30 * 86_400


def kind_of(mime_type: str) -> str:
    """The message kind a file of this type goes out as; anything else is a document."""
    bare = mime_type.partition(";")[0].strip().lower()
    return next((kind for kind, types in TYPES.items() if bare in types), "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    id: str
    mime_type: str
    sha256: str
    size_bytes: int
    filename: str
    expires_at: float
    shop: str | None

    @property
    def sha256_base64(self) -> str:
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


class MediaStore:
    """Files by content, ids by the record, so that a restart finds both again."""

    def __init__(self, folder: Path, *, clock: Callable[[], float], new_id: Callable[[], str]) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._new_id = new_id
        self._media: dict[str, Medium] = {}
        # addresses of an earlier run stop working, as five-minute ones may
        self._key = secrets.token_bytes(32)

    def add(
        self, data: bytes, *, mime_type: str, filename: str, life_s: float, shop: str | None = None
    ) -> Medium:
        """Keep a file. `shop` is the phone number id it was uploaded to, None for a phone's own."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / digest
        # in place only when whole: a killed process leaves no half picture under a good name
        if not path.exists():
            half = path.with_suffix(".part")
            half.write_bytes(data)
            half.rename(path)
        return self._keep(
            sha256=digest,
            mime_type=mime_type,
            filename=filename,
            size_bytes=len(data),
            life_s=life_s,
            shop=shop,
        )

    def copy(self, medium: Medium, *, shop: str, life_s: float) -> Medium:
        return self._keep(
            sha256=medium.sha256,
            mime_type=medium.mime_type,
            filename=medium.filename,
            size_bytes=medium.size_bytes,
            life_s=life_s,
            shop=shop,
        )

    def _keep(
        self, *, sha256: str, mime_type: str, filename: str, size_bytes: int, life_s: float, shop: str | None
    ) -> Medium:
        medium = Medium(
            id=self._new_id(),
            mime_type=mime_type,
            sha256=sha256,
            size_bytes=size_bytes,
            filename=filename,
            expires_at=self._clock() + life_s,
            shop=shop,
        )
        self._media[medium.id] = medium
        return medium

    def restore(self, fact: Fact) -> None:
        """Take back a medium from the record, if its file is still there."""
        medium = Medium(**fact["medium"])
        if self.path(medium).exists():
            self._media[medium.id] = medium

    def find(self, media_id: str) -> Medium | None:
        """The medium, unless it was never there, was deleted, or has outlived its days."""
        medium = self._media.get(media_id)
        return medium if medium and medium.expires_at > self._clock() else None

    def path(self, medium: Medium) -> Path:
        return self._folder / medium.sha256

    def delete(self, media_id: str) -> None:
        self._media.pop(media_id, None)

    def clear(self) -> None:
        self._media.clear()

    def link_query(self, medium: Medium) -> str:
        """The query of a download address that works for five minutes."""
        until = int(self._clock()) + LINK_LIFE_S
        return f"mid={medium.id}&ext={until}&hash={self._sign(medium.id, until)}"

    def link_holds(self, media_id: str, until: str, mark: str) -> bool:
        if not until.isdigit() or int(until) < self._clock():
            return False
        # the time is signed too, so that nobody lengthens it
        return hmac.compare_digest(mark.encode(), self._sign(media_id, int(until)).encode())

    def _sign(self, media_id: str, until: int) -> str:
        return hmac.new(self._key, f"{media_id}:{until}".encode(), hashlib.sha256).hexdigest()[:40]
