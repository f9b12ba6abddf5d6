"""Keeping the search index equal to the products. Always called with the CatalogRevision row locked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.catalog import selectors
from apps.catalog.facts import ProductFacts
from apps.catalog.models import CatalogRevision, Product, SearchPosting, SearchTerm
from apps.catalog.search.marks import marks_of
from apps.catalog.search.terms import Weighted, terms_of

AT_ONCE = 500

COUNT_AGAIN = """
    INSERT INTO catalog_searchterm (tenant_id, term, surface, products)
    SELECT %(tenant)s, p.term, s.surface, p.products
    FROM (SELECT term, count(*) AS products FROM catalog_searchposting
          WHERE tenant_id = %(tenant)s AND term = ANY(%(terms)s) GROUP BY term) p
    JOIN unnest(%(terms)s::varchar[], %(surfaces)s::varchar[]) AS s(term, surface) ON s.term = p.term
    ON CONFLICT (tenant_id, term) DO UPDATE SET products = excluded.products,
        surface = CASE WHEN length(excluded.surface) < length(catalog_searchterm.surface)
                       AND excluded.surface <> '' THEN excluded.surface ELSE catalog_searchterm.surface END
"""
INSERT = """
    INSERT INTO catalog_searchposting
        (tenant_id, product_id, price_min, price_max, in_stock, marks_low, marks_high, term, weight)
    SELECT %s, p.id, p.low, p.high, p.in_stock, p.marks_low, p.marks_high, t.term, t.weight
    FROM unnest(%s::int[], %s::uuid[], %s::numeric[], %s::numeric[], %s::boolean[], %s::bigint[], %s::bigint[])
        AS p(at, id, low, high, in_stock, marks_low, marks_high)
    JOIN unnest(%s::int[], %s::varchar[], %s::float8[]) AS t(at, term, weight) USING (at)
"""
FORGET = """
    DELETE FROM catalog_searchterm t WHERE t.tenant_id = %(tenant)s AND t.term = ANY(%(terms)s)
    AND NOT EXISTS (SELECT 1 FROM catalog_searchposting p WHERE p.tenant_id = t.tenant_id AND p.term = t.term)
"""


def lock_revision(tenant_id: UUID) -> CatalogRevision:
    """One writer of a shop's catalogue at a time; readers never wait."""
    CatalogRevision.objects.bulk_create([CatalogRevision(tenant_id=tenant_id)], ignore_conflicts=True)
    return CatalogRevision.objects.select_for_update().get(tenant_id=tenant_id)


def bump(revision: CatalogRevision, *, terms_changed: bool, now: datetime) -> None:
    revision.number += 1
    revision.terms += terms_changed
    revision.changed_at = now
    revision.save()


def index(*, tenant_id: UUID, product_ids: Sequence[UUID]) -> dict[str, str]:
    """Write the postings of these products anew. Returns each term that came or went, as written."""
    touched: dict[str, str] = {}
    for start in range(0, len(product_ids), AT_ONCE):
        _index_some(tenant_id, product_ids[start : start + AT_ONCE], touched)
    return touched


def count_terms(*, tenant_id: UUID, touched: Mapping[str, str]) -> None:
    terms = sorted(touched)
    params: dict[str, Any] = {
        "tenant": tenant_id,
        "terms": terms,
        "surfaces": [touched[term] for term in terms],
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT_AGAIN, params)
        cursor.execute(FORGET, params)


def rebuild(*, tenant_id: UUID, now: datetime) -> int:
    """Write a shop's whole index anew, as after a change of the synonyms or of the weights."""
    with transaction.atomic():
        revision = lock_revision(tenant_id)
        ids = list(Product.objects.filter(tenant_id=tenant_id).values_list("id", flat=True))
        SearchTerm.objects.filter(tenant_id=tenant_id).delete()
        SearchPosting.objects.filter(tenant_id=tenant_id).delete()
        count_terms(tenant_id=tenant_id, touched=index(tenant_id=tenant_id, product_ids=ids))
        bump(revision, terms_changed=True, now=now)
    return len(ids)


def _index_some(tenant_id: UUID, product_ids: Sequence[UUID], touched: dict[str, str]) -> None:
    postings = SearchPosting.objects.filter(product_id__in=product_ids)
    before = Counter(postings.values_list("term", flat=True))
    surfaces: dict[str, str] = {}
    rows = _Rows()
    after = Counter[str]()
    shown = selectors.published(tenant_id).filter(id__in=product_ids)
    places = {row[0]: row[1:] for row in shown.values_list("id", "category__slug", "position")}
    for facts in selectors.products_by_id(tenant_id=tenant_id, ids=list(places)):
        category_slug, position = places[facts.id]
        terms: dict[str, Weighted] = terms_of(facts, category_slug=category_slug or "", position=position)
        rows.add(facts, terms)
        after.update(terms.keys())
        for term, hit in terms.items():
            surfaces[term] = min(surfaces.get(term, hit.surface), hit.surface, key=len)
    postings.delete()
    rows.insert(tenant_id)
    for term in before.keys() | after.keys():
        if before[term] != after[term]:
            shorter = min(filter(None, (touched.get(term), surfaces.get(term))), key=len, default="")
            touched[term] = shorter


class _Rows:
    """Postings as columns, written by one statement: as the mapper's objects they took half of an import.

    COPY would be quicker still, but PostgreSQL refuses it to roles that row-level security binds.
    """

    def __init__(self) -> None:
        self.products: list[tuple[Any, ...]] = []
        self.terms: list[tuple[int, str, float]] = []

    def add(self, facts: ProductFacts, terms: Mapping[str, Weighted]) -> None:
        at = len(self.products)
        amounts = facts.price_min, facts.price_max, facts.in_stock
        self.products.append((at, facts.id, *amounts, *marks_of(terms)))
        self.terms += [(at, term, hit.weight) for term, hit in terms.items()]

    def insert(self, tenant_id: UUID) -> None:
        if not self.products:
            return
        columns = [
            list(column) for column in (*zip(*self.products, strict=True), *zip(*self.terms, strict=True))
        ]
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [tenant_id, *columns])
