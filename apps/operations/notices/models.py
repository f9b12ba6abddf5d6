"""What the shops' people were told, and what became of each copy."""

import uuid

from django.db import models


class NoticeKind(models.TextChoices):
    MAINTENANCE = "maintenance", "Maintenance"
    EMERGENCY = "emergency", "Emergency"


class Notice(models.Model):
    """`key` says which notice it is: said again under the same key, it goes to those only who did not get it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=11, choices=NoticeKind)
    key = models.CharField(max_length=200, unique=True)
    message = models.TextField(blank=True)
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"


class DeliveryState(models.TextChoices):
    CLAIMED = "claimed", "Being sent"
    SENT = "sent", "Taken by the channel"
    FAILED = "failed", "Not taken by the channel"
    UNCERTAIN = "uncertain", "Perhaps sent"  # whoever sent it ended before it knew


class NoticeDelivery(models.Model):
    """One copy. The row is the claim: it is written before the call, and nobody calls without having written it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    contact = models.ForeignKey("tenants.TenantContact", on_delete=models.RESTRICT, related_name="+")
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=DeliveryState, default=DeliveryState.CLAIMED)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    claimed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "notice deliveries"
        ordering = ["-claimed_at"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "contact"], name="operations_noticedelivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_state_display()}"
