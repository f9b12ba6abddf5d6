"""Lists to choose from. Each is shown twice: numbered in the text, so that it reads without a tap, and as rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.bot.turn import row_ids
from apps.bot.turn.references import Target
from apps.bot.turn.replies.parts import bold, button, lines, named, row, with_buttons, with_rows
from apps.bot.turn.replies.worth import (
    full_price_of,
    label_of,
    mid_line,
    name_of,
    offered,
    price_of,
    stock_of,
)
from apps.bot.turn.types import ListKind, NewList, ShownItem
from apps.bot.turn.wording import say, say_count
from apps.catalog.facts import CategoryFacts, ProductFacts
from apps.messaging.whatsapp.outgoing import BUTTONS_LIMIT, ROWS_LIMIT, Outgoing, Row

MOST_CATEGORIES_BESIDE = 3
Sections = list[tuple[str, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Listed:
    reply: Outgoing
    shown: NewList


def product_list(
    language: str,
    *,
    head: str,
    products: Sequence[ProductFacts],
    more: Row | None = None,
    categories: Sequence[CategoryFacts] = (),
) -> Listed:
    """`head` stands above the numbered lines. All rows together stay within WhatsApp's ten."""
    targets = [Target.whole(product) for product in products]
    return target_list(language, head=head, targets=targets, more=more, categories=categories)


def target_list(
    language: str,
    *,
    head: str,
    targets: Sequence[Target],
    more: Row | None = None,
    categories: Sequence[CategoryFacts] = (),
) -> Listed:
    targets = targets[: ROWS_LIMIT - (more is not None)]
    rows = [_product_row(language, target) for target in targets] + ([more] if more else [])
    beside = min(MOST_CATEGORIES_BESIDE, ROWS_LIMIT - len(rows))
    sections: Sections = [
        (say(language, "Products"), rows),
        (say(language, "Categories"), [category_row(language, one) for one in categories[:beside]]),
    ]
    numbered = [_product_line(language, number, target) for number, target in enumerate(targets, start=1)]
    return Listed(
        with_rows(lines([head, *numbered]), say(language, "See products"), sections),
        NewList(ListKind.PRODUCTS, _items(targets)),
    )


def more_row(language: str, row_id: str) -> Row:
    return row(row_id, say(language, "More products"), say(language, "See the next ones"))


def category_row(language: str, category: CategoryFacts, row_id: str = "") -> Row:
    counted = say_count(language, "{count} product", "{count} products", category.product_count)
    return row(row_id or row_ids.of_category(category.slug), category.name, counted)


def category_list(language: str, *, head: str, rows: Sequence[tuple[CategoryFacts, Row]]) -> Listed:
    kept = list(rows)[:ROWS_LIMIT]
    numbered = [f"{number}. {named(one.name)}" for number, (one, _) in enumerate(kept, start=1)]
    items = tuple(
        ShownItem(number, one.name, category=one.slug) for number, (one, _) in enumerate(kept, start=1)
    )
    sections: Sections = [(say(language, "Categories"), [row for _, row in kept])]
    return Listed(
        with_rows(lines([head, *numbered]), say(language, "Choose"), sections),
        NewList(ListKind.CATEGORIES, items),
    )


def variant_list(
    language: str, target: Target, *, head: str, offset: int = 0, to_buy: bool = False
) -> Listed:
    """The variants from `offset` on; what does not fit is behind a row of its own."""
    product, rest = target.product, target.variants[offset:]
    # The tenth row is the way to the rest, unless ten is all there are.
    fits = rest if len(rest) <= ROWS_LIMIT else rest[: ROWS_LIMIT - 1]
    shown = [Target(product, (variant,)) for variant in fits]
    rows = [_variant_row(language, one, to_buy=to_buy) for one in shown]
    if len(fits) < len(rest):
        rows.append(row(row_ids.to_options(product.id, offset + len(fits)), say(language, "More options")))
    numbered = [
        f"{number}. {named(_label(one))} — {price_of(one, language)} · {mid_line(stock_of(one.variants, language))}"
        for number, one in enumerate(shown, start=1)
    ]
    return Listed(
        with_rows(lines([head, *numbered]), say(language, "Choose"), [(say(language, "Options"), rows)]),
        NewList(ListKind.VARIANTS, _items(shown)),
    )


def choice(language: str, *, head: str, targets: Sequence[Target], to_buy: bool = False) -> Listed:
    """Which of those that fit is meant: buttons for up to three, rows beyond."""
    kept = list(targets)[:ROWS_LIMIT]
    # The number in front keeps two buttons apart whose names are cut to the same.
    numbered = [_product_line(language, number, target) for number, target in enumerate(kept, start=1)]
    body = lines([head, *numbered])
    # Of one product the variant tells one choice from the next, of several the name does.
    is_one = len({target.product.id for target in kept}) == 1
    shown = NewList(ListKind.CHOICE, _items(kept))
    if len(kept) <= BUTTONS_LIMIT:
        taps = [
            button(_choice_id(target, to_buy=to_buy), f"{number}. {named(_distinct(target, is_one=is_one))}")
            for number, target in enumerate(kept, start=1)
        ]
        return Listed(with_buttons(body, taps), shown)
    rows = [
        row(_choice_id(target, to_buy=to_buy), _distinct(target, is_one=is_one), price_of(target, language))
        for target in kept
    ]
    return Listed(with_rows(body, say(language, "Choose"), [(say(language, "Options"), rows)]), shown)


def _items(targets: Sequence[Target]) -> tuple[ShownItem, ...]:
    return tuple(
        ShownItem(
            position=number,
            name=name_of(target),
            product_id=target.product.id,
            variant_id=target.variant.id if target.variant and target.is_narrowed else None,
            price=min(variant.price for variant in offered(target)),
        )
        for number, target in enumerate(targets, start=1)
    )


def _product_line(language: str, number: int, target: Target) -> str:
    sold_out = not any(variant.in_stock for variant in target.variants)
    mark = f" · {say(language, 'sold out for now')}" if sold_out else ""
    return f"{number}. {named(name_of(target))} — {full_price_of(target, language)}{mark}"


def _product_row(language: str, target: Target) -> Row:
    variant = target.variant if target.is_narrowed else None
    product_id = target.product.id
    return row(
        row_ids.of_variant(product_id, variant.id) if variant else row_ids.of_product(product_id),
        name_of(target),
        price_of(target, language),
        mid_line(stock_of(target.variants, language)),
    )


def _variant_row(language: str, target: Target, *, to_buy: bool) -> Row:
    details = price_of(target, language), mid_line(stock_of(target.variants, language))
    return row(_choice_id(target, to_buy=to_buy), _label(target), *details)


def _label(target: Target) -> str:
    return label_of(target.variants[0]) or target.product.name


def _distinct(target: Target, *, is_one: bool) -> str:
    label = label_of(target.variants[0]) if target.variant and target.is_narrowed else ""
    return label if is_one and label else name_of(target)


def _choice_id(target: Target, *, to_buy: bool) -> str:
    # A tap to buy the only variant there is need not be asked about again.
    variant = target.variant if target.is_narrowed or to_buy else None
    if to_buy:
        return row_ids.to_buy(target.product.id, variant.id if variant else None)
    if variant:
        return row_ids.of_variant(target.product.id, variant.id)
    return row_ids.of_product(target.product.id)


def titled(target: Target, sentence: str) -> str:
    """A head that names what it is about."""
    return f"{bold(name_of(target))}\n{sentence}"
