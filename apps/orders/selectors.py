"""What may be asked about orders."""

from uuid import UUID

from django.db.models import Sum

from apps.orders.models import OrderLine


def held_pieces(tenant_id: UUID) -> dict[UUID, int]:
    """variant → how many pieces orders keep from others until the shop has decided on them."""
    held = OrderLine.objects.filter(tenant_id=tenant_id, held__gt=0).order_by()
    return dict(held.values_list("variant_id").annotate(Sum("held")))
