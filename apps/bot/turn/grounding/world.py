"""All that a reply may be borne out by, gathered once per turn; the catalogue is asked only when needed."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from apps.bot.turn.grounding.addresses import bare_link
from apps.bot.turn.grounding.evidence import Evidence
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.mentions import Index, Item
from apps.bot.turn.grounding.segments import sentences
from apps.bot.turn.grounding.subject import Subject, of_all
from apps.bot.turn.grounding.vocabulary import UMBRELLAS, says_nothing
from apps.bot.turn.grounding.words import Word, stems_of, words_of
from apps.bot.turn.money import parse_money
from apps.bot.turn.numbers import parse_numbers, plain
from apps.catalog.facts import CategoryFacts, ProductQuery
from apps.catalog.search.synonyms import meanings

NAMED_LIMIT = 40
SEARCHES = 2
_SENTENCE_LENGTH = 8
_DIGITS = re.compile(r"\d(?:[ ()-]{0,2}\d)*")
_NO_DIGIT = re.compile(r"\D")


def subscriber(digits: str) -> str:
    """0712 345 678, 254712345678 and 712345678 are one telephone."""
    return digits[-9:] if len(digits) >= 9 else digits


class World:
    """Asks the catalogue at most `named`, `categories` and `count` once each, and `search` SEARCHES times."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.currency = evidence.shop.currency
        self.language = evidence.language
        self.known = [Known(product) for product in evidence.products]
        self.others: list[Known] = []
        self.index = Index(self.known)
        self.extra = frozenset(evidence.extra_numbers)
        self._sells: dict[str, bool] = {}
        # Rows of the list that is being checked.
        self.shown = 0

    def meet(self, texts: Iterable[str]) -> None:
        """Ask the catalogue once which further products these texts name."""
        strange = [text for text in texts if any(map(self._is_strange, words_of(plain(text))))]
        if not strange:
            return
        ours = {known.product.id for known in self.known}
        named = self.evidence.catalog.named("\n".join(strange), limit=NAMED_LIMIT)
        self.others = [Known(product, meant=False) for product in named if product.id not in ours]
        self.index = Index([*self.known, *self.others])

    def _is_strange(self, word: Word) -> bool:
        if len(word.stem) < 3 or word.word.isdigit() or says_nothing(word):
            return False
        return word.stem not in self._names and not self.is_explained(word.stem)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(stem for known in self.known for stem in known.name)

    def sells(self, words: str) -> bool:
        """Whether some product has all these words; no more than SEARCHES phrases are looked up per turn."""
        if words not in self._sells:
            if len(self._sells) == SEARCHES:
                return False
            page = self.evidence.catalog.search(ProductQuery(words=words, limit=1))
            self._sells[words] = bool(page.products) and not page.missed and not page.corrected_words
        return self._sells[words]

    def is_explained(self, stem: str) -> bool:
        return stem in self.shop_stems or any(known.explains(stem) for known in self.known)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Products and variants by every id that a row may carry."""
        found: dict[str, Item] = {}
        for known in (*self.known, *self.others):
            for variant in known.product.variants:
                item = (known, frozenset({variant.id}))
                found |= dict.fromkeys((str(variant.id), variant.id.hex, variant.retailer_id.lower()), item)
            found |= dict.fromkeys((str(known.product.id), known.product.id.hex), (known, None))
        found.pop("", None)
        return found

    @cached_property
    def all(self) -> Subject:
        return of_all(self.known)

    @cached_property
    def facts(self) -> list[str]:
        return [sentence for sentence in self.evidence.shop.facts.values() if sentence.strip()]

    @cached_property
    def fact_sentences(self) -> list[str]:
        """As plain text, whole facts before their sentences."""
        shapes = [plain(fact).strip() for fact in self.facts]
        parts = [shape[s.start : s.end].strip() for shape in shapes for s in sentences(shape)]
        return [text for text in (*shapes, *parts) if len(text) >= _SENTENCE_LENGTH]

    def facts_about(self, key: str) -> list[str]:
        """Those filed under `key` in any language; all of them where none is."""
        facts = self.evidence.shop.facts
        return [text for (name, _), text in facts.items() if name == key and text.strip()] or self.facts

    def has_fact(self, key: str) -> bool:
        return any(name == key and text.strip() for (name, _), text in self.evidence.shop.facts.items())

    @cached_property
    def shop_stems(self) -> frozenset[str]:
        """Words of the shop's own name and sentences."""
        shop = self.evidence.shop
        return frozenset(stem for text in (shop.name, shop.link, *self.facts) for stem in stems_of(text))

    @cached_property
    def links(self) -> frozenset[str]:
        """Of the products and the shop, as `bare_link` writes them."""
        links = [known.product.link for known in (*self.known, *self.others)]
        return frozenset(bare_link(link) for link in (*links, self.evidence.shop.link) if link)

    @cached_property
    def fees(self) -> frozenset[Decimal]:
        """What the shop says that delivery costs."""
        said = (text for (key, _), text in self.evidence.shop.facts.items() if key == "delivery")
        return frozenset(money.amount for text in said for money in parse_money(text, self.currency))

    @cached_property
    def numbers_in_facts(self) -> frozenset[str]:
        """Runs of digits, telephones by their last nine."""
        runs = (found for fact in self.facts for found in _DIGITS.findall(plain(fact)))
        return frozenset(subscriber(_NO_DIGIT.sub("", run)) for run in runs)

    @cached_property
    def _categories(self) -> tuple[CategoryFacts, ...]:
        return self.evidence.catalog.categories()

    @cached_property
    def category_stems(self) -> frozenset[str]:
        return frozenset(stem for category in self._categories for stem in stems_of(category.name))

    def is_category_word(self, stem: str) -> bool:
        alike = meanings((stem,)) | UMBRELLAS.get(stem, frozenset())
        return stem in self.category_stems or not self.category_stems.isdisjoint(alike)

    @cached_property
    def catalogue_counts(self) -> frozenset[Decimal]:
        """How many products there are in all and per category, and how many categories."""
        counts = [category.product_count for category in self._categories]
        return frozenset(map(Decimal, [*counts, len(counts), self.evidence.catalog.count()]))

    @cached_property
    def customer_stems(self) -> frozenset[str]:
        return frozenset(stems_of(self.evidence.customer_text))

    @cached_property
    def customer_numbers(self) -> frozenset[Decimal]:
        return frozenset(number.value for number in parse_numbers(self.evidence.customer_text))
