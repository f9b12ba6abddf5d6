"""What a customer means to buy, and what they bought."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class Cart(models.Model):
    """Of one conversation, as of the last reply that left. Empty once it was ordered.

    `key` names the cart from its first line to its order: what is ordered twice under one key is one order.
    """

    conversation = models.OneToOneField("messaging.Conversation", on_delete=models.CASCADE, primary_key=True)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(null=True)
    delivery = models.CharField(max_length=300, blank=True, help_text="Where to and for whom, as written.")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"cart of {self.conversation_id}"


class CartLine(models.Model):
    """`price` of one piece is what the customer was told when it was put in."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    # no foreign keys: a shop may take out of its catalogue what lies in carts
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    price = models.DecimalField(max_digits=12, decimal_places=2)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant_id"], name="orders_cartline_variant_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_cartline_has_pieces"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class OrderStatus(models.TextChoices):
    PLACED = "placed", "Placed"
    CONFIRMED = "confirmed", "Confirmed by the shop"
    CANCELLED = "cancelled", "Cancelled"


class PaymentMethod(models.TextChoices):
    ON_DELIVERY = "on_delivery", "On delivery"


class Order(models.Model):
    """Stands once the reply that tells the customer its number has left; its id follows from the cart's key.

    `total` is the sum of its lines, in `currency`; delivery is not in it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="orders"
    )
    customer = models.ForeignKey("tenants.Customer", on_delete=models.CASCADE, related_name="orders")
    number = models.CharField(max_length=20, help_text="What the customer was told.")
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.PLACED)
    payment_method = models.CharField(max_length=12, choices=PaymentMethod, default=PaymentMethod.ON_DELIVERY)
    delivery = models.CharField(max_length=300, blank=True, help_text="Where to and for whom, as written.")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=16, decimal_places=2)
    placed_at = models.DateTimeField()
    effect_id = models.UUIDField(help_text="The reply that told the customer.")
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-placed_at"]
        indexes = [
            models.Index(fields=["tenant", "-placed_at"], name="orders_order_newest"),
            models.Index(fields=["tenant", "number"], name="orders_order_number"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="orders_order_currency"),
            models.CheckConstraint(condition=Q(total__gte=0), name="orders_order_total_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """Name and price as they were told. `held` pieces are kept from other customers until the shop decides."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    name = models.CharField(max_length=400)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=12, decimal_places=2)
    held = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["tenant", "variant_id"],
                include=["held"],
                condition=Q(held__gt=0),
                name="orders_orderline_held",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "variant_id"], name="orders_orderline_variant_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(held__lte=F("quantity")), name="orders_orderline_pieces"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
