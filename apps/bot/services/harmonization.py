"""MessageHarmonizationService: a burst of messages becomes one turn, and one worker takes it."""

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from apps.bot.models import MessageHarmonizationLog, TurnDue, TurnStatus
from apps.bot.services.configuration import configurations_of
from apps.bot.turn.wait import AT_ONCE_KINDS, Burst, WaitReason, quiet_window
from apps.messaging.models import Conversation, ConversationStatus, Direction, Message
from apps.messaging.services.outbox import Withdrawn, withdraw_unsent

log = logging.getLogger("wabot.MessageHarmonizationService")

LEASE = timedelta(seconds=12)
MOST_TURNS_OF_ONE_TENANT = 8
FORGOTTEN_AFTER = timedelta(seconds=60)
# The bot is silent while a person of the shop has the conversation. What was asked in one that has fallen silent
# meanwhile is answered all the same: it was we who were away.
ANSWERED_BY_BOT = (
    ConversationStatus.OPEN,
    ConversationStatus.WAITING,
    ConversationStatus.COMPLETED,
    ConversationStatus.ABANDONED,
)
MOST_COUNTED = 1_000

# A lease that a crash of the machine forgets is no loss, so it does not wait for the disk.
# Nothing is taken in a restored database that has not yet read what the journal knew when it was put in place.
# The next tenant in turn, then its oldest due conversation; a tenant with much to do waits for the others.
NEXT_WHERE = """SELECT d.conversation_id FROM bot_turndue d
    WHERE (SELECT NOT wabot_barred()) AND d.due_at <= %(now)s AND (d.lease_until IS NULL OR d.lease_until < %(now)s)
      AND (SELECT count(*) FROM bot_turndue b
           WHERE b.tenant_id = d.tenant_id AND b.lease_until > %(now)s) < %(cap)s AND"""
NEXT_ONE = "ORDER BY d.tenant_id, d.due_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED"
LEASE_NEXT = f"""
WITH no_wait AS (SELECT set_config('synchronous_commit', 'off', true)),
after AS ({NEXT_WHERE} d.tenant_id > %(served)s {NEXT_ONE}),
before AS ({NEXT_WHERE} d.tenant_id <= %(served)s AND NOT EXISTS (SELECT 1 FROM after) {NEXT_ONE}),
next AS (SELECT * FROM after UNION ALL SELECT * FROM before)
UPDATE bot_turndue t SET lease_id = %(lease_id)s, lease_until = %(until)s,
    attempts = least(attempts + 1, %(most)s)
FROM no_wait, next JOIN messaging_conversation c ON c.id = next.conversation_id
JOIN tenants_whatsappnumber n ON n.id = c.number_id
WHERE t.conversation_id = next.conversation_id
RETURNING t.conversation_id, t.tenant_id, t.lease_id, t.attempts, t.reason, coalesce(t.held_from, t.due_at),
    n.phone_number_id
"""


@dataclass(frozen=True, slots=True)
class Leased:
    """One conversation's turn, this worker's alone until the lease ends.

    `first_due_at` is when it was due before it was held, because nobody was listening.
    """

    conversation_id: UUID
    tenant_id: UUID
    lease_id: UUID
    attempts: int
    reason: str
    first_due_at: datetime
    phone_number_id: str

    @property
    def waits_for_silence(self) -> bool:
        return self.reason in (WaitReason.QUIET, WaitReason.LONGEST)


@dataclass(frozen=True, slots=True)
class Scheduled:
    conversation_id: UUID
    due_at: datetime
    is_new: bool


class MessageHarmonizationService:
    """`lease` must be longer than a turn may take, or a slow worker is taken for dead."""

    def __init__(self, *, lease: timedelta = LEASE) -> None:
        self._served = uuid.uuid4()
        self._lease = lease

    def schedule(self, conversation_ids: Iterable[UUID], *, now: datetime) -> list[Scheduled]:
        """Set when the open messages of these conversations become turns. Call within the transaction that
        opened them, with the conversations' rows locked or about to be: a worker that commits a turn locks them.
        """
        wanted = set(conversation_ids)
        conversations = {
            one.pk: one
            for one in Conversation.objects.filter(pk__in=wanted)
            .order_by("pk")
            .select_for_update(no_key=True)
        }
        bursts = _bursts(conversations)
        configs = configurations_of({one.tenant_id for one in conversations.values()})
        there = set(TurnDue.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        due = []
        for pk, burst in bursts.items():
            verdict = quiet_window(burst, configs[conversations[pk].tenant_id], now)
            due.append(
                TurnDue(
                    conversation_id=pk,
                    tenant_id=conversations[pk].tenant_id,
                    due_at=verdict.due_at,
                    reason=verdict.reason.value,
                )
            )
        TurnDue.objects.bulk_create(
            due,
            update_conflicts=True,
            unique_fields=["conversation"],
            update_fields=["due_at", "reason", "held_from"],
        )
        TurnDue.objects.filter(pk__in=wanted - bursts.keys()).delete()
        return [Scheduled(one.pk, one.due_at, one.pk not in there) for one in due]

    def join_unsent(self, conversation_ids: Iterable[UUID]) -> None:
        """A message came before the reply had left: the reply is taken back and the turn is open again."""
        self.reopened(withdraw_unsent(conversation_ids, reason="joined by a later message"))

    def reopened(self, withdrawn: Sequence[Withdrawn]) -> None:
        MessageHarmonizationLog.objects.filter(pk__in=[one.effect_id for one in withdrawn]).update(
            status=TurnStatus.REOPENED
        )

    def lease_next(self, *, now: datetime) -> Leased | None:
        """The next turn that is due, tenant by tenant; None when there is none. Two workers never get the same."""
        values: dict[str, Any] = {
            "now": now,
            "until": now + self._lease,
            "lease_id": uuid.uuid4(),
            "served": self._served,
            "cap": MOST_TURNS_OF_ONE_TENANT,
            "most": MOST_COUNTED,
        }
        with connection.cursor() as cursor:
            cursor.execute(LEASE_NEXT, values)
            row = cursor.fetchone()
        if row is None:
            return None
        leased = Leased(*row)
        self._served = leased.tenant_id
        return leased

    def hold(self, leased: Leased, *, until: datetime) -> None:
        """Look at the turn again then; it was not tried. A message that arrives meanwhile sets its own time."""
        TurnDue.objects.filter(pk=leased.conversation_id, lease_id=leased.lease_id).update(
            due_at=until,
            held_from=leased.first_due_at,
            lease_id=None,
            lease_until=None,
            attempts=F("attempts") - 1,
        )

    def due_again(self, leased: Leased, *, at: datetime) -> None:
        """Nobody took turns before then: the wait until `at` is not the turn's own."""
        TurnDue.objects.filter(pk=leased.conversation_id, lease_id=leased.lease_id).update(
            due_at=at, held_from=leased.first_due_at
        )

    def find_forgotten(self, *, now: datetime) -> list[Scheduled]:
        """Schedule open messages that no row makes due: there should be none, so each is logged."""
        lost = Message.objects.filter(
            ~Exists(TurnDue.objects.filter(conversation_id=OuterRef("conversation_id"))),
            direction=Direction.INBOUND,
            turn_id__isnull=True,
            inserted_at__lt=now - FORGOTTEN_AFTER,
            conversation__status__in=ANSWERED_BY_BOT,
        )
        ids = list(lost.values_list("conversation_id", flat=True).distinct()[:100])
        if not ids:
            return []
        log.error("%d conversations had open messages and no due time", len(ids))
        with transaction.atomic():
            return self.schedule(ids, now=now)


def _bursts(conversations: dict[UUID, Conversation]) -> dict[UUID, Burst]:
    """Added up by the database: of who writes on while nobody answers, the projector may not read all each time."""
    answered = [pk for pk, one in conversations.items() if one.status in ANSWERED_BY_BOT]
    rows = (
        Message.objects.filter(
            conversation_id__in=answered, direction=Direction.INBOUND, turn_id__isnull=True
        )
        .order_by()
        .values("conversation_id")
        .annotate(
            first_at=Min("received_at"),
            last_at=Max("received_at"),
            messages=Count("pk"),
            taps=Count("pk", filter=~Q(row_id="") | Q(kind__in=AT_ONCE_KINDS)),
        )
    )
    return {
        row["conversation_id"]: Burst(row["first_at"], row["last_at"], row["messages"], row["taps"] > 0)
        for row in rows
    }
