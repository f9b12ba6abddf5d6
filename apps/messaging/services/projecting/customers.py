"""Who wrote: by user id first, by phone where there is none."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.messaging.whatsapp.webhook import Sender
from apps.tenants.models import Customer

Key = tuple[UUID, str]


@dataclass(slots=True)
class _Known:
    """Customers of a batch by each of their names, changed and new ones apart. `ids` are those given away,
    `passed_on` those whose phone another has now."""

    ids: set[UUID] = field(default_factory=set)
    by_user_id: dict[Key, Customer] = field(default_factory=dict)
    by_phone: dict[Key, Customer] = field(default_factory=dict)
    new: list[Customer] = field(default_factory=list)
    changed: dict[UUID, Customer] = field(default_factory=dict)
    passed_on: set[UUID] = field(default_factory=set)

    def add(self, customer: Customer) -> None:
        self.ids.add(customer.pk)
        if customer.user_id:
            self.by_user_id[customer.tenant_id, customer.user_id] = customer
        if customer.phone:
            self.by_phone[customer.tenant_id, customer.phone] = customer

    def note(self, customer: Customer) -> None:
        self.add(customer)
        if customer not in self.new:
            self.changed[customer.pk] = customer


def customers_of(
    first_said: Mapping[tuple[UUID, Sender], UUID], *, now: datetime
) -> dict[tuple[UUID, Sender], Customer]:
    """(tenant, sender) → customer, made where unknown; given is the first message that each wrote here.

    A phone that comes with another user id changed hands: its new holder is somebody else, and nothing said before
    is theirs.
    """
    if not first_said:
        return {}
    known = _known(first_said)
    found = {key: _customer(*key, known, message_id, now) for key, message_id in first_said.items()}
    _save(known)
    Customer.objects.bulk_create(known.new)
    return found


def _save(known: _Known) -> None:
    changed = list(known.changed.values())
    if known.passed_on:
        # Rows are held to their names one by one, and two people cannot have one phone meanwhile.
        left = [customer for customer in changed if customer.phone is None]
        Customer.objects.bulk_update(left, ["user_id", "phone", "name"])
        Customer.objects.filter(pk__in=known.passed_on, user_id__isnull=False).update(phone=None)
    Customer.objects.bulk_update(changed, ["user_id", "phone", "name"])


def _known(wanted: Iterable[tuple[UUID, Sender]]) -> _Known:
    known = _Known()
    user_ids = {sender.user_id for _, sender in wanted if sender.user_id}
    phones = {sender.phone for _, sender in wanted if sender.phone}
    ids = {_usual_id(*each) for each in wanted}
    for customer in Customer.objects.filter(
        Q(user_id__in=user_ids) | Q(phone__in=phones) | Q(pk__in=ids),
        tenant_id__in={tenant_id for tenant_id, _ in wanted},
    ):
        known.add(customer)
    return known


def _usual_id(tenant_id: UUID, sender: Sender) -> UUID:
    return uuid.uuid5(tenant_id, f"customer:{sender.user_id or sender.phone}")


def _customer(tenant_id: UUID, sender: Sender, known: _Known, message_id: UUID, now: datetime) -> Customer:
    holder = known.by_phone.get((tenant_id, sender.phone)) if sender.phone else None
    customer = known.by_user_id.get((tenant_id, sender.user_id)) if sender.user_id else holder
    if customer is None and holder is not None and not holder.user_id:
        customer = holder
    if customer is None:
        usual = _usual_id(tenant_id, sender)
        customer = Customer(
            # Whoever had this phone before and took another keeps the id that follows from it.
            id=uuid.uuid5(usual, str(message_id)) if usual in known.ids else usual,
            tenant_id=tenant_id,
            created_at=now,
            is_synthetic=sender.is_synthetic,
        )
        known.new.append(customer)
    if holder is not None and holder is not customer:
        _let_go_of_phone(holder, known)
    _learn(customer, sender, known)
    return customer


def _let_go_of_phone(holder: Customer, known: _Known) -> None:
    known.by_phone.pop((holder.tenant_id, holder.phone or ""), None)
    holder.phone = None
    known.passed_on.add(holder.pk)
    # one who is known by a phone alone stays reachable under what was their name here
    holder.user_id = holder.user_id or f"left:{holder.pk}"
    known.note(holder)


def _learn(customer: Customer, sender: Sender, known: _Known) -> None:
    before = (customer.user_id, customer.phone, customer.name)
    if sender.phone and customer.phone and sender.phone != customer.phone:
        known.by_phone.pop((customer.tenant_id, customer.phone), None)
    customer.user_id = sender.user_id or customer.user_id or None
    customer.phone = sender.phone or customer.phone or None
    customer.name = sender.name or customer.name
    if (customer.user_id, customer.phone, customer.name) != before:
        known.note(customer)


def rename(*, customer: Customer, user_id: str = "", phone: str = "") -> None:
    """The person got another phone or user id, and WhatsApp said so. Whoever held it here lets go of it."""
    others = Customer.objects.filter(tenant_id=customer.tenant_id).exclude(pk=customer.pk)
    for holder in others.filter(Q(phone=phone or None) | Q(user_id=user_id or None)):
        holder.phone = None if holder.phone == phone else holder.phone
        holder.user_id = f"left:{holder.pk}" if holder.user_id in (user_id, None) else holder.user_id
        holder.save(update_fields=["phone", "user_id"])
    customer.phone = phone[:32] or customer.phone
    customer.user_id = user_id[:140] or customer.user_id
    customer.save(update_fields=["phone", "user_id"])
