"""How conversations end: by a day of silence, whatever they came to."""

from datetime import datetime, timedelta

from django.db.models import Case, F, Value, When

from apps.messaging.models import LIVE, Conversation, ConversationStatus

# After a day of silence WhatsApp lets no free text through either: what comes then begins anew.
SILENCE = timedelta(hours=24)
# What it comes to when it ends in this state; served ones and those that a person has keep theirs.
ENDS_AS = {
    ConversationStatus.OPEN: ConversationStatus.ABANDONED,
    ConversationStatus.WAITING: ConversationStatus.HANDED_OVER,
}


def end(conversation: Conversation) -> None:
    """Of the row in hand; the caller saves `status` and `ended_at`."""
    conversation.status = ENDS_AS.get(ConversationStatus(conversation.status), conversation.status)
    conversation.ended_at = conversation.last_inbound_at + SILENCE


def end_silent(*, now: datetime) -> int:
    """End all that have been silent for long enough; return how many. A message that comes just then decides
    by its row lock: either it finds its conversation ended, or this leaves it alone.
    """
    silent = Conversation.objects.filter(LIVE, last_inbound_at__lte=now - SILENCE)
    return silent.update(
        status=Case(
            *(When(status=was, then=Value(then)) for was, then in ENDS_AS.items()), default=F("status")
        ),
        ended_at=F("last_inbound_at") + SILENCE,
    )
