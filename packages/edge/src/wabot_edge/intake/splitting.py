"""One record for each change of a webhook's body, so that one odd change never holds up another's customer."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Never

import orjson

from wabot_edge.journal.records import Kind, NewRecord, partition_of

# One body may become this much in all: each record repeats the envelope around its change.
MAX_SPLIT_BYTES = 16 * 1024 * 1024
MAX_SPLIT_RECORDS = 5_000
PLAUSIBLE_ID = re.compile(r"[\x21-\x7e]{1,64}")


class _Part(NamedTuple):
    kind: Kind
    entry: Any
    change: Any = None
    phone_number_id: str = ""
    entry_id: str = ""


def records_of(body: bytes, *, headers: Mapping[str, str], received_at: datetime) -> list[NewRecord]:
    """Never raises: what cannot be told apart is kept whole, as received, of kind `unrouted`.

    A body with one entry and one change is kept byte for byte. Of others each record holds the envelope with
    one change in it. The partition follows the phone number, or the entry's id where the change names none.
    Characters that PostgreSQL's text cannot hold (NUL, half of a surrogate pair) are the reader's to replace.
    """
    try:
        envelope = parse(body)
        parts = _parts(envelope)
        bodies = [body] if len(parts) == 1 else _bodies(envelope, parts)
    except (ValueError, RecursionError):
        parts, bodies = [_Part(Kind.UNROUTED, None)], [body]
    return [
        NewRecord(
            part.kind,
            partition_of(part.phone_number_id or part.entry_id),
            received_at,
            each,
            headers,
            part.phone_number_id,
        )
        for part, each in zip(parts, bodies, strict=True)
    ]


def parse(body: bytes) -> Any:
    """JSON that every parser reads alike: raises ValueError for NaN, doubled keys, anything but UTF-8."""
    try:
        quickly = orjson.loads(body)
    except ValueError:
        quickly = None
    # What is written again as it was read has lost nothing, so it held no doubled key and no odd number.
    if quickly is not None and orjson.dumps(quickly) == body:
        return quickly
    return _DECODER.decode(body.decode())


def _parts(envelope: Any) -> list[_Part]:
    entries = envelope.get("entry") if isinstance(envelope, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ValueError("no list of entries")
    parts = []
    for entry in entries:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if not isinstance(changes, list) or not changes:
            parts.append(_Part(Kind.UNROUTED, entry))
            continue
        entry_id = _plausible(entry.get("id"))
        for change in changes:
            if isinstance(change, dict):
                part = _Part(Kind.WHATSAPP_CHANGE, entry, change, _phone_number_id(change), entry_id)
            else:
                part = _Part(Kind.UNROUTED, entry, change)
            parts.append(part)
    return parts


def _phone_number_id(change: dict[str, Any]) -> str:
    value = change.get("value")
    metadata = value.get("metadata") if isinstance(value, dict) else None
    return _plausible(metadata.get("phone_number_id")) if isinstance(metadata, dict) else ""


def _plausible(found: Any) -> str:
    if type(found) is int:
        found = str(found)
    return found if isinstance(found, str) and PLAUSIBLE_ID.fullmatch(found) else ""


def _bodies(envelope: dict[str, Any], parts: list[_Part]) -> list[bytes]:
    bodies, free_bytes = [], MAX_SPLIT_BYTES
    if len(parts) > MAX_SPLIT_RECORDS:
        raise ValueError("too many changes for one body")
    for part in parts:
        # An odd entry without changes stays as it is.
        has_changes = isinstance(part.entry, dict) and bool(part.entry.get("changes"))
        entry = {**part.entry, "changes": [part.change]} if has_changes else part.entry
        body = json.dumps({**envelope, "entry": [entry]}, separators=(",", ":"), allow_nan=False).encode()
        bodies.append(body)
        free_bytes -= len(body)
        if free_bytes < 0:
            raise ValueError("too much envelope for its changes")
    return bodies


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_without_doubles, parse_constant=_refuse)
