"""What a shop's catalogue can be asked: its words and their counts, its categories. Cached by revision."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from apps.catalog.models import Category, SearchTerm
from apps.catalog.search.spelling import Spelling
from apps.catalog.search.synonyms import known_words, meanings
from apps.catalog.text import stem, words

SHOPS_KEPT = 64

LOOKUP = """
    SELECT r.terms, t.term, t.products FROM catalog_catalogrevision r
    LEFT JOIN catalog_searchterm t ON t.tenant_id = r.tenant_id AND t.term = ANY(%s)
    WHERE r.tenant_id = %s
"""


@dataclass(slots=True)
class _Kept:
    revision: int
    spelling: Spelling | None = None
    categories: dict[tuple[str, ...], str] | None = None


@dataclass(slots=True)
class Vocabulary:
    """One shop's words. `counts` holds only terms asked for; spelling and categories load when needed."""

    tenant_id: UUID
    revision: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def look_up(self, terms: Collection[str]) -> None:
        """Add the product counts of `terms`; a term that no published product has gets 0."""
        asked = [term for term in terms if term not in self.counts]
        if not asked:
            return
        with connection.cursor() as cursor:
            cursor.execute(LOOKUP, [asked, self.tenant_id])
            rows = cursor.fetchall()
        self.counts |= dict.fromkeys(asked, 0)
        self.counts |= {term: products for _, term, products in rows if term is not None}
        self.revision = rows[0][0] if rows else 0

    def spelling(self) -> Spelling:
        kept = _kept(self)
        if kept.spelling is None:
            kept.spelling = _load_spelling(self.tenant_id)
        return kept.spelling

    def category(self, asked: str) -> str | None:
        """The slug of the category that `asked` names by slug, name or a word that means the same."""
        kept = _kept(self)
        if kept.categories is None:
            kept.categories = _load_categories(self.tenant_id)
        by_name = kept.categories
        wanted = tuple(map(stem, words(asked)))
        for key in (("/", asked), wanted, *((other,) for other in sorted(meanings(wanted)))):
            if key in by_name:
                return by_name[key]
        return _similar(wanted, by_name)


_cache: OrderedDict[UUID, _Kept] = OrderedDict()
_lock = threading.Lock()


def _kept(vocabulary: Vocabulary) -> _Kept:
    """The tenant's cached part; threads may load it twice at once, which costs time but stays right."""
    with _lock:
        kept = _cache.get(vocabulary.tenant_id)
        if kept is None or kept.revision != vocabulary.revision:
            kept = _cache[vocabulary.tenant_id] = _Kept(revision=vocabulary.revision)
        _cache.move_to_end(vocabulary.tenant_id)
        while len(_cache) > SHOPS_KEPT:
            _cache.popitem(last=False)
        return kept


def _load_spelling(tenant_id: UUID) -> Spelling:
    rows = SearchTerm.objects.filter(tenant_id=tenant_id).exclude(surface="")
    counts = dict(rows.values_list("surface", "products"))
    present = {stem(word): count for word, count in counts.items()}
    for word in known_words():
        products = max((present.get(same, 0) for same in meanings((word,))), default=0)
        if products:
            counts.setdefault(word, products)
    return Spelling.of(counts)


def _load_categories(tenant_id: UUID) -> dict[tuple[str, ...], str]:
    """Slugs by ("/", slug) and by the stems of the name; of two with one name, the nearer to the top wins."""
    found: dict[tuple[str, ...], str] = {}
    rows = Category.objects.filter(tenant_id=tenant_id).values_list("name", "slug")
    for name, slug in sorted(rows, key=lambda row: (row[1].count("/"), row[1])):
        found[("/", slug)] = slug
        found.setdefault(tuple(map(stem, words(name))), slug)
    return found


def _similar(wanted: tuple[str, ...], by_name: dict[tuple[str, ...], str]) -> str | None:
    """One misspelled word, or one word of a longer name: «groceries» for «Fresh groceries»."""
    if len(wanted) != 1:
        return None
    names = {key: slug for key, slug in by_name.items() if key[:1] != ("/",)}
    for name, slug in names.items():
        if wanted[0] in name or meanings(wanted) & set(name):
            return slug
    meant = Spelling.of({key[0]: 1 for key in names if len(key) == 1 and key[0]}).corrected(wanted[0])
    return by_name.get((meant,)) if meant else None
