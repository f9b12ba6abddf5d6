"""A conversation as an operator reads it: what was said, how the turns went, what was kept from being said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import (
    Conversation,
    Direction,
    MediaFile,
    MediaState,
    Message,
    MessageStatus,
    OutboxMessage,
    OutboxState,
)
from apps.operations.selectors.bubbles import Bubble, bubble_of

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Tick:
    """The sign, its meaning in words, and how it is coloured."""

    sign: str
    says: str
    tone: str = ""


TICKS: Mapping[str, Tick] = {
    MessageStatus.SENDING: Tick("◷", "being sent"),
    MessageStatus.UNCERTAIN: Tick("?", "perhaps sent: the answer was lost", "warn"),
    MessageStatus.SENT: Tick("✓", "sent"),
    MessageStatus.DELIVERED: Tick("✓✓", "delivered"),
    MessageStatus.READ: Tick("✓✓", "read", "read"),
    MessageStatus.FAILED: Tick("✗", "not delivered", "bad"),
}
UNSEEN = Tick("", "")


@dataclass(frozen=True, slots=True)
class Said:
    """`quoted` are the words of the message that this one answers; `media` its file, if it is in the store."""

    message: Message
    bubble: Bubble
    tick: Tick
    quoted: str = ""
    media: MediaFile | None = None

    @property
    def is_ours(self) -> bool:
        return self.message.direction == Direction.OUTBOUND


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the transcript: something said, or a turn after the messages that it took in."""

    said: Said | None = None
    turn: MessageHarmonizationLog | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """`earlier` leads to what came before, if there is more. `unsent` are ours that have not left."""

    entries: Sequence[Entry]
    earlier: UUID | None
    unsent: Sequence[OutboxMessage]


def transcript_of(conversation: Conversation, *, before: UUID | None = None) -> Transcript:
    """The newest AT_ONCE messages, or those before the message `before`; oldest first."""
    messages = _page(conversation, before)
    shown = messages[-AT_ONCE:]
    turns = {turn.pk: turn for turn in _turns(shown)}
    unsent = OutboxMessage.objects.filter(
        conversation=conversation, state__in=[OutboxState.PENDING, OutboxState.CANCELLED]
    ).order_by("created_at", "part")
    return Transcript(
        entries=list(_entries(shown, turns)),
        earlier=shown[0].pk if len(messages) > len(shown) else None,
        unsent=list(unsent[:AT_ONCE]),
    )


def _page(conversation: Conversation, before: UUID | None) -> list[Message]:
    """One more than is shown, so that it is known whether there are earlier ones."""
    rows = conversation.messages.order_by("-created_at", "-journal_offset", "-journal_index")
    if before is not None and (edge := conversation.messages.filter(pk=before).first()):
        at, offset, index = edge.created_at, edge.journal_offset, edge.journal_index
        rows = rows.filter(
            Q(created_at__lt=at)
            | Q(created_at=at, journal_offset__lt=offset)
            | Q(created_at=at, journal_offset=offset, journal_index__lt=index)
        )
    return list(reversed(rows[: AT_ONCE + 1]))


def _turns(messages: Iterable[Message]) -> Iterable[MessageHarmonizationLog]:
    return MessageHarmonizationLog.objects.filter(
        pk__in={message.turn_id for message in messages if message.turn_id}
    )


def _entries(messages: Sequence[Message], turns: Mapping[UUID, MessageHarmonizationLog]) -> Iterator[Entry]:
    words = {message.wa_id: message.text or message.kind for message in messages if message.wa_id}
    files = MediaFile.objects.in_bulk([message.pk for message in messages])
    last_of_turn = {
        message.turn_id: message.pk for message in messages if message.direction == Direction.INBOUND
    }
    for message in messages:
        yield Entry(said=_said(message, words, files.get(message.pk)))
        if message.turn_id and last_of_turn.get(message.turn_id) == message.pk:
            yield Entry(turn=turns.get(message.turn_id))


def _said(message: Message, words: Mapping[str, str], media: MediaFile | None) -> Said:
    quoted = message.quoted_wa_id
    return Said(
        message,
        bubble_of(message),
        TICKS.get(message.status, UNSEEN),
        quoted=words.get(quoted, "an earlier message") if quoted else "",
        media=media if media is not None and media.state == MediaState.STORED else None,
    )
