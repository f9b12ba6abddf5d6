"""Which conversations go whole. One that is erased never goes on: who writes again begins another.

So its id, which follows from its first message, is never needed again, and a replay of the journal begins the
next one with the same id as before.
"""

from collections.abc import Sequence, Set
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from wabot_edge.journal.records import partition_of

from apps.messaging.models import LIVE, Conversation, ConversationStatus, Direction, Message, Partition
from apps.operations.services.erasure.people import Person
from apps.tenants.models import Customer, WhatsAppNumber


def conversations_of(customers: Sequence[Customer]) -> list[UUID]:
    return list(Conversation.objects.filter(customer__in=customers).values_list("pk", flat=True))


def close_conversations(tenant_id: UUID, customers: Sequence[Customer]) -> list[UUID]:
    """All that these customers had until now, the live ones ended: what is projected from here on is not in them."""
    with transaction.atomic():
        hold_back_projectors(tenant_id)
        live = Conversation.objects.filter(LIVE, customer__in=customers)
        live.update(status=ConversationStatus.ABANDONED, ended_at=F("last_inbound_at"))
        return conversations_of(customers)


def doomed_conversations(person: Person, listed: Set[UUID]) -> set[UUID]:
    """Those on the list, and those in which the person said nothing that is younger (delivered late, say)."""
    theirs = Conversation.objects.filter(customer_id=person.customer_id)
    said = Message.objects.filter(conversation=OuterRef("pk"), direction=Direction.INBOUND)
    young = said.filter(journal_offset__gt=person.until.offset, created_at__gt=person.until.at)
    old = theirs.filter(Q(pk__in=listed) | (Exists(said) & ~Exists(young)))
    return set(old.values_list("pk", flat=True))


def hold_back_projectors(tenant_id: UUID) -> None:
    """Until the end of the transaction. A message written into a conversation that is going would be parked."""
    numbers = WhatsAppNumber.objects.filter(tenant_id=tenant_id).values_list("phone_number_id", flat=True)
    partitions = {partition_of(number) for number in numbers}
    list(Partition.objects.select_for_update().filter(number__in=partitions).order_by("number"))
