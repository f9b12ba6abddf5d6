"""Payment callbacks: the person goes, the money's trail stays."""

import json
import re
from collections.abc import Callable
from typing import Any

from wabot_edge.journal.erasing import TOMBSTONE

ERASED = "erased"
_NAME_KEY = re.compile(
    r"(?:first|middle|last|full|customer|payer|sender|account_?holder)_?name", re.IGNORECASE
)


def without_person(body: bytes, mentions: Callable[[bytes], bool]) -> bytes:
    """Values that name them, and people's names, are blanked; amounts and ids stay."""
    if not mentions(body):
        return body
    try:
        callback = json.loads(body)
    except (ValueError, RecursionError):
        return TOMBSTONE
    return json.dumps(_blanked(callback, mentions), separators=(",", ":")).encode()


def _blanked(value: Any, mentions: Callable[[bytes], bool]) -> Any:
    if isinstance(value, dict):
        return {
            key: ERASED if _NAME_KEY.fullmatch(key) else _blanked(inner, mentions)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_blanked(inner, mentions) for inner in value]
    return ERASED if mentions(str(value).encode("utf-8", "replace")) else value
