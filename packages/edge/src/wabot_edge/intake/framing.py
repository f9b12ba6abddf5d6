"""How records lie in a file: key, length, checksum, then the record. Whatever is cut or changed is noticed.

The key is the file's own, random and never told: a body that looks like a frame, sent by somebody who knows
this format, is not taken for one when the frame around it is damaged.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wabot_edge.journal.records import NewRecord

KEY_BYTES = 8
_HEAD = struct.Struct(f"!{KEY_BYTES}sII")  # key, length and CRC-32 of what follows
_META_LENGTH = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Frame:
    record: NewRecord
    end: int


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that are no frame. Up to the end of the file: a write that was cut short; else a fault of the disk."""

    start: int
    end: int


def frame(record: NewRecord, key: bytes) -> bytes:
    meta = json.dumps(
        {
            "kind": record.kind,
            "partition": record.partition,
            "received_at": record.received_at.isoformat(),
            "headers": dict(record.headers),
            "phone_number_id": record.phone_number_id,
            "schema_version": record.schema_version,
        }
    ).encode()
    payload = b"".join((_META_LENGTH.pack(len(meta)), meta, record.body))
    return _HEAD.pack(key, len(payload), zlib.crc32(payload)) + payload


def frames(data: bytes, key: bytes) -> Iterator[Frame | Damage]:
    """All of `data`, in order; behind damage it goes on at the next frame that is whole."""
    at = bad_since = 0
    while at < len(data):
        found = _frame_at(data, at, key)
        if found is None:
            following = data.find(key, at + 1)
            at = len(data) if following < 0 else following
            continue
        if bad_since < at:
            yield Damage(bad_since, at)
        yield found
        at = bad_since = found.end
    if bad_since < at:
        yield Damage(bad_since, at)


def _frame_at(data: bytes, at: int, key: bytes) -> Frame | None:
    if len(data) - at < _HEAD.size:
        return None
    found, length, checksum = _HEAD.unpack_from(data, at)
    start = at + _HEAD.size
    payload = data[start : start + length]
    if found != key or not _META_LENGTH.size < length == len(payload) or zlib.crc32(payload) != checksum:
        return None
    return Frame(_record(payload), start + length)


def _record(payload: bytes) -> NewRecord:
    """Raises ValueError for what another release wrote otherwise; what it added is passed over."""
    (length,) = _META_LENGTH.unpack_from(payload)
    body_at = _META_LENGTH.size + length
    try:
        meta = json.loads(payload[_META_LENGTH.size : body_at])
        return NewRecord(
            kind=meta["kind"],
            partition=meta["partition"],
            received_at=datetime.fromisoformat(meta["received_at"]),
            body=payload[body_at:],
            headers=meta["headers"],
            phone_number_id=meta["phone_number_id"],
            schema_version=meta["schema_version"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"a record of another release: {error!r} is not as it is here") from error
