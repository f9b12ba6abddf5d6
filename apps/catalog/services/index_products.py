"""Keeping the search index equal to the products. Always called with the CatalogRevision row locked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.catalog import selectors
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
    rows = list(_postings(tenant_id, product_ids, surfaces))
    after = Counter(row.term for row in rows)
    postings.delete()
    SearchPosting.objects.bulk_create(rows, batch_size=5_000)
    for term in before.keys() | after.keys():
        if before[term] != after[term]:
            shorter = min(filter(None, (touched.get(term), surfaces.get(term))), key=len, default="")
            touched[term] = shorter


def _postings(
    tenant_id: UUID, product_ids: Sequence[UUID], surfaces: dict[str, str]
) -> Iterable[SearchPosting]:
    shown = selectors.published(tenant_id).filter(id__in=product_ids)
    places = {row[0]: row[1:] for row in shown.values_list("id", "category__slug", "position")}
    for facts in selectors.products_by_id(tenant_id=tenant_id, ids=list(places)):
        category_slug, position = places[facts.id]
        terms: dict[str, Weighted] = terms_of(facts, category_slug=category_slug or "", position=position)
        marks = marks_of(terms)
        low, high, in_stock = facts.price_min, facts.price_max, facts.in_stock
        for term, hit in terms.items():
            surfaces[term] = min(surfaces.get(term, hit.surface), hit.surface, key=len)
            yield SearchPosting(
                tenant_id=tenant_id,
                product_id=facts.id,
                term=term,
                weight=hit.weight,
                price_min=low,
                price_max=high,
                in_stock=in_stock,
                marks_low=marks.low,
                marks_high=marks.high,
            )
