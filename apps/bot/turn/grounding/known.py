"""One product's facts in the shapes that claims are compared with. What is rarely asked is read late."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from apps.bot.turn.grounding.measures import measures
from apps.bot.turn.grounding.vocabulary import COLOUR_NAMES, properties_in
from apps.bot.turn.grounding.words import Word, stems_of, words_of
from apps.bot.turn.lexicon.attributes import SIZES
from apps.bot.turn.numbers import parse_numbers, plain
from apps.catalog.facts import ProductFacts, VariantFacts
from apps.catalog.search.synonyms import meanings

Stems = tuple[str, ...]
_NO = re.compile(r"\W*(?:no|none|not available|n/a|hapana|hakuna|bila)\b")
# From here on a word that begins a longer one of the catalogue is that word ("microSD", "microSDXC").
_TELLING_LENGTH = 6


class Known:
    """`meant` of the products the turn is based on; others were only found to be named."""

    def __init__(self, product: ProductFacts, *, meant: bool = True) -> None:
        self.product = product
        self.meant = meant
        self.name: Stems = stems_of(product.name)

    @cached_property
    def shape(self) -> str:
        """All that the catalogue says of it, as plain text."""
        product = self.product
        pairs = [*product.attributes, *(pair for variant in product.variants for pair in variant.options)]
        said = [product.name, product.vendor, product.category, *product.tags, product.description]
        skus = (variant.sku for variant in product.variants)
        return plain("\n".join([*said, *(f"{key} {value}" for key, value in pairs), *skus]))

    @cached_property
    def description(self) -> str:
        return plain(self.product.description)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its attributes as lines."""
        return frozenset(plain(f"{name}: {value}").strip() for name, value in self.product.attributes)

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        return words_of(self.shape)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self._words)

    @cached_property
    def properties(self) -> frozenset[str]:
        found = frozenset(name for _, _, name in properties_in(self._words)) - self.lacking
        return found | {"handmade"} if "by hand" in self.shape else found

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Properties the catalogue denies it: ("Bluetooth", "No")."""
        denied = (name for name, value in self.product.attributes if _NO.match(plain(value)))
        return frozenset(found for name in denied for _, _, found in properties_in(words_of(plain(name))))

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        return frozenset(number.value for number in parse_numbers(self.shape))

    @cached_property
    def measures(self) -> frozenset[tuple[str, Decimal]]:
        return frozenset(measure.value for measure in measures(self.shape))

    @cached_property
    def options(self) -> dict[Stems, list[tuple[str, frozenset[UUID]]]]:
        """By each way to say a value: the option's name and the variants that have it."""
        found: dict[tuple[Stems, str], set[UUID]] = {}
        for variant in self.product.variants:
            for name, value in variant.options:
                for key in _ways_to_say(name, value):
                    found.setdefault((key, name), set()).add(variant.id)
        said: dict[Stems, list[tuple[str, frozenset[UUID]]]] = {}
        for (key, name), ids in found.items():
            said.setdefault(key, []).append((name, frozenset(ids)))
        return said

    def lists(self, line: str) -> bool:
        """Whether the line is one of its options with some of its values ("colour: red, blue")."""
        return self.listed(line) is not None

    def listed(self, line: str) -> frozenset[UUID] | None:
        """The variants that such a line speaks of; None where it is no such line."""
        name, colon, values = line.partition(": ")
        known = self._values.get(name.strip(" *_"))
        said = [value.strip() for value in values.split(",")]
        if not colon or known is None or not all(value in known for value in said):
            return None
        return frozenset[UUID]().union(*(known[value] for value in said))

    @cached_property
    def _values(self) -> dict[str, dict[str, frozenset[UUID]]]:
        found: dict[str, dict[str, frozenset[UUID]]] = {}
        for variant in self.product.variants:
            for name, value in variant.options:
                values = found.setdefault(plain(name), {})
                said = plain(value).strip()
                values[said] = values.get(said, frozenset()) | {variant.id}
        return found

    @cached_property
    def sizes(self) -> frozenset[str]:
        """Option values and attributes that may be sizes, "Medium" and "M" both as "m"."""
        values = [value for variant in self.product.variants for _, value in variant.options]
        values += [value for _, value in self.product.attributes]
        said = (word.word for value in values for word in words_of(plain(value)))
        return frozenset(SIZES.get(word, word) for word in said)

    def variants(self, only: frozenset[UUID] | None) -> tuple[VariantFacts, ...]:
        if only is None:
            return self.product.variants
        return tuple(variant for variant in self.product.variants if variant.id in only)

    def explains(self, stem: str) -> bool:
        if stem in self.stems or not self.stems.isdisjoint(meanings((stem,))):
            return True
        return len(stem) >= _TELLING_LENGTH and any(known.startswith(stem) for known in self.stems)


def _ways_to_say(name: str, value: str) -> Iterable[Stems]:
    stems = stems_of(value)
    ways = {stems}
    if len(stems) > 1:
        ways |= {(stem,) for stem in stems if stem in COLOUR_NAMES}
        # "Size 40" under the option "size" is also called 40.
        ways |= {stems[1:]} if stems[0] in stems_of(name) else set()
    return filter(None, ways)
