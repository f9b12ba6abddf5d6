"""Every check in its order: each answers for what it has judged, so that the later ones see what is left."""

from collections.abc import Callable, Iterator

from apps.bot.turn.grounding.attributes import check_attributes, check_combinations, check_measures
from apps.bot.turn.grounding.comparisons import check_comparisons
from apps.bot.turn.grounding.counts import check_counts
from apps.bot.turn.grounding.denials import check_denials
from apps.bot.turn.grounding.discounts import check_discounts
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.facts import check_facts
from apps.bot.turn.grounding.links import check_contacts, check_links
from apps.bot.turn.grounding.masks import mask, mask_figures
from apps.bot.turn.grounding.names import check_names
from apps.bot.turn.grounding.prices import check_prices
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.stock import check_stock
from apps.bot.turn.grounding.world import World

Check = Callable[[Reading, World], Iterator[Doubt]]
_BEFORE_FIGURES: tuple[Check, ...] = (
    check_links,
    check_contacts,
    check_denials,
    check_facts,
    check_stock,
    check_prices,
    check_discounts,
    check_comparisons,
)
_AFTER_FIGURES: tuple[Check, ...] = (
    check_names,
    check_measures,
    check_combinations,
    check_attributes,
    check_counts,
)


def doubts(reading: Reading, world: World) -> list[Doubt]:
    """In reading order."""
    mask(reading, world)
    found = [doubt for check in _BEFORE_FIGURES for doubt in check(reading, world)]
    mask_figures(reading)
    found += [doubt for check in _AFTER_FIGURES for doubt in check(reading, world)]
    return _outermost(found)


def _outermost(found: list[Doubt]) -> list[Doubt]:
    """In reading order, without those that lie inside another; of equal stretches all stay."""
    kept: list[Doubt] = []
    furthest: Doubt | None = None
    for doubt in sorted(found, key=lambda doubt: (doubt.start, -doubt.end)):
        inside = furthest is not None and doubt.end <= furthest.end
        if furthest is None or not inside or (doubt.start, doubt.end) == (furthest.start, furthest.end):
            kept.append(doubt)
            furthest = doubt
    return kept
