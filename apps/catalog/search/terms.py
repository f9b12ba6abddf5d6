"""Which terms a product is found by, and how strongly. Pure: the index is written elsewhere.

Four kinds of term share one column. Words stand as their stem; `=red` is a whole option value;
`#clothing/dresses` is a category (a product has its own and every ancestor's); `*` is in every product, for
browsing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.catalog.facts import ProductFacts
from apps.catalog.text import stem, words

EVERYTHING = "*"
TERM_LENGTH = 60
DESCRIPTION_WORDS = 24

NAME, CATEGORY, OPTION, VENDOR, TAG, DESCRIPTION = 8.0, 5.0, 3.0, 4.0, 3.0, 1.0
OUT_OF_STOCK = 0.8  # still found, but after what can be bought
FIRST = 1e-5  # per position: breaks ties in the shop's own order, never more


@dataclass(frozen=True, slots=True)
class Weighted:
    weight: float
    surface: str


def option_term(value: str) -> str:
    return ("=" + " ".join(words(value)))[:TERM_LENGTH]


def category_term(slug: str) -> str:
    return "#" + slug


def terms_of(product: ProductFacts, *, category_slug: str, position: int) -> dict[str, Weighted]:
    found: dict[str, Weighted] = {}

    def add(written: Iterable[str], weight: float) -> None:
        for word in written:
            term = stem(word)[:TERM_LENGTH]
            if term not in found or found[term].weight < weight:
                found[term] = Weighted(weight, word[:TERM_LENGTH])

    name = words(product.name)
    add(name, NAME + 4 / max(len(name), 1))
    add(name[-1:], NAME + 4 / max(len(name), 1) + 1)  # English puts the thing itself last: «chocolate milk»
    add(words(product.category), CATEGORY)
    add(words(product.vendor), VENDOR)
    add((word for tag in product.tags for word in words(tag)), TAG)
    add((word for _, value in product.attributes for word in words(value)), TAG)
    values = {value for variant in product.variants for _, value in variant.options}
    add((word for value in values for word in words(value)), OPTION)
    add(words(product.description)[:DESCRIPTION_WORDS], DESCRIPTION)

    whole = [EVERYTHING, *map(option_term, values), *map(category_term, _with_ancestors(category_slug))]
    found |= {term: Weighted(1.0, "") for term in whole}
    factor = 1.0 if product.in_stock else OUT_OF_STOCK
    early = FIRST * min(position, 50_000)
    return {term: Weighted(hit.weight * factor - early, hit.surface) for term, hit in found.items()}


def _with_ancestors(slug: str) -> list[str]:
    parts = slug.split("/") if slug else []
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
