"""One tenant's catalogue as a turn may ask it: the implementation of `facts.CatalogView`."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from apps.catalog import selectors
from apps.catalog.facts import CategoryFacts, ProductFacts, ProductPage, ProductQuery, VariantFacts
from apps.catalog.search.candidates import FOUND_AT_MOST, FOUND_FOR_LATER_PAGES
from apps.catalog.search.find import Found, find
from apps.catalog.text import words

LONGEST_NAME_WORDS = 20
TEXT_WORDS = 1_000


class TenantCatalog:
    """Reads only. Call inside the tenant's scope where row-level security binds the connection.

    One for each turn: a product is read once and then stays as it was, so that what is said and what it is
    checked against are the same.
    """

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self._read: dict[UUID, ProductFacts | None] = {}
        self._found: dict[ProductQuery, Found] = {}

    def search(self, query: ProductQuery) -> ProductPage:
        found = self._find(query)
        page = found.product_ids[query.offset : query.offset + query.limit]
        return ProductPage(
            products=self.products(page),
            total=len(found.product_ids),
            missed=found.missed,
            corrected_words=found.corrected_words,
        )

    def _find(self, query: ProductQuery) -> Found:
        """Once for all pages of it: a turn looks whether there is something before it shows it."""
        is_early = query.offset + query.limit <= FOUND_AT_MOST
        every_page = replace(query, offset=0, limit=FOUND_AT_MOST if is_early else FOUND_FOR_LATER_PAGES)
        if every_page not in self._found:
            self._found[every_page] = find(tenant_id=self.tenant_id, query=every_page)
        return self._found[every_page]

    def products(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
        unread = [product_id for product_id in ids if product_id not in self._read]
        if unread:
            found = {product.id: product for product in self._facts(unread)}
            self._read |= dict.fromkeys(unread) | found
        read = (self._read[product_id] for product_id in dict.fromkeys(ids))
        return tuple(product for product in read if product is not None)

    def _facts(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
        return selectors.products_by_id(tenant_id=self.tenant_id, ids=ids)

    def product_of_retailer_id(self, retailer_id: str) -> tuple[ProductFacts, VariantFacts | None] | None:
        ids = selectors.product_id_of_retailer_id(tenant_id=self.tenant_id, retailer_id=retailer_id)
        products = self.products([ids[0]]) if ids else ()
        if not ids or not products:
            return None
        variant = next((variant for variant in products[0].variants if variant.id == ids[1]), None)
        return products[0], variant

    def categories(self) -> tuple[CategoryFacts, ...]:
        return selectors.categories_with_products(self.tenant_id)

    def count(self) -> int:
        return selectors.published_count(self.tenant_id)

    def named(self, text: str, limit: int = 8) -> tuple[ProductFacts, ...]:
        said = words(text)[:TEXT_WORDS]
        runs = {
            " ".join(said[start:end])
            for start in range(len(said))
            for end in range(start + 1, min(start + LONGEST_NAME_WORDS, len(said)) + 1)
        }
        return self.products(selectors.ids_named(tenant_id=self.tenant_id, keys=sorted(runs), limit=limit))
