"""The platform's rows of a person: all that hangs on the customer, and what stands apart from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet
from wabot_edge.journal.records import partition_of

from apps.bot.models import Dialogue, MessageHarmonizationLog, ReferenceContext
from apps.messaging.models import (
    Conversation,
    Direction,
    MediaFile,
    Message,
    OutboxMessage,
    Partition,
    RateLimit,
    StatusEvent,
)
from apps.operations.services.erasure.people import Until
from apps.tenants.models import Customer, WhatsAppNumber


@dataclass(slots=True)
class Counts:
    customers: int = 0
    conversations: int = 0
    messages: int = 0
    media_files: int = 0

    def add(self, other: "Counts") -> None:
        self.customers += other.customers
        self.conversations += other.conversations
        self.messages += other.messages
        self.media_files += other.media_files


@dataclass(frozen=True, slots=True)
class _Past:
    """What a person said and was told until then, and what of theirs is younger."""

    customer_id: UUID
    until: Until

    @property
    def messages(self) -> QuerySet[Message]:
        return self._all.filter(self._is_old)

    @property
    def kept(self) -> QuerySet[Message]:
        return self._all.exclude(self._is_old)

    @property
    def conversations(self) -> QuerySet[Conversation]:
        """Those of which nothing is kept."""
        mine = Conversation.objects.filter(customer_id=self.customer_id)
        return mine.exclude(pk__in=self.kept.values("conversation_id"))

    def counts(self) -> Counts:
        return Counts(
            customers=int(not self.kept.exists()),
            conversations=self.conversations.count(),
            messages=self.messages.count(),
            media_files=MediaFile.objects.filter(message__in=self.messages).count(),
        )

    @property
    def _all(self) -> QuerySet[Message]:
        return Message.objects.filter(conversation__customer_id=self.customer_id)

    @property
    def _is_old(self) -> Q:
        # What customers wrote may come late; what we said is in the journal as soon as it leaves.
        late = Q(direction=Direction.INBOUND, created_at__lte=self.until.at)
        return Q(journal_offset__lte=self.until.offset) | late


def count(people: Mapping[UUID, Until]) -> Counts:
    """What `erase_people` would delete."""
    total = Counts()
    for customer_id, until in people.items():
        total.add(_Past(customer_id, until).counts())
    return total


def erase_people(people: Mapping[UUID, Until]) -> Counts:
    """In one transaction for each. Who has written since keeps what came since, and the customer's row."""
    total = Counts()
    for customer_id, until in people.items():
        with transaction.atomic():
            customer = Customer.objects.filter(pk=customer_id).first()
            if customer is not None:
                _hold_back_projectors(customer.tenant_id)
                past = _Past(customer_id, until)
                total.add(past.counts())
                _erase(customer, past)
    return total


def _hold_back_projectors(tenant_id: UUID) -> None:
    """A message must not be written into a conversation that is about to go: its record would be parked."""
    numbers = WhatsAppNumber.objects.filter(tenant_id=tenant_id).values_list("phone_number_id", flat=True)
    partitions = {partition_of(number) for number in numbers}
    list(Partition.objects.select_for_update().filter(number__in=partitions).order_by("number"))


def _erase(customer: Customer, past: _Past) -> None:
    sent = past.messages.filter(direction=Direction.OUTBOUND, wa_id__isnull=False)
    for number_id, wa_id in sent.values_list("number_id", "wa_id"):
        StatusEvent.objects.filter(number_id=number_id, wa_id=wa_id).delete()
    RateLimit.objects.filter(tenant_id=customer.tenant_id, key__endswith=f":{customer.pk}").delete()
    turns = MessageHarmonizationLog.objects.filter(
        conversation__customer=customer, created_at__lte=past.until.at
    )
    _forget_in_admin(past.messages)
    _forget_in_admin(past.conversations)
    _forget_in_admin(turns)
    if not past.kept.exists():
        _forget_in_admin(Customer.objects.filter(pk=customer.pk))
        customer.delete()
        return
    past.messages.delete()
    past.conversations.delete()
    turns.delete()
    old = {"conversation__customer": customer}
    ReferenceContext.objects.filter(**old, created_at__lte=past.until.at).delete()
    Dialogue.objects.filter(**old, updated_at__lte=past.until.at).delete()
    OutboxMessage.objects.filter(**old, created_at__lte=past.until.at).delete()


def _forget_in_admin(rows: QuerySet[Any]) -> None:
    """The admin's history names what it changed: a customer by name, a message by its words."""
    model = rows.model
    ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
    LogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__in=ids,
    ).delete()
