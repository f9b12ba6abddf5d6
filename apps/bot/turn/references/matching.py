"""Which of some products the words of a customer fit, by name, options, attributes and description."""

import math
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from apps.bot.turn.references.options import same_as, with_options
from apps.bot.turn.references.values import Target
from apps.catalog.text import stem, words

# A shop's own name for a thing weighs most; its description mentions many things in passing.
NAME, OPTION, ATTRIBUTE, DESCRIPTION = 3.0, 3.0, 2.0, 1.0
LONGEST_DESCRIPTION = 2_000
LIKENESS = 80
# Shorter words are a letter away from too many others.
SHORTEST_GUESSED = 4
# A description points at one only when it says clearly more of it than of the next, in words enough.
MARGIN = 1.2
FEWEST_DESCRIBING = 2
LEAST_SHARE = 0.3

Facets = Mapping[str, float]


def facets(target: Target) -> dict[str, float]:
    """Each stem that says something of the target, with its weight."""
    product = target.product
    found: dict[str, float] = {}
    options = [value for variant in target.variants for _, value in variant.options]
    described = [product.category, product.vendor, *product.tags, *(value for _, value in product.attributes)]
    for weight, texts in (
        (NAME, [product.name]),
        (OPTION, options),
        (ATTRIBUTE, described),
        (DESCRIPTION, [product.description[:LONGEST_DESCRIPTION]]),
    ):
        for text in texts:
            for word in words(text):
                found.setdefault(stem(word), weight)
    return found


def fitting(targets: Sequence[Target], said: Sequence[str], options: Sequence[str]) -> tuple[Target, ...]:
    """Those that all words fit, and of them only the best; narrowed to the variants that have the options."""
    scored: list[tuple[float, Target]] = []
    for target in targets:
        narrowed = with_options(target, options)
        known = facets(narrowed or target)
        # What is no option of it may still be in its name: "orange" juice, "gold" rice.
        wanted = [*said, *(() if narrowed else options)]
        weights = [_weight(word, known) for word in wanted]
        if all(weights):
            scored.append((sum(weights) + OPTION * len(options) * (narrowed is not None), narrowed or target))
    best = max((score for score, _ in scored), default=0.0)
    return tuple(target for score, target in scored if score == best)


def described(targets: Sequence[Target], said: Sequence[str]) -> Target | None:
    """The one that a longer description fits clearly best, weighing rare words more."""
    if len(set(said)) < FEWEST_DESCRIBING:
        return None
    known = [facets(target) for target in targets]
    rarity = {word: _rarity(word, known) for word in set(said)}
    scores = [sum(rarity[word] * _weight(word, item) for word in rarity) for item in known]
    shares = [sum(bool(_weight(word, item)) for word in rarity) / len(rarity) for item in known]
    best, second = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:2]
    is_clear = scores[best] >= MARGIN * scores[second] and scores[best] > 0
    return targets[best] if is_clear and shares[best] >= LEAST_SHARE else None


def covers_name(said: Sequence[str], target: Target) -> bool:
    """Whether the words name it: each stands in its name, and they are most of it."""
    name = {stem(word) for word in words(target.product.name)}
    given = {stem(word) for word in said}
    return bool(given) and given <= name and len(given) * 5 >= len(name) * 3


def unknown_words(said: Iterable[str], target: Target) -> tuple[str, ...]:
    known = facets(target)
    return tuple(word for word in said if not _weight(word, known))


def _weight(word: str, known: Facets) -> float:
    same = same_as(word)
    exact = max((known[stem_] for stem_ in same if stem_ in known), default=0.0)
    if exact or len(word) < SHORTEST_GUESSED or any(letter.isdigit() for letter in word):
        return exact
    # A guess counts half, so that a word that is really there always beats it.
    near = (weight for other, weight in known.items() if weight >= ATTRIBUTE and _is_near(word, other))
    return max(near, default=0.0) / 2


def _is_near(word: str, other: str) -> bool:
    return len(other) >= SHORTEST_GUESSED and fuzz.ratio(word, other) >= LIKENESS


def _rarity(word: str, known: Sequence[Facets]) -> float:
    having = sum(bool(_weight(word, item)) for item in known)
    return math.log((1 + len(known)) / having) if having else 0.0
