"""What the customer has before their eyes: the lists shown, with what the catalogue knows of them now."""

from dataclasses import dataclass
from uuid import UUID

from apps.bot.turn.references.values import Target
from apps.bot.turn.types import ConversationState, ListKind, ShownItem, ShownList
from apps.catalog.facts import CatalogView, ProductFacts

NEWEST_LISTS = 8
MOST_PRODUCTS = 40


@dataclass(frozen=True, slots=True)
class SeenItem:
    """`target` is None for a category, and for a product that is not sold any more."""

    item: ShownItem
    target: Target | None


@dataclass(frozen=True, slots=True)
class SeenList:
    shown: ShownList
    items: tuple[SeenItem, ...]

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(seen.target for seen in self.items if seen.target)

    @property
    def is_of_variants(self) -> bool:
        return self.shown.kind is ListKind.VARIANTS

    def has(self, product_id: UUID) -> bool:
        return any(seen.item.product_id == product_id for seen in self.items)


@dataclass(frozen=True, slots=True)
class Seen:
    """`lists` newest first."""

    lists: tuple[SeenList, ...] = ()
    focus: Target | None = None

    @classmethod
    def of(cls, state: ConversationState, catalog: CatalogView) -> "Seen":
        """Asks the catalogue once, for everything that is remembered."""
        lists = state.lists[:NEWEST_LISTS]
        shown_ids = [item.product_id for shown in lists for item in shown.items]
        wanted = [known for known in dict.fromkeys([state.focus_product_id, *shown_ids]) if known]
        facts = (
            {product.id: product for product in catalog.products(wanted[:MOST_PRODUCTS])} if wanted else {}
        )
        focus = facts.get(state.focus_product_id) if state.focus_product_id else None
        return cls(
            lists=tuple(_seen(shown, facts) for shown in lists),
            focus=Target.whole(focus) if focus else None,
        )

    @property
    def choices(self) -> tuple[SeenList, ...]:
        """The lists to pick from: a card that was opened from an older list is none."""
        return tuple(
            seen
            for index, seen in enumerate(self.lists)
            if len(seen.items) > 1 or not self._was_opened_from(seen, self.lists[index + 1 :])
        )

    @property
    def spoken_of(self) -> Target | None:
        """The focus, as one variant where its last card was of one."""
        newest = self.lists[0].targets if self.lists else ()
        if self.focus and len(newest) == 1 and newest[0].product.id == self.focus.product.id:
            return newest[0]
        return self.focus

    def with_first(self, first: SeenList) -> "Seen":
        return Seen((first, *(seen for seen in self.lists if seen is not first)), self.focus)

    def quoted(self, wa_ids: tuple[str, ...]) -> SeenList | None:
        return next((seen for seen in self.lists if set(seen.shown.wa_ids) & set(wa_ids)), None)

    @staticmethod
    def _was_opened_from(card: SeenList, older: tuple[SeenList, ...]) -> bool:
        product_id = card.items[0].item.product_id if card.items else None
        return product_id is None or any(seen.has(product_id) for seen in older)


def _seen(shown: ShownList, facts: dict[UUID, ProductFacts]) -> SeenList:
    return SeenList(shown, tuple(SeenItem(item, _target(item, facts)) for item in shown.items))


def _target(item: ShownItem, facts: dict[UUID, ProductFacts]) -> Target | None:
    product = facts.get(item.product_id) if item.product_id else None
    if product is None:
        return None
    if item.variant_id is None:
        return Target.whole(product)
    variants = tuple(variant for variant in product.variants if variant.id == item.variant_id)
    return Target(product, variants) if variants else None
