"""The catalogue less what is ordered already: what orders hold is not offered to others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from apps.catalog.facts import ProductFacts, VariantFacts
from apps.catalog.services.view import TenantCatalog
from apps.orders.selectors import held_pieces


class Shelf(TenantCatalog):
    """One for each turn, as its parent."""

    def _facts(self, ids: Sequence[UUID]) -> tuple[ProductFacts, ...]:
        found = super()._facts(ids)
        counted = [variant.id for product in found for variant in product.variants if variant.stock]
        held = held_pieces(self.tenant_id, counted) if counted else {}
        return tuple(_free(product, held) for product in found) if held else found


def _free(product: ProductFacts, held: Mapping[UUID, int]) -> ProductFacts:
    if held.keys().isdisjoint(variant.id for variant in product.variants):
        return product
    return replace(product, variants=tuple(_left(variant, held) for variant in product.variants))


def _left(variant: VariantFacts, held: Mapping[UUID, int]) -> VariantFacts:
    if variant.stock is None or variant.id not in held:
        return variant
    return replace(variant, stock=max(0, variant.stock - held[variant.id]))
