"""The catalogue less what is ordered already: what orders hold is not offered to others."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from apps.catalog.facts import ProductFacts, VariantFacts
from apps.catalog.services.view import TenantCatalog
from apps.orders.selectors import held_pieces


class Shelf(TenantCatalog):
    """One for each turn, as its parent."""

    def products(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
        found = super().products(ids)
        return tuple(map(self._free, found)) if found and self._held else found

    @cached_property
    def _held(self) -> dict[UUID, int]:
        return held_pieces(self.tenant_id)

    def _free(self, product: ProductFacts) -> ProductFacts:
        if self._held.keys().isdisjoint(variant.id for variant in product.variants):
            return product
        return replace(product, variants=tuple(map(self._left, product.variants)))

    def _left(self, variant: VariantFacts) -> VariantFacts:
        held = self._held.get(variant.id, 0)
        if variant.stock is None or not held:
            return variant
        return replace(variant, stock=max(0, variant.stock - held))
