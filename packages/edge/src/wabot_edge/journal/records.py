"""What stands in the journal."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PARTITIONS = 64
SCHEMA_VERSION = 1


class Kind(StrEnum):
    """Readers park a kind they do not know; they never step over it in silence."""

    WHATSAPP_CHANGE = "whatsapp.change"  # body: a webhook's envelope with one entry and one change
    UNROUTED = "unrouted"  # body: as received, could not be split
    PAYMENT_CALLBACK = "payment.callback"  # body: as received
    EFFECT_INTENT = "effect.intent"
    EFFECT_RETRY = "effect.retry"
    EFFECT_RESULT = "effect.result"
    CANARY = "canary.change"  # as whatsapp.change, of a customer that does not exist; intake writes none
    MAINTENANCE = "operations.maintenance"  # see journal.maintenance


@dataclass(frozen=True, slots=True)
class NewRecord:
    """`received_at` is aware; `body` is kept byte for byte."""

    kind: str
    partition: int
    received_at: datetime
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    phone_number_id: str = ""
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Record:
    offset: int
    partition: int
    kind: str
    schema_version: int
    received_at: datetime
    phone_number_id: str
    body: bytes
    headers: Mapping[str, str]


def partition_of(phone_number_id: str) -> int:
    """0 to 63, the same for ever: a record's partition is fixed when it is appended."""
    return zlib.crc32(phone_number_id.encode("utf-8", "surrogatepass")) % PARTITIONS
