"""PostgreSQL's binary form of arrays, packed in one go.

Adapting a list element by element costs five times as much, and appending is the busiest line of the house.
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import orjson
import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_NO_ELEMENT = struct.Struct("!iiI")  # dimensions, nulls, type of the elements
_HEAD = struct.Struct("!iiIii")  # the same, then length and lower bound
_LENGTH = struct.Struct("!i")
_BIGINT = struct.Struct("!q")
_SMALLINTS = [struct.pack("!h", number) for number in range(256)]
_POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Array:
    """Elements come in PostgreSQL's binary form; none is NULL."""

    element: ClassVar[str]
    element_oid: ClassVar[int]
    __slots__ = ("packed",)

    def __init__(self, elements: Sequence[bytes]) -> None:
        if not elements:
            self.packed = _NO_ELEMENT.pack(0, 0, self.element_oid)
            return
        parts = [_HEAD.pack(1, 0, self.element_oid, len(elements), 1)]
        for element in elements:
            parts.append(_LENGTH.pack(len(element)))
            parts.append(element)
        self.packed = b"".join(parts)

    def __init_subclass__(cls) -> None:
        info = psycopg.adapters.types[cls.element]
        cls.element_oid = info.oid
        dumper = type(f"{cls.__name__}Dumper", (_ArrayDumper,), {"oid": info.array_oid})
        psycopg.adapters.register_dumper(cls, dumper)


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        return obj.packed


class SmallIntArray(Array):
    element = "int2"


class TextArray(Array):
    element = "text"


class TimestampArray(Array):
    element = "timestamptz"


class BytesArray(Array):
    element = "bytea"


class JsonArray(Array):
    element = "jsonb"


def smallint(number: int) -> bytes:
    return _SMALLINTS[number] if 0 <= number < len(_SMALLINTS) else struct.pack("!h", number)


def timestamp(moment: datetime) -> bytes:
    return _BIGINT.pack((moment - _POSTGRES_EPOCH) // _MICROSECOND)


def jsonb(content: Mapping[str, str]) -> bytes:
    """Raises TypeError for half of a surrogate pair, which jsonb could not hold either."""
    return b"\x01" + orjson.dumps(dict(content))  # behind the version of jsonb's binary form
