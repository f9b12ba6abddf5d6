"""Which of several things costs least or most: as the catalogue's prices say."""

import re
from collections.abc import Iterator

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.mentions import Mention
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.vocabulary import says_nothing
from apps.bot.turn.grounding.world import World

_LESS = re.compile(
    r"\b(?:cheaper|less expensive|more affordable|costs? less|(?:ya |za )?bei (?:ya )?(?:nafuu|chini) kuliko|nafuu kuliko"
    r"|rahisi kuliko)\b"
)
_MORE = re.compile(
    r"\b(?:dearer|more expensive|pricier|costs? more|ghali kuliko|ghali zaidi ya|bei (?:ya )?juu kuliko)\b"
)
_LEAST = re.compile(
    r"\b(?:cheapest|least expensive|most affordable|lowest[- ]priced|nafuu zaidi|rahisi zaidi)\b"
)
_MOST = re.compile(r"\b(?:dearest|most expensive|priciest|highest[- ]priced|ghali zaidi(?! ya))\b")


def check_comparisons(reading: Reading, world: World) -> Iterator[Doubt]:
    for sentence in reading.sentences:
        names = [m for m in reading.mentions_in(sentence) if not m.option and not m.part]
        if not names or mood.claims_nothing(reading, names[0].start):
            continue
        for pattern, least in ((_LEAST, True), (_MOST, False)):
            found = pattern.search(reading.shape, *sentence)
            rivals = _rivals(reading, world, found.end()) if found else []
            if found and not _is_extreme(_nearest(names, found.start()), rivals, least=least):
                yield _doubt(found)
        for pattern, less in ((_LESS, True), (_MORE, False)):
            found = pattern.search(reading.shape, *sentence)
            if found and not _compares_right(names, found, less=less):
                yield _doubt(found)


def _nearest(names: list[Mention], place: int) -> Mention:
    """The name right behind ("the cheapest is X"), else the last before ("X is the cheapest")."""
    behind = [name for name in names if place < name.start < place + _CLOSE]
    before = [name for name in names if name.end <= place]
    return behind[0] if behind else (before or names)[-1]


_CLOSE = 48


def _rivals(reading: Reading, world: World, place: int) -> list[Known]:
    """ "The cheapest dress": of the products of this turn those that are called so; of all where none is named."""
    word = next((word for word in reading.words if word.start >= place), None)
    if word is None or says_nothing(word):
        return world.known
    return [known for known in world.known if word.stem in known.name] or world.known


def _is_extreme(name: Mention, rivals: list[Known], *, least: bool) -> bool:
    known = _one(name)
    if known is None or known not in rivals:
        return True
    others = [other.product for other in rivals if other is not known]
    if least:
        return all(known.product.price_min <= other.price_min for other in others)
    return all(known.product.price_max >= other.price_max for other in others)


def _compares_right(names: list[Mention], found: re.Match[str], *, less: bool) -> bool:
    before = [name for name in names if name.end <= found.start()]
    behind = [name for name in names if name.start >= found.end()]
    first, second = _one(before[-1]) if before else None, _one(behind[0]) if behind else None
    if first is None or second is None or first is second:
        return True
    low, high = (first, second) if less else (second, first)
    return low.product.price_min < high.product.price_max


def _one(name: Mention) -> Known | None:
    return name.items[0][0] if len({id(known) for known, _ in name.items}) == 1 else None


def _doubt(found: re.Match[str]) -> Doubt:
    return Doubt("price", *found.span(), "the prices compare otherwise")
