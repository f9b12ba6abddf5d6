"""Whether a name, an item or a text is of somebody who was erased."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from wabot_edge.journal.erasing import Entry

from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureKeyMissing
from apps.operations.services.erasure.digests import NameKeys

# What can be a phone number or a user id in a text of any shape.
_PHONE = re.compile(rb"(?<![0-9])[0-9]{7,15}(?![0-9])")
_USER_ID = re.compile(rb"(?<![A-Za-z0-9.])[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]{1,128}")


class Matcher:
    """`conversation_ids` are those that go, or went, whole. `returned` are the digests of people who wrote again since: what is told of them may be about the new."""

    def __init__(self, entries: Sequence[Entry], keys: NameKeys) -> None:
        """Raises ErasureKeyMissing: names whose key is not given would be passed over in silence."""
        if unknown := {entry.key_id for entry in entries} - set(keys.ids):
            raise ErasureKeyMissing(sum(entry.key_id in unknown for entry in entries))
        self._entries = {entry.digest: entry for entry in entries}
        self.conversation_ids = {pk for entry in entries for pk in entry.conversation_ids}
        self._keys = keys
        self._found: dict[tuple[UUID, Name], Entry | None] = {}
        self.returned: set[str] = set()

    @property
    def tenant_ids(self) -> set[UUID]:
        return {entry.tenant_id for entry in self._entries.values()}

    @property
    def digests(self) -> list[str]:
        return list(self._entries)

    @property
    def scanned_to(self) -> int:
        return min((entry.scanned_to for entry in self._entries.values()), default=0)

    def entry_of(self, tenant_id: UUID, name: Name) -> Entry | None:
        key = (tenant_id, name)
        if key not in self._found:
            digests = self._keys.digests(tenant_id, name)
            self._found[key] = next(
                (self._entries[one.value] for one in digests if one.value in self._entries), None
            )
        return self._found[key]

    def is_erased(self, tenant_id: UUID, name: Name, *, offset: int, at: datetime) -> bool:
        entry = self.entry_of(tenant_id, name)
        return entry is not None and entry.covers(offset=offset, at=at)

    def has_left(self, tenant_id: UUID, name: Name) -> bool:
        """Erased, and not heard of since."""
        entry = self.entry_of(tenant_id, name)
        return entry is not None and entry.digest not in self.returned

    def mentions(self, text: bytes, tenant_ids: set[UUID], *, offset: int, at: datetime) -> bool:
        names = list(names_in(text))
        return any(
            self.is_erased(tenant_id, name, offset=offset, at=at)
            for tenant_id in tenant_ids
            for name in names
        )


def names_in(text: bytes) -> Iterator[Name]:
    """Whatever in it might be one."""
    for found in set(_PHONE.findall(text)):
        yield Name("phone", found.decode())
    for found in set(_USER_ID.findall(text)):
        yield Name("user_id", found.decode())
