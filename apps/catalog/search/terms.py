"""Which terms a product is found by, and how strongly. Pure: the index is written elsewhere.

Four kinds of term share one column. Words stand as their stem; `=red` is a whole option value;
`#clothing/dresses` is a category (a product has its own and every ancestor's); `*` is in every product, for
browsing.
"""

from dataclasses import dataclass

from apps.catalog.facts import ProductFacts
from apps.catalog.text import parts, stem, words

EVERYTHING = "*"
WORD_LENGTH = 60
DESCRIPTION_WORDS = 24

# A thing is what its name ends in and what its category says; the words before only tell it apart.
HEAD, CATEGORY, IN_NAME, VENDOR, OPTION, TAG, SEVERAL, DESCRIPTION = 9.0, 8.0, 4.0, 4.0, 3.0, 3.0, 3.0, 1.0
TOGETHER = frozenset({"and", "na"})  # «skirts and trousers» holds skirts that are no trousers
OUT_OF_STOCK = 0.8  # still found, but after what can be bought
FIRST = 1e-7  # per position: breaks ties in the shop's own order, never more


@dataclass(frozen=True, slots=True)
class Weighted:
    weight: float
    surface: str


def word_term(word: str) -> str:
    return stem(word)[:WORD_LENGTH]


def option_term(value: str) -> str:
    return ("=" + " ".join(words(value)))[:WORD_LENGTH]


def category_term(slug: str) -> str:
    return "#" + slug


def terms_of(product: ProductFacts, *, category_slug: str, position: int) -> dict[str, Weighted]:
    found: dict[str, Weighted] = {}

    def add(text: str, weight: float) -> None:
        for word in (*words(text), *parts(text)):
            keep(word, weight)

    def keep(word: str, weight: float) -> None:
        term = word_term(word)
        if term not in found or found[term].weight < weight:
            found[term] = Weighted(weight, word[:WORD_LENGTH])

    name = words(product.name)
    short = 1 / max(len(name), 1)  # of two names with the word the shorter is nearer to it
    add(product.name, IN_NAME + short)
    for word in name[-1:]:
        keep(word, HEAD + short)
    # a slug is made of the names from the top down
    for place in (product.category, *category_slug.split("/")):
        plain = place.replace("-", " ")
        add(plain, CATEGORY if TOGETHER.isdisjoint(words(plain)) else SEVERAL)
    add(product.vendor, VENDOR)
    values = {value for variant in product.variants for _, value in variant.options}
    for text in (*product.tags, *(value for _, value in product.attributes)):
        add(text, TAG)
    for value in values:
        add(value, OPTION)
    for word in words(product.description)[:DESCRIPTION_WORDS]:
        keep(word, DESCRIPTION)

    whole = [EVERYTHING, *map(option_term, values), *map(category_term, _with_ancestors(category_slug))]
    found |= {term: Weighted(1.0, "") for term in whole}
    factor = 1.0 if product.in_stock else OUT_OF_STOCK
    early = FIRST * min(position, 1_000_000)
    return {term: Weighted(hit.weight * factor - early, hit.surface) for term, hit in found.items()}


def _with_ancestors(slug: str) -> list[str]:
    names = slug.split("/") if slug else []
    return ["/".join(names[: end + 1]) for end in range(len(names))]
