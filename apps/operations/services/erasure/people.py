"""Who is to be erased: the rows that a name leads to, and every name that the person was ever known by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from wabot_edge.journal.erasing import Entry

from apps.messaging.models import Direction, Message
from apps.messaging.whatsapp.stripping import Name
from apps.operations.services.erasure.digests import NameKeys, plain
from apps.operations.services.erasure.matching import Matcher
from apps.tenants.models import Customer

# Given by us to somebody whose phone went to another; not WhatsApp's.
OURS = "left:"


@dataclass(frozen=True, slots=True)
class Until:
    """Records up to an offset, and whatever was said up to a time."""

    offset: int
    at: datetime

    def covers(self, *, offset: int, at: datetime) -> bool:
        return offset <= self.offset or at <= self.at


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's row, how far it is erased, and the digests of its names on the list."""

    customer_id: UUID
    tenant_id: UUID
    until: Until
    digests: frozenset[str]


def customers_named(tenant_id: UUID, names: Iterable[Name]) -> list[Customer]:
    wanted = Q()
    for name in names:
        wanted |= Q(**{name.kind: plain(name)})
    return list(Customer.objects.filter(wanted, tenant_id=tenant_id)) if wanted else []


def people_on(matcher: Matcher) -> list[Person]:
    """Customers whose names stand on the list, as after a restore, or when they wrote again since."""
    found = []
    for customer in Customer.objects.filter(tenant_id__in=matcher.tenant_ids).iterator():
        entries = [
            entry
            for name in names_of(customer)
            if (entry := matcher.entry_of(customer.tenant_id, name)) is not None
        ]
        if entries:
            until = Until(max(e.up_to_offset for e in entries), max(e.until for e in entries))
            digests = frozenset(entry.digest for entry in entries)
            found.append(Person(customer.pk, customer.tenant_id, until, digests))
    return found


def names_of(customer: Customer) -> list[Name]:
    """Those that the row has now."""
    names = []
    if customer.phone:
        names.append(Name("phone", customer.phone))
    if customer.user_id and not customer.user_id.startswith(OURS):
        names.append(Name("user_id", customer.user_id))
    return names


def entries_for(
    customers: Sequence[Customer],
    given: Sequence[Name],
    *,
    tenant_id: UUID,
    conversation_ids: Iterable[UUID],
    until: Until,
    reason: str,
    now: datetime,
    keys: NameKeys,
) -> list[Entry]:
    """The names given and those of the rows, up to now; names that they had before, as far as they had them.

    A phone changes hands: what its next holder said is not erased.
    """
    bounds: dict[Name, Until] = {}
    for customer in customers:
        bounds |= _former_names(customer)
    bounds |= dict.fromkeys([*given, *(name for one in customers for name in names_of(one))], until)
    theirs, found = tuple(conversation_ids), []
    for name, bound in bounds.items():
        digest = keys.digest(tenant_id, name)
        found.append(
            Entry(
                digest=digest.value,
                key_id=digest.key_id,
                tenant_id=tenant_id,
                kind=name.kind,
                up_to_offset=bound.offset,
                until=bound.at,
                erased_at=now,
                reason=reason,
                conversation_ids=theirs,
            )
        )
    return found


def _former_names(customer: Customer) -> dict[Name, Until]:
    rows = Message.objects.filter(conversation__customer=customer, direction=Direction.INBOUND).values_list(
        "payload__from", "payload__from_user_id", "journal_offset", "created_at"
    )
    bounds: dict[Name, Until] = {}
    for phone, user_id, offset, at in rows.iterator():
        for name in (Name("phone", phone or ""), Name("user_id", user_id or "")):
            if name.value:
                before = bounds.get(name, Until(0, at))
                bounds[name] = Until(max(before.offset, offset), max(before.at, at))
    return bounds
