"""Ids that follow from what happened; see apps.messaging.ids."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from apps.messaging.ids import time_ordered_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cart_key(*, message_ids: Iterable[UUID], at: datetime) -> UUID:
    """Of the cart that these messages of a customer began."""
    return time_ordered_id(at, "cart", *sorted(map(str, message_ids)))


def order_id(key: UUID) -> UUID:
    """One for each cart, with the time at which that was begun in front."""
    begun = EPOCH + timedelta(milliseconds=key.int >> 80)
    return time_ordered_id(begun, "order", str(key))


def order_number(key: UUID) -> str:
    """Ten digits, as "4821-903-557", to be read out over a telephone."""
    drawn = int.from_bytes(hashlib.blake2b(key.bytes, digest_size=8, person=b"order").digest(), "big")
    digits = str(1_000_000_000 + drawn % 9_000_000_000)
    return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
