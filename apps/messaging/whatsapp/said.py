"""The words of a message of ours, out of its Graph payload."""

from collections.abc import Mapping
from typing import Any

from apps.messaging.whatsapp.tolerant import as_map, as_text


def words_of(payload: Mapping[str, Any]) -> str:
    """What a reader of the conversation sees of it: the body, or a caption."""
    kind = as_text(payload.get("type"))
    content = as_map(payload.get(kind))
    if kind == "interactive":
        return as_text(as_map(content.get("body")).get("text"))
    return as_text(content.get("body")) or as_text(content.get("caption"))
