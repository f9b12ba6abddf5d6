"""The platform's rows of a person: all that hangs on the customer, and what stands apart from it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import Conversation, Direction, MediaFile, Message, RateLimit, StatusEvent
from apps.operations.services.erasure.conversations import hold_back_projectors
from apps.operations.services.erasure.people import Person
from apps.tenants.models import Customer


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
class Past:
    """What goes of a person: whole conversations, and single messages that were delivered late into a new one."""

    person: Person
    conversation_ids: Set[UUID]

    @property
    def conversations(self) -> QuerySet[Conversation]:
        return Conversation.objects.filter(pk__in=self.conversation_ids)

    @property
    def messages(self) -> QuerySet[Message]:
        until = self.person.until
        is_late = Q(direction=Direction.INBOUND) & (
            Q(journal_offset__lte=until.offset) | Q(created_at__lte=until.at)
        )
        theirs = Message.objects.filter(conversation__customer_id=self.person.customer_id)
        return theirs.filter(Q(conversation_id__in=self.conversation_ids) | is_late)

    @property
    def turns(self) -> QuerySet[MessageHarmonizationLog]:
        ids = list(self.messages.values_list("pk", flat=True))
        theirs = MessageHarmonizationLog.objects.filter(conversation__customer_id=self.person.customer_id)
        return theirs.filter(Q(conversation_id__in=self.conversation_ids) | Q(message_ids__overlap=ids))

    @property
    def is_all(self) -> bool:
        """Whether nothing of the person stays."""
        theirs = Conversation.objects.filter(customer_id=self.person.customer_id)
        return not theirs.exclude(pk__in=self.conversation_ids).exists()

    def counts(self) -> Counts:
        return Counts(
            customers=int(self.is_all),
            conversations=self.conversations.count(),
            messages=self.messages.count(),
            media_files=MediaFile.objects.filter(message__in=self.messages).count(),
        )


def count(pasts: Sequence[Past]) -> Counts:
    """What `erase_people` would delete."""
    total = Counts()
    for past in pasts:
        total.add(past.counts())
    return total


def erase_people(pasts: Sequence[Past]) -> Counts:
    """In one transaction for each. Who has written since keeps what came since, and the customer's row."""
    total = Counts()
    for past in pasts:
        with transaction.atomic():
            hold_back_projectors(past.person.tenant_id)
            counts = past.counts()
            if counts.customers or counts.messages:
                _erase(past)
                total.add(counts)
    return total


def _erase(past: Past) -> None:
    customer_id = past.person.customer_id
    sent = past.messages.filter(direction=Direction.OUTBOUND, wa_id__isnull=False)
    for number_id, wa_id in sent.values_list("number_id", "wa_id"):
        StatusEvent.objects.filter(number_id=number_id, wa_id=wa_id).delete()
    RateLimit.objects.filter(tenant_id=past.person.tenant_id, key__endswith=f":{customer_id}").delete()
    _forget_in_admin(past.messages)
    _forget_in_admin(past.conversations)
    _forget_in_admin(past.turns)
    if past.is_all:
        customer = Customer.objects.filter(pk=customer_id)
        _forget_in_admin(customer)
        customer.delete()
        return
    past.turns.delete()
    past.messages.delete()
    past.conversations.delete()


def _forget_in_admin(rows: QuerySet[Any]) -> None:
    """The admin's history names what it changed: a customer by name, a message by its words."""
    model = rows.model
    ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
    LogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id__in=ids,
    ).delete()
