"""The file that a message brings, as its webhook names it.

Source: Meta, "Messages webhook reference" (June 2026): `sha256` there is base64, in the media endpoint's answer hex.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.messaging.whatsapp.tolerant import as_map, as_text

MEDIA_KINDS = frozenset({"image", "video", "audio", "voice", "document", "sticker"})
_HEX = re.compile(r"[0-9a-f]{64}")
# It becomes part of an address that our token is sent to.
_MEDIA_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")


@dataclass(frozen=True, slots=True)
class Medium:
    """`sha256` in hex, empty where WhatsApp said none that can be one."""

    media_id: str
    mime_type: str
    filename: str
    sha256: str

    @property
    def can_be_asked_for(self) -> bool:
        return is_media_id(self.media_id)


def medium_of(item: Mapping[str, Any]) -> Medium | None:
    """Of a webhook's message; None where it brings no file."""
    kind = as_text(item.get("type"))
    body = as_map(item.get(kind)) if kind in MEDIA_KINDS else {}
    media_id = as_text(body.get("id"))
    if not media_id:
        return None
    return Medium(
        media_id=media_id[:200],
        mime_type=as_text(body.get("mime_type"))[:127],
        filename=as_text(body.get("filename"))[:240],
        sha256=digest_said(as_text(body.get("sha256"))),
    )


def digest_said(said: str) -> str:
    """A SHA-256 in hex out of hex or base64; empty for anything else."""
    if _HEX.fullmatch(said.lower()):
        return said.lower()
    try:
        raw = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""


def is_media_id(said: str) -> bool:
    return _MEDIA_ID.fullmatch(said) is not None
