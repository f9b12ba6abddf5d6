"""Carts and orders follow what the journal says of replies that left: replayed, it brings back the same."""

from collections.abc import Sequence

from apps.messaging.events import ReplyLeft
from apps.messaging.models import Conversation
from apps.orders.carts import Cart as CartValue
from apps.orders.ids import order_id
from apps.orders.models import Cart, CartLine, Order, OrderLine
from apps.orders.placing import Placed


def follow(left: Sequence[ReplyLeft]) -> None:
    """Within the projector's transaction. `cart` of a reply's context is all that lies in the cart from then on,
    `order` is what was ordered by it.
    """
    newest = {event.conversation_id: event for event in left if event.context.get("cart")}
    for event in newest.values():
        _keep_cart(event)
    for event in left:
        if event.context.get("order"):
            _place(event, Placed.of_json(event.context["order"]))


def _keep_cart(event: ReplyLeft) -> None:
    value = CartValue.of_json(event.context["cart"])
    cart, _ = Cart.objects.update_or_create(
        conversation_id=event.conversation_id,
        defaults={
            "tenant_id": event.tenant_id,
            "key": value.key,
            "delivery": value.delivery,
            "updated_at": event.at,
        },
    )
    cart.lines.all().delete()
    CartLine.objects.bulk_create(
        CartLine(
            tenant_id=event.tenant_id,
            cart=cart,
            product_id=line.product_id,
            variant_id=line.variant_id,
            quantity=line.quantity,
            price=line.price,
            position=position,
        )
        for position, line in enumerate(value.lines, start=1)
    )


def _place(event: ReplyLeft, placed: Placed) -> None:
    """Once for each cart: a second reply that tells of the same order finds it there."""
    pk = order_id(placed.key)
    if Order.objects.filter(pk=pk).exists():
        return
    conversation = Conversation.objects.get(pk=event.conversation_id)
    synthetic = conversation.is_synthetic
    order = Order.objects.create(
        id=pk,
        tenant_id=event.tenant_id,
        conversation=conversation,
        customer_id=conversation.customer_id,
        number=placed.number,
        delivery=placed.delivery,
        currency=placed.currency,
        total=placed.total,
        placed_at=event.at,
        effect_id=event.effect_id,
        is_synthetic=synthetic,
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            tenant_id=event.tenant_id,
            order=order,
            product_id=line.product_id,
            variant_id=line.variant_id,
            name=line.name,
            quantity=line.quantity,
            price=line.price,
            # a canary's order keeps nothing from anybody
            held=0 if synthetic else line.quantity,
            position=position,
        )
        for position, line in enumerate(placed.lines, start=1)
    )
