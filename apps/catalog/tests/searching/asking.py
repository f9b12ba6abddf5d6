"""Asking in one line, answered in handles."""

from typing import Any

from apps.catalog.facts import ProductPage, ProductQuery
from apps.catalog.services.view import TenantCatalog


def ask(catalog: TenantCatalog, words: str = "", **wish: Any) -> ProductPage:
    """In a turn of its own, as customers ask."""
    return TenantCatalog(catalog.tenant_id).search(ProductQuery(words=words, **wish))


def handles(page: ProductPage) -> list[str]:
    return [product.handle for product in page.products]


def found(catalog: TenantCatalog, words: str = "", **wish: Any) -> list[str]:
    return handles(ask(catalog, words, **wish))
