"""Ids that follow from what happened, so that a replay of the journal gives the same ones.

A UUID of version 8: 48 bits of Unix milliseconds in front, so that rows of one time lie together and sort by
it; the rest is a hash of what makes the thing itself.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

_LOW_64 = (1 << 64) - 1


def time_ordered_id(at: datetime, *parts: str) -> UUID:
    """The same for the same time and parts, for ever."""
    said = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    rest = int.from_bytes(hashlib.blake2b(said, digest_size=10).digest(), "big")
    milliseconds = max(0, int(at.timestamp() * 1000)) & ((1 << 48) - 1)
    high = (milliseconds << 16) | 0x8000 | (rest >> 68)
    low = (0b10 << 62) | ((rest & _LOW_64) >> 2)
    return UUID(int=(high << 64) | low)


def message_id(*, phone_number_id: str, wa_id: str, at: datetime) -> UUID:
    return time_ordered_id(at, "message", phone_number_id, wa_id)


def conversation_id(*, customer_id: UUID, first_message_id: UUID, at: datetime) -> UUID:
    return time_ordered_id(at, "conversation", str(customer_id), str(first_message_id))


def turn_id(*, conversation_id: UUID, message_ids: Iterable[UUID], at: datetime) -> UUID:
    """`message_ids` are the inbound messages that the turn answers: other messages make another turn."""
    return time_ordered_id(at, "turn", str(conversation_id), *sorted(map(str, message_ids)))


def outbound_id(*, effect_id: UUID, part: int, at: datetime) -> UUID:
    """`at` is the time of the claim, which the journal keeps."""
    return time_ordered_id(at, "outbound", str(effect_id), str(part))
