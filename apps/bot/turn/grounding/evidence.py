"""What a reply may be borne out by, and what comes out of checking it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.bot.turn.types import Finding, Shop
from apps.catalog.facts import CatalogView, ProductFacts
from apps.messaging.whatsapp.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Evidence:
    """`products` are those the turn is based on; `catalog` is asked about names that are not among them.

    `extra_numbers` are counts and limits that the reply may quote (results found, the customer's own budget).
    They never stand for a product's price. `customer_text` is what the customer wrote in this turn. `told_prices`
    are prices that variants had when the customer was last told, true as prices before and as nothing else.
    """

    products: tuple[ProductFacts, ...]
    shop: Shop
    language: str
    catalog: CatalogView
    extra_numbers: tuple[Decimal, ...] = ()
    customer_text: str = ""
    told_prices: tuple[tuple[UUID, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Grounded:
    """`replies` in their order, without those of which nothing useful remained."""

    replies: tuple[Outgoing, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim from `start` to `end` that nothing bears out; `replacement` is the truth where it is certain."""

    kind: str
    start: int
    end: int
    reason: str
    replacement: str | None = None
