"""What a plugged-in model must offer, and the tools it is given. The adapter lives with the services."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from apps.bot.turn.types import Shop, TurnInput, TurnOutcome
from apps.catalog.facts import CatalogView, ProductFacts, ProductQuery

MOST_FOUND = 10
MOST_CALLS = 6


@dataclass(slots=True)
class CatalogTools:
    """The only facts a model may use beside those handed to it. Each method is one tool, its docstring the
    description; whatever was looked up counts as evidence when the draft is checked.

    After `MOST_CALLS` calls every answer is empty, so that a model in a loop cannot hold up a turn.
    """

    catalog: CatalogView
    shop: Shop
    language: str
    looked_up: dict[UUID, ProductFacts] = field(default_factory=dict)
    calls: int = 0

    def search_products(self, words: str, highest_price: Decimal | None = None) -> tuple[ProductFacts, ...]:
        """Products of this shop that fit the words, at most ten, in the shop's currency."""
        # Empty rather than an error: a model that is told "no more calls" tends to call again.
        if not self._may_call():
            return ()
        query = ProductQuery(words=words[:200], price_max=highest_price, limit=MOST_FOUND)
        return self._noted(self.catalog.search(query).products)

    def product(self, name: str) -> tuple[ProductFacts, ...]:
        """The products whose whole name stands in the text, with prices, stock and options as of now."""
        return self._noted(self.catalog.named(name[:200])) if self._may_call() else ()

    def shop_facts(self) -> tuple[str, ...]:
        """What the shop itself says of hours, delivery, payment and returns; nothing else may be stated."""
        return tuple(said for (_, language), said in self.shop.facts.items() if language == self.language)

    def _may_call(self) -> bool:
        self.calls += 1
        return self.calls <= MOST_CALLS

    def _noted(self, products: Sequence[ProductFacts]) -> tuple[ProductFacts, ...]:
        self.looked_up |= {product.id: product for product in products}
        return tuple(products)


class Wordsmith(Protocol):
    """Puts a decided outcome into friendlier words; it decides nothing.

    Returns None when it has nothing better, failed or was too slow; it never raises. `decide` takes its
    text as a draft, checks it like any reply, and where anything in it is not borne out the deterministic
    text goes out. It is asked only while grounded validation is on: unchecked words never leave.
    """

    def reply(
        self, turn: TurnInput, outcome: TurnOutcome, facts: Sequence[ProductFacts], tools: CatalogTools
    ) -> str | None: ...
