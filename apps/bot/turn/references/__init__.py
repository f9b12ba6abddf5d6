"""What a customer points at, over all signals: tapped ids, referred products, quotes and typed words."""

from dataclasses import replace

from apps.bot.turn import row_ids
from apps.bot.turn.combine import Combined
from apps.bot.turn.references.options import with_options
from apps.bot.turn.references.pointer import read_pointer
from apps.bot.turn.references.seen import Seen, SeenList
from apps.bot.turn.references.typed import pointed
from apps.bot.turn.references.values import NOTHING, Resolution, Signal, Target
from apps.bot.turn.row_ids import Tap, TapKind
from apps.bot.turn.understand import Understanding
from apps.catalog.facts import CatalogView

__all__ = ["NOTHING", "Resolution", "Seen", "Signal", "Target", "resolve", "taps_in"]

ABOUT_ONE = frozenset({TapKind.PRODUCT, TapKind.VARIANT, TapKind.BUY, TapKind.OPTIONS, TapKind.SIMILAR})
MOST_TAPS = 5


def resolve(
    heard: Combined,
    said: Understanding,
    seen: Seen,
    catalog: CatalogView,
    *,
    currency: str,
    typed: bool = True,
) -> Resolution:
    """Ids first, for they are certain; then a quoted message; then words, over what was shown newest first.

    With `typed` off only ids count: quotes and words need the lists that are remembered. Asks the catalogue
    at most twice.
    """
    certain = _by_taps(heard, catalog) or _by_referred(heard, said, catalog)
    if certain:
        return certain
    if not typed:
        return NOTHING
    pointer = read_pointer(said, currency)
    quoted = seen.quoted(heard.quoted_wa_ids)
    if quoted is None:
        return pointed(pointer, seen)
    # The words choose within the quoted message; without words it is itself what is meant.
    only = Seen((quoted,), quoted.targets[0] if len(quoted.targets) == 1 else None)
    within = pointed(pointer, only)
    if within.found and within.beyond is None:
        return replace(within, signal=Signal.QUOTE) if within.signal is Signal.FOCUS else within
    # A quoted card says "about this": other lists are out of the question.
    elsewhere = NOTHING if only.focus else pointed(pointer, seen.with_first(quoted))
    return elsewhere if elsewhere.found else _quoted(quoted, said)


def _quoted(quoted: SeenList, said: Understanding) -> Resolution:
    targets = tuple(dict.fromkeys(quoted.targets))
    if len(targets) == 1 and not said.wish.words:
        return Resolution(Signal.QUOTE, targets=targets)
    if len(targets) > 1 and not said.wishes:
        return Resolution(Signal.QUOTE, candidates=targets)
    return NOTHING


def taps_in(heard: Combined) -> tuple[Tap, ...]:
    return tuple(tap for tap in map(row_ids.read, heard.row_ids[-MOST_TAPS:]) if tap)


def _by_taps(heard: Combined, catalog: CatalogView) -> Resolution | None:
    taps = [tap for tap in taps_in(heard) if tap.kind in ABOUT_ONE]
    if not taps:
        return None
    facts = {
        product.id: product for product in catalog.products([t.product_id for t in taps if t.product_id])
    }
    targets = [_tapped(tap, Target.whole(facts[tap.product_id])) for tap in taps if tap.product_id in facts]
    return Resolution(Signal.TAP, targets=tuple(dict.fromkeys(targets)), gone=not targets)


def _tapped(tap: Tap, target: Target) -> Target:
    variants = tuple(variant for variant in target.variants if variant.id == tap.variant_id)
    return Target(target.product, variants) if variants else target


def _by_referred(heard: Combined, said: Understanding, catalog: CatalogView) -> Resolution | None:
    found = catalog.product_of_retailer_id(heard.referred[-1]) if heard.referred else None
    if found is None:
        return None
    product, variant = found
    target = Target(product, (variant,)) if variant else Target.whole(product)
    # "This one in blue": the words choose another variant than the one shown.
    narrowed = with_options(Target.whole(product), said.wish.options) if said.wish.options else None
    return Resolution(Signal.REFERRED, targets=(narrowed or target,))
