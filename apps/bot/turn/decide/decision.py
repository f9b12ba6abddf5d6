"""What a rule comes to: replies, and what they rest on and leave to remember."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.replies.lists import Listed
from apps.bot.turn.types import Feature, NewList
from apps.catalog.facts import ProductFacts
from apps.messaging.whatsapp.outgoing import Outgoing
from apps.orders.carts import Cart
from apps.orders.placing import Placed


@dataclass(frozen=True, slots=True)
class Decision:
    """`numbers` are amounts and counts the text quotes beside prices; `quotes` are the customer's own earlier
    words in it. None in `last_query` keeps the search that was remembered, and so does `focus` unless
    `clears_focus`; None in `cart` keeps the cart. `told_prices` are earlier prices of variants that the text
    names; `own_words` what it may say of this very order: how it is paid, where it goes, its number.
    """

    topic: str
    replies: tuple[Outgoing, ...]
    products: tuple[ProductFacts, ...] = ()
    shown: NewList | None = None
    focus: UUID | None = None
    clears_focus: bool = False
    last_query: str | None = None
    numbers: tuple[Decimal, ...] = ()
    quotes: str = ""
    features: frozenset[Feature] = frozenset()
    wants_person: bool = False
    cart: Cart | None = None
    order: Placed | None = None
    is_done: bool = False
    told_prices: tuple[tuple[UUID, Decimal], ...] = ()
    own_words: tuple[str, ...] = ()

    @classmethod
    def listing(
        cls,
        topic: str,
        listed: Listed,
        products: tuple[ProductFacts, ...] = (),
        *,
        focus: UUID | None = None,
        last_query: str | None = None,
        numbers: tuple[Decimal, ...] = (),
        features: frozenset[Feature] = frozenset(),
    ) -> "Decision":
        """A reply that is a list: what was spoken of before is out of focus."""
        return cls(
            topic,
            (listed.reply,),
            products,
            shown=listed.shown,
            focus=focus,
            clears_focus=focus is None,
            last_query=last_query,
            numbers=numbers,
            features=features,
        )


Rule = Callable[[Moment], Decision | None]
