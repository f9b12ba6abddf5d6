"""What a claim is about: products, and of each either all variants or some."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.mentions import Item, Mention
from apps.catalog.facts import VariantFacts


@dataclass(frozen=True, slots=True)
class Subject:
    """`named` where the text itself says which; otherwise any of them may be meant."""

    items: tuple[Item, ...]
    named: bool = False

    @property
    def products(self) -> tuple[Known, ...]:
        return tuple(known for known, _ in self.items)

    @property
    def called(self) -> str:
        """For an operator to read."""
        return ", ".join(known.product.name for known in self.products[:3]) or "any product of this reply"

    @property
    def variants(self) -> list[VariantFacts]:
        return [variant for known, only in self.items for variant in known.variants(only)]

    @property
    def prices(self) -> list[Decimal]:
        return sorted({variant.price for variant in self.variants})

    @property
    def payable(self) -> list[Decimal]:
        """Of what can be bought; of all where nothing can."""
        return sorted({variant.price for variant in self.variants if variant.in_stock}) or self.prices

    @property
    def is_one(self) -> bool:
        return len({known.product.id for known, _ in self.items}) == 1

    def knows(self, stem: str) -> bool:
        return any(known.explains(stem) for known in self.products)


NOTHING = Subject(())


def of_all(products: Iterable[Known]) -> Subject:
    return Subject(tuple((known, None) for known in products))


def of(names: Iterable[Mention], options: Iterable[Mention], otherwise: Subject) -> Subject:
    """Of the named products (else of `otherwise`) those variants that have one value of each option named."""
    items = tuple(dict.fromkeys(item for mention in names for item in mention.items)) or otherwise.items
    chosen = list(options)
    if not chosen:
        return Subject(items, named=True)
    narrowed = tuple(_narrowed(item, chosen) for item in items)
    fitting = tuple(item for item in narrowed if item is not None)
    return Subject(fitting or items, named=True)


def _narrowed(item: Item, options: Iterable[Mention]) -> Item | None:
    """None where the product has none of the values; all variants stay where no variant has them together."""
    known, only = item
    by_option: dict[str, frozenset[UUID]] = {}
    for mention in options:
        ids = frozenset(i for other, some in mention.items if other is known and some for i in some)
        if ids:
            by_option[mention.option] = by_option.get(mention.option, frozenset()) | ids
    if not by_option:
        return None
    together = frozenset.intersection(*by_option.values())
    together = together & only if only is not None else together
    return (known, together or only)
