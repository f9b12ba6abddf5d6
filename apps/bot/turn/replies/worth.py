"""What a thing costs and whether it is there, in words."""

import re
from collections.abc import Sequence
from decimal import Decimal

from apps.bot.turn.lexicon.attributes import SIZES, SIZES_IN_ORDER
from apps.bot.turn.money import format_amount, format_money
from apps.bot.turn.references import Target
from apps.bot.turn.wording import say, say_count
from apps.catalog.facts import VariantFacts

# From here on the number itself helps a customer decide.
FEW_LEFT = 5
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def offered(target: Target) -> tuple[VariantFacts, ...]:
    """Those that can be bought: a price that nobody can pay is no price. All, where none can."""
    return tuple(variant for variant in target.variants if variant.in_stock) or target.variants


def price_of(target: Target, language: str) -> str:
    """ "KSh 900", or "KSh 900 – 1,200" where its variants differ."""
    prices = sorted(variant.price for variant in offered(target))
    lowest = format_money(prices[0], target.product.currency, language)
    return lowest if prices[0] == prices[-1] else f"{lowest} – {format_amount(prices[-1], language)}"


def full_price_of(target: Target, language: str) -> str:
    """With the price before a reduction, where the catalogue has one and it is the same for all."""
    price = price_of(target, language)
    # Where variants were reduced differently a single "was" would be wrong for some.
    before = {variant.compare_at_price for variant in offered(target)}
    was = before.pop() if len(before) == 1 else None
    if was is None or was <= max(variant.price for variant in offered(target)):
        return price
    return say(
        language, "{price} (was {was})", price=price, was=format_money(was, target.product.currency, language)
    )


def is_reduced(target: Target) -> bool:
    return any(map(reduction_of, offered(target)))


def reduction_of(variant: VariantFacts) -> Decimal:
    """By how much it is reduced; nothing where it is not."""
    before = variant.compare_at_price
    return before - variant.price if before and before > variant.price else Decimal(0)


def stock_of(variants: Sequence[VariantFacts], language: str) -> str:
    present = [variant for variant in variants if variant.in_stock]
    counted = [variant.stock for variant in present if variant.stock is not None]
    if not present:
        return say(language, "Sold out for now")
    # A shop that does not count a variant has no number to give for the whole.
    if len(counted) == len(present) and sum(counted) <= FEW_LEFT:
        return say_count(language, "Only {count} left", "Only {count} left", sum(counted))
    if len(present) < len(variants):
        return say(language, "In stock, though not in every option")
    return say(language, "In stock")


def mid_line(text: str) -> str:
    """Without the capital that would make it a new sentence, or a name."""
    return text[:1].lower() + text[1:]


def label_of(variant: VariantFacts) -> str:
    """Empty for the nameless single variant that shop systems give every product."""
    values = [value for _, value in variant.options if value.casefold() != "default title"]
    return " / ".join(values)


def name_of(target: Target) -> str:
    """The product and, where it is narrowed to some of its variants, what these have in common."""
    if not target.is_narrowed:
        return target.product.name
    shared = [pair for pair in target.variants[0].options if all(pair in v.options for v in target.variants)]
    telling = shared if target.variant else [pair for pair in shared if _tells_apart(pair, target)]
    label = " / ".join(value for _, value in telling if value.casefold() != "default title")
    return f"{target.product.name} ({label})" if label else target.product.name


def _tells_apart(pair: tuple[str, str], target: Target) -> bool:
    return not all(pair in variant.options for variant in target.product.variants)


def options_of(variants: Sequence[VariantFacts]) -> list[str]:
    """ "Size: 40, 41, 42", a line per option, sold-out values left out where others are there."""
    # Of a product that is sold out altogether the options still say what it is.
    there = [variant for variant in variants if variant.in_stock] or list(variants)
    values: dict[str, dict[str, None]] = {}
    for variant in there:
        for name, value in variant.options:
            if value.casefold() != "default title":
                values.setdefault(name, {})[value] = None
    return [f"{name}: {', '.join(_from_small_to_large(list(own)))}" for name, own in values.items()]


def _from_small_to_large(values: list[str]) -> list[str]:
    """Sizes and numbers of one unit; anything else keeps the shop's order."""
    sizes = [SIZES.get(value.casefold(), "") for value in values]
    if all(size in SIZES_IN_ORDER for size in sizes):
        return [value for _, value in sorted(zip(map(SIZES_IN_ORDER.index, sizes), values, strict=True))]
    numbers = [_NUMBER.match(value) for value in values]
    units = {_NUMBER.sub("", value) for value in values}
    if len(units) > 1 or not all(numbers):
        return values
    return sorted(values, key=lambda value: [Decimal(number) for number in _NUMBER.findall(value)])
