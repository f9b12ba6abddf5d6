"""What the shop makes of a placed order: what it held is sold, or free again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from apps.catalog.models import Variant
from apps.catalog.services.edit_catalogue import products_edited
from apps.orders.models import Order, OrderLine, OrderStatus


@transaction.atomic
def confirm_orders(pks: Collection[UUID], *, now: datetime) -> list[Order]:
    """Take what these placed orders hold out of the counted stock; return those that were still placed."""
    orders = _placed(pks)
    for order in orders:
        lines = list(order.lines.filter(held__gt=0))
        for line in lines:
            counted = Variant.objects.filter(pk=line.variant_id, stock__isnull=False)
            counted.update(stock=Greatest(F("stock") - line.held, Value(0)))
        products = [line.product_id for line in lines]
        products_edited(tenant_id=order.tenant_id, product_ids=products, now=now)
    return _settled(orders, OrderStatus.CONFIRMED)


@transaction.atomic
def cancel_orders(pks: Collection[UUID]) -> list[Order]:
    """Give free what these placed orders hold; return those that were still placed."""
    return _settled(_placed(pks), OrderStatus.CANCELLED)


def _placed(pks: Collection[UUID]) -> list[Order]:
    """Locked in one order, so that two people who settle at once wait for each other."""
    placed = Order.objects.filter(pk__in=pks, status=OrderStatus.PLACED)
    return list(placed.order_by("pk").select_for_update(no_key=True))


def _settled(orders: list[Order], status: OrderStatus) -> list[Order]:
    ids = [order.pk for order in orders]
    Order.objects.filter(pk__in=ids).update(status=status)
    OrderLine.objects.filter(order__in=ids).update(held=0)
    return orders
