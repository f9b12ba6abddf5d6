"""Everything a decision is taken from, worked out once per turn."""

from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.combine import Combined, combine
from apps.bot.turn.language import detect_language
from apps.bot.turn.references import Resolution, Seen, Target, resolve, taps_in
from apps.bot.turn.row_ids import Tap
from apps.bot.turn.types import BotConfig, ConversationState, Shop, TurnInput
from apps.bot.turn.understand import Understanding, understand
from apps.bot.turn.wording import LANGUAGES, say, say_count
from apps.catalog.facts import CatalogView
from apps.messaging.whatsapp.outgoing import ROWS_LIMIT

ANSWERED_BY_NAMES = frozenset({"ask_delivery"})


def _last_topic(state: ConversationState) -> str:
    return next((past.topic for past in reversed(state.past) if past.outbound), "")


@dataclass(frozen=True, slots=True)
class Moment:
    turn: TurnInput
    catalog: CatalogView
    heard: Combined
    said: Understanding
    seen: Seen
    pointed: Resolution
    language: str
    taps: tuple[Tap, ...]

    @classmethod
    def of(cls, turn: TurnInput, catalog: CatalogView) -> "Moment":
        heard = combine(turn.messages)
        said = understand(heard.text, turn.shop.currency)
        before = turn.state.language if turn.state.language in LANGUAGES else ""
        # What was tapped says nothing of the language, its title is ours; neither do names of people and places.
        speaks = said.tokens and not (before and _last_topic(turn.state) in ANSWERED_BY_NAMES)
        language = detect_language(heard.text, before) if speaks else before or "en"
        # Loaded also with references off: "what have we talked about" is no reference.
        seen = Seen.of(turn.state, catalog)
        typed = turn.config.enable_reference_resolution
        pointed = resolve(heard, said, seen, catalog, currency=turn.shop.currency, typed=typed)
        return cls(turn, catalog, heard, said, seen, pointed, language, taps_in(heard))

    @property
    def shop(self) -> Shop:
        return self.turn.shop

    @property
    def config(self) -> BotConfig:
        return self.turn.config

    @property
    def state(self) -> ConversationState:
        return self.turn.state

    @property
    def is_first_contact(self) -> bool:
        return not self.state.greeted and not any(past.outbound for past in self.state.past)

    @property
    def last_topic(self) -> str:
        return _last_topic(self.state)

    @property
    def most_products(self) -> int:
        """As configured, with a row to spare for "More"."""
        return min(max(self.config.max_products_to_show, 1), ROWS_LIMIT - 1)

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        wish = self.said.wish
        return tuple(bound for bound in (wish.price_min, wish.price_max) if bound is not None)

    @property
    def remembered(self) -> Seen:
        """What was shown, as far as it may help to understand: nothing with the feature off."""
        return self.seen if self.config.enable_reference_resolution else Seen()

    def meant(self) -> Target | None:
        """What is pointed at, or else what was spoken of last."""
        return self.pointed.target or self.remembered.spoken_of

    def say(self, msgid: str, **values: object) -> str:
        return say(self.language, msgid, **values)

    def say_count(self, one: str, many: str, count: int, **values: object) -> str:
        return say_count(self.language, one, many, count, **values)
