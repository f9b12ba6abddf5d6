"""Who wrote: by user id first, by phone where there is none."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from apps.messaging.whatsapp.webhook import Sender
from apps.tenants.models import Customer

Key = tuple[UUID, str]


@dataclass(slots=True)
class _Known:
    """Customers of a batch by each of their names, changed and new ones apart."""

    by_user_id: dict[Key, Customer] = field(default_factory=dict)
    by_phone: dict[Key, Customer] = field(default_factory=dict)
    new: list[Customer] = field(default_factory=list)
    changed: dict[UUID, Customer] = field(default_factory=dict)

    def add(self, customer: Customer) -> None:
        if customer.user_id:
            self.by_user_id[customer.tenant_id, customer.user_id] = customer
        if customer.phone:
            self.by_phone[customer.tenant_id, customer.phone] = customer

    def note(self, customer: Customer) -> None:
        self.add(customer)
        if customer not in self.new:
            self.changed[customer.pk] = customer


def customers_of(
    senders: Iterable[tuple[UUID, Sender]], *, now: datetime
) -> dict[tuple[UUID, Sender], Customer]:
    """(tenant, sender) → customer, made where unknown. A phone that comes with another user id changed hands:
    its new holder is somebody else, and nothing said before is theirs."""
    wanted = list(dict.fromkeys(senders))
    if not wanted:
        return {}
    known = _known(wanted)
    found = {(tenant_id, sender): _customer(tenant_id, sender, known, now) for tenant_id, sender in wanted}
    Customer.objects.bulk_update(known.changed.values(), ["user_id", "phone", "name"])
    Customer.objects.bulk_create(known.new)
    return found


def _known(wanted: list[tuple[UUID, Sender]]) -> _Known:
    known = _Known()
    user_ids = {sender.user_id for _, sender in wanted if sender.user_id}
    phones = {sender.phone for _, sender in wanted if sender.phone}
    for customer in Customer.objects.filter(
        Q(user_id__in=user_ids) | Q(phone__in=phones), tenant_id__in={tenant_id for tenant_id, _ in wanted}
    ):
        known.add(customer)
    return known


def _customer(tenant_id: UUID, sender: Sender, known: _Known, now: datetime) -> Customer:
    holder = known.by_phone.get((tenant_id, sender.phone)) if sender.phone else None
    customer = known.by_user_id.get((tenant_id, sender.user_id)) if sender.user_id else holder
    if customer is None and holder is not None and not holder.user_id:
        customer = holder
    if customer is None:
        customer = Customer(
            id=uuid.uuid5(tenant_id, f"customer:{sender.user_id or sender.phone}"),
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
    # one who is known by a phone alone stays reachable under what was their name here
    holder.user_id = holder.user_id or f"left:{holder.pk}"
    known.note(holder)


def _learn(customer: Customer, sender: Sender, known: _Known) -> None:
    before = (customer.user_id, customer.phone, customer.name)
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
