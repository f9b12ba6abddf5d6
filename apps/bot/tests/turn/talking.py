"""A customer's phone and the memory of a conversation, so that tests read as talk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.turn.decide import decide
from apps.bot.turn.model import Wordsmith
from apps.bot.turn.types import (
    BotConfig,
    ConversationState,
    InboundMessage,
    NewList,
    OrderedItem,
    PastMessage,
    Shop,
    ShownList,
    TurnInput,
    TurnOutcome,
)
from apps.messaging.whatsapp.outgoing import Buttons, Image, List, Outgoing, Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHOP = Shop(
    name="Mama Njeri Styles",
    currency="KES",
    facts={
        ("hours", "en"): "We are open Monday to Saturday, 9 am to 6 pm.",
        ("hours", "sw"): "Tunafungua Jumatatu hadi Jumamosi, saa tatu hadi saa kumi na mbili.",
        ("delivery", "en"): "We deliver within Nairobi for KSh 200.",
    },
)


def text_of(reply: Outgoing) -> str:
    return reply.caption if isinstance(reply, Image) else reply.body


def taps_of(replies: Sequence[Outgoing]) -> dict[str, str]:
    """The ids by what stands on the row or button."""
    rows = [row for one in replies if isinstance(one, List) for part in one.sections for row in part.rows]
    buttons = [button for one in replies if isinstance(one, Buttons) for button in one.buttons]
    return {row.title: row.id for row in rows} | {button.title: button.id for button in buttons}


def shown_as(new: NewList, *, wa_id: str = "", at: datetime = NOON) -> ShownList:
    kept = timedelta(hours=1)
    return ShownList(UUID(int=1), new.kind, new.items, at, at + kept, (wa_id,) if wa_id else ())


@dataclass
class Chat:
    """One customer writing to one shop. Every reply is remembered as the shell would remember it."""

    catalog: MemoryCatalog = field(default_factory=MemoryCatalog)
    config: BotConfig = field(default_factory=lambda: BotConfig(version=1))
    shop: Shop = SHOP
    state: ConversationState = field(default_factory=ConversationState)
    wordsmith: Wordsmith | None = None
    turns: int = 0

    def write(self, *texts: str, quoting: str = "", referring: str = "") -> TurnOutcome:
        return self._turn(
            *(
                InboundMessage(
                    id=UUID(int=number),
                    wa_id=f"in-{self.turns}-{number}",
                    at=NOON,
                    kind="text",
                    text=text,
                    quoted_wa_id=quoting,
                    referred_retailer_id=referring,
                )
                for number, text in enumerate(texts)
            )
        )

    def tap(self, row_id: str, title: str = "…") -> TurnOutcome:
        return self._turn(InboundMessage(UUID(int=0), "tap", NOON, "interactive", title, row_id=row_id))

    def send(self, kind: str, text: str = "", ordered: tuple[OrderedItem, ...] = ()) -> TurnOutcome:
        return self._turn(InboundMessage(UUID(int=0), "sent", NOON, kind, text, ordered=ordered))

    def _turn(self, *messages: InboundMessage) -> TurnOutcome:
        self.catalog.calls.clear()
        turn = TurnInput(messages, self.state, self.config, self.shop, NOON)
        outcome = decide(turn, self.catalog, self.wordsmith)
        self._remember(messages, outcome)
        return outcome

    def _remember(self, messages: Sequence[InboundMessage], outcome: TurnOutcome) -> None:
        said = "\n".join(map(text_of, outcome.replies))
        shown = (shown_as(outcome.shown, wa_id=f"out-{self.turns}"),) if outcome.shown else ()
        answer = (
            (PastMessage(NOON, outbound=True, text=said, topic=outcome.topic),) if outcome.replies else ()
        )
        asked = tuple(PastMessage(NOON, outbound=False, text=message.text) for message in messages)
        self.state = ConversationState(
            language=outcome.language,
            greeted=self.state.greeted or bool(outcome.replies),
            lists=(*shown, *self.state.lists),
            focus_product_id=outcome.focus_product_id,
            last_query=outcome.last_query,
            past=(*self.state.past, *asked, *answer),
            cart=self.state.cart if outcome.cart is None else outcome.cart,
            last_order=outcome.order.number if outcome.order else self.state.last_order,
        )
        self.turns += 1


def body(outcome: TurnOutcome) -> str:
    """The one reply's text: nearly every answer is a single message."""
    (reply,) = outcome.replies
    assert isinstance(reply, Text | Buttons | List)
    return reply.body
