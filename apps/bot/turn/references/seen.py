"""What the customer has before their eyes: the lists shown, with what the catalogue knows of them now."""

from dataclasses import dataclass
from uuid import UUID

from apps.bot.turn import query_code
from apps.bot.turn.references.options import merged, with_options
from apps.bot.turn.references.values import Target
from apps.bot.turn.types import ConversationState, ShownItem, ShownList
from apps.catalog.facts import CatalogView, ProductFacts

# Cards count as lists, and a customer may look at several before going back to the list.
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

    def has(self, product_id: UUID) -> bool:
        return any(seen.item.product_id == product_id for seen in self.items)


@dataclass(frozen=True, slots=True)
class Seen:
    """`lists` newest first; `wanted` are the options last asked for."""

    lists: tuple[SeenList, ...] = ()
    focus: Target | None = None
    wanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, state: ConversationState, catalog: CatalogView) -> "Seen":
        """Asks the catalogue once, for everything that is remembered."""
        lists = state.lists[:NEWEST_LISTS]
        shown_ids = [item.product_id for shown in lists for item in shown.items]
        ids = [known for known in dict.fromkeys([state.focus_product_id, *shown_ids]) if known]
        # The newest come first, so that what is beyond the bound is what is least likely meant.
        facts = {product.id: product for product in catalog.products(ids[:MOST_PRODUCTS])} if ids else {}
        focus = facts.get(state.focus_product_id) if state.focus_product_id else None
        return cls(
            lists=tuple(_seen(shown, facts) for shown in lists),
            focus=Target.whole(focus) if focus else None,
            wanted=query_code.decode(state.last_query)[0].options,
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
        """The focus, narrowed to what was asked for last where it comes like that."""
        if self.focus is None:
            return None
        newest = self.lists[0].targets if self.lists else ()
        same = len(newest) == 1 and newest[0].product.id == self.focus.product.id
        # A variant that was tapped is surer than options said earlier.
        if same and newest[0].is_narrowed:
            return newest[0]
        return with_options(self.focus, merged(self.focus, self.wanted, ())) or self.focus

    def with_first(self, first: SeenList) -> "Seen":
        others = tuple(seen for seen in self.lists if seen is not first)
        return Seen((first, *others), self.focus, self.wanted)

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
