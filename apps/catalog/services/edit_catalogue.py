"""Changes by hand, one shop at a time: whatever is written here, search and the revision follow.

Each takes the revision's lock, so that an import into the same shop and an edit wait for each other.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.catalog.models import Category, Product, SearchPosting, Variant
from apps.catalog.search.terms import option_term
from apps.catalog.services.index_products import bump, count_terms, index, lock_revision
from apps.catalog.text import name_key


@transaction.atomic
def products_edited(*, tenant_id: UUID, product_ids: Sequence[UUID], now: datetime) -> None:
    """Call after products, variants or pictures were written by other means than an import."""
    revision = lock_revision(tenant_id)
    products = list(Product.objects.filter(tenant_id=tenant_id, id__in=product_ids))
    for product in products:
        product.name_key, product.updated_at = name_key(product.name), now
    Product.objects.bulk_update(products, ["name_key", "updated_at"])
    variants = list(Variant.objects.filter(product__in=products))
    for variant in variants:
        variant.option_terms = [option_term(value) for _, value in variant.options]
    Variant.objects.bulk_update(variants, ["option_terms"], batch_size=500)
    touched = index(tenant_id=tenant_id, product_ids=product_ids)
    count_terms(tenant_id=tenant_id, touched=touched)
    bump(revision, terms_changed=bool(touched), now=now)


@transaction.atomic
def set_published(*, tenant_id: UUID, product_ids: Sequence[UUID], published: bool, now: datetime) -> int:
    """How many were not so already; no row is written for the others."""
    others = Product.objects.filter(tenant_id=tenant_id, id__in=product_ids, is_published=not published)
    lock_revision(tenant_id)
    changed = list(others.values_list("id", flat=True))
    if changed:
        Product.objects.filter(id__in=changed).update(is_published=published)
        products_edited(tenant_id=tenant_id, product_ids=changed, now=now)
    return len(changed)


@transaction.atomic
def delete_products(*, tenant_id: UUID, product_ids: Sequence[UUID], now: datetime) -> None:
    revision = lock_revision(tenant_id)
    postings = SearchPosting.objects.filter(tenant_id=tenant_id, product_id__in=product_ids)
    terms = set(postings.values_list("term", flat=True))
    Product.objects.filter(tenant_id=tenant_id, id__in=product_ids).delete()
    count_terms(tenant_id=tenant_id, touched=dict.fromkeys(terms, ""))
    bump(revision, terms_changed=bool(terms), now=now)


@transaction.atomic
def category_edited(*, category: Category, now: datetime) -> None:
    """Call after a category's name or place was written. Its slug stays, so that an import finds it again."""
    revision = lock_revision(category.tenant_id)
    products = list(Product.objects.filter(category=category).values_list("id", flat=True))
    touched = index(tenant_id=category.tenant_id, product_ids=products)
    count_terms(tenant_id=category.tenant_id, touched=touched)
    # its name can be asked for even where it has no product yet
    bump(revision, terms_changed=True, now=now)


@transaction.atomic
def delete_categories(*, tenant_id: UUID, category_ids: Sequence[UUID], now: datetime) -> None:
    """With the categories below them. Their products stay, without a category."""
    revision = lock_revision(tenant_id)
    slugs = Category.objects.filter(tenant_id=tenant_id, id__in=category_ids).values_list("slug", flat=True)
    below = Q()
    for slug in slugs:
        below |= Q(slug=slug) | Q(slug__startswith=f"{slug}/")
    gone = Category.objects.filter(below, tenant_id=tenant_id) if below else Category.objects.none()
    products = list(Product.objects.filter(category__in=gone).values_list("id", flat=True))
    gone.delete()
    touched = index(tenant_id=tenant_id, product_ids=products)
    count_terms(tenant_id=tenant_id, touched=touched)
    bump(revision, terms_changed=True, now=now)
