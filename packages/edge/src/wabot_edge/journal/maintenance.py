"""Whether the house is being worked on: a record of the journal, which no restore of the platform's database touches.

The newest word holds, by the clock of who said it. `Watch` keeps a copy in a file of every host.
"""

import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import psycopg

from wabot_edge.journal.erasing import TOMBSTONE
from wabot_edge.journal.errors import UnreadableMaintenance
from wabot_edge.journal.records import Kind, NewRecord
from wabot_edge.journal.writing import append

FORMAT = 1
NEWEST = 'SELECT "offset", body FROM journal_record WHERE kind = %s AND kind LIKE %s ORDER BY "offset" DESC LIMIT 1'
# Of no number: such records have a partition of their own choosing.
PARTITION = 0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What was said last. `at` is when, `began_at` when maintenance was first turned on, `until` a promise.

    `id` stays the same from `on` to `off`. `offset` is where it stands in the journal; None = only on this host.
    """

    id: UUID
    is_on: bool
    at: datetime
    began_at: datetime
    until: datetime | None = None
    message: str = ""
    notify_customers: bool = False
    by: str = ""
    offset: int | None = None

    def held_back(self, due_at: datetime) -> bool:
        """What was due then had to wait for the end of it, which has come."""
        return not self.is_on and self.began_at <= due_at < self.at

    def as_json(self) -> dict[str, Any]:
        return {
            "maintenance": FORMAT,
            "id": str(self.id),
            "on": self.is_on,
            "at": self.at.isoformat(),
            "began_at": self.began_at.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "message": self.message,
            "notify_customers": self.notify_customers,
            "by": self.by,
            "offset": self.offset,
        }

    @classmethod
    def from_json(cls, text: str | bytes, *, where: str) -> Self:
        """Only `on` and `at` must be there: another tool may write as little. Raises UnreadableMaintenance."""
        try:
            said = json.loads(text)
            at = _aware(said["at"])
            began_at = _aware(said["began_at"]) if said.get("began_at") else at
            return cls(
                id=UUID(said["id"])
                if said.get("id")
                else uuid.uuid5(uuid.NAMESPACE_OID, began_at.isoformat()),
                is_on=_boolean(said["on"]),
                at=at,
                began_at=began_at,
                until=_aware(said["until"]) if said.get("until") else None,
                message=str(said.get("message", "")),
                notify_customers=_boolean(said.get("notify_customers", False)),
                by=str(said.get("by", "")),
                offset=said.get("offset"),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableMaintenance(where=where, why=f"{type(error).__name__}: {error}") from error


def newest(connection: psycopg.Connection) -> Maintenance | None:
    """Raises UnreadableMaintenance."""
    row = connection.execute(NEWEST, [Kind.MAINTENANCE.value, "operations.%"]).fetchone()
    if row is None or row[1] == TOMBSTONE:
        return None
    return replace(Maintenance.from_json(row[1], where=f"record {row[0]} of the journal"), offset=row[0])


def record(connection: psycopg.Connection, said: Maintenance) -> Maintenance:
    """Durable on return, where the connection commits by itself. It is later than what stood there, whatever the clock."""
    before = newest(connection)
    if before is not None and said.at <= before.at:
        said = replace(said, at=before.at + timedelta(milliseconds=1))
    body = json.dumps(said.as_json()).encode()
    [offset] = append(connection, [NewRecord(Kind.MAINTENANCE, PARTITION, said.at, body)])
    return replace(said, offset=offset)


def _aware(said: str) -> datetime:
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError(f"{said} has no time zone")
    return at


def _boolean(said: object) -> bool:
    if not isinstance(said, bool):
        raise TypeError(f"{said!r} is neither true nor false")
    return said
