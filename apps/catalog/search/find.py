"""A customer's whole wish → products, the wishes that none met, and the words as put right."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from apps.catalog.facts import ProductQuery
from apps.catalog.search.candidates import (
    FOUND_AT_MOST,
    FOUND_FOR_LATER_PAGES,
    ORDERS,
    Asked,
    Candidate,
    candidates,
    nearest_in_price,
)
from apps.catalog.search.terms import EVERYTHING, category_term
from apps.catalog.search.understanding import Group, Understood, option_group, understand
from apps.catalog.search.vocabulary import Vocabulary
from apps.catalog.search.wishes import Wish, WordsWanted, relax


@dataclass(frozen=True, slots=True)
class Found:
    """Ids, best first: as many as the first pages need, or all that later ones can."""

    product_ids: tuple[UUID, ...]
    missed: tuple[str, ...]
    corrected_words: str


@dataclass(slots=True)
class _Search:
    query: ProductQuery
    vocabulary: Vocabulary
    understood: Understood
    category: Group = field(default_factory=Group)
    options: list[Group] = field(default_factory=list)

    def wishes(self) -> frozenset[Wish]:
        query = self.query
        present = {
            Wish.WORDS: bool(self.understood.groups or self.understood.unknown),
            Wish.CATEGORY: bool(query.category),
            Wish.PRICE: query.price_min is not None or query.price_max is not None,
            Wish.OPTIONS: bool(query.options),
            Wish.STOCK: query.in_stock_only,
        }
        return frozenset(wish for wish, is_wished in present.items() if is_wished)

    def levels(self) -> list[WordsWanted]:
        if not self.understood.groups:
            return [WordsWanted.ALL]
        return [WordsWanted.ALL, WordsWanted.ANY, WordsWanted.NONE]

    def attempt(self, held: frozenset[Wish], level: WordsWanted) -> Sequence[Candidate]:
        if (Wish.CATEGORY in held and not self.category) or (Wish.OPTIONS in held and not all(self.options)):
            return []
        asked = self._asked(held)
        price_dropped = Wish.PRICE in self.wishes() - held
        look = nearest_in_price if price_dropped else candidates
        if price_dropped:
            asked = replace(asked, at_least=self.query.price_min, at_most=self.query.price_max)
        words = self.understood.groups
        if level is WordsWanted.ANY:
            return self._any_of(asked, words)
        needed = (*asked.groups, *(words if level is WordsWanted.ALL else ()))
        return look(replace(asked, groups=needed or (Group((EVERYTHING,)),)), self.vocabulary.counts)

    def _asked(self, held: frozenset[Wish]) -> Asked:
        query, priced = self.query, Wish.PRICE in held
        is_early = query.offset + query.limit <= FOUND_AT_MOST
        return Asked(
            tenant_id=self.vocabulary.tenant_id,
            groups=(self.category,) if Wish.CATEGORY in held else (),
            option_groups=tuple(self.options) if Wish.OPTIONS in held else (),
            scored=() if Wish.OPTIONS in held else tuple(filter(None, self.options)),
            at_least=query.price_min if priced else None,
            at_most=query.price_max if priced else None,
            in_stock=Wish.STOCK in held,
            reduced=query.reduced_only,
            order=query.order if query.order in ORDERS else "relevance",
            found_at_most=FOUND_AT_MOST if is_early else FOUND_FOR_LATER_PAGES,
        )

    def _any_of(self, asked: Asked, words: list[Group]) -> list[Candidate]:
        """Products with at least one of the words, those with more and rarer words first."""
        best: dict[UUID, Candidate] = {}
        for group in words:
            others = tuple(other for other in words if other != group)
            for hit in candidates(
                replace(asked, groups=(*asked.groups, group), scored=(*asked.scored, *others)),
                self.vocabulary.counts,
            ):
                best.setdefault(hit.product_id, hit)
        direction = {"price": 1, "-price": -1}.get(asked.order, 0)
        ranked = sorted(
            best.values(), key=lambda hit: (direction * hit.price_min, -hit.score, hit.product_id)
        )
        return ranked[: asked.found_at_most]


def find(*, tenant_id: UUID, query: ProductQuery) -> Found:
    vocabulary = Vocabulary(tenant_id)
    vocabulary.look_up([EVERYTHING])
    search = _Search(query=query, vocabulary=vocabulary, understood=understand(query.words, vocabulary))
    search.options = [option_group(value, vocabulary) for value in query.options]
    if query.category and (slug := vocabulary.category(query.category)):
        search.category = Group((category_term(slug),))
        vocabulary.look_up(search.category.terms)
    result = relax(search.wishes(), search.levels(), search.attempt)
    # nothing at all was found only when the shop has nothing published: then no wish is to blame
    missed = result.dropped | ({Wish.WORDS} if search.understood.unknown else set())
    return Found(
        product_ids=tuple(hit.product_id for hit in result.found),
        missed=tuple(wish.value for wish in Wish if wish in missed) if result.found else (),
        corrected_words=search.understood.corrected,
    )
