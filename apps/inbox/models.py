"""What the shop's people have to see to."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class TicketReason(models.TextChoices):
    PERSON_ASKED = "person_asked", "A person was asked for"
    TURN_FAILED = "turn_failed", "The bot failed"


class TicketStatus(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Ticket(models.Model):
    """Of a conversation at most one is open. `created_at` is when the customer was told that somebody comes."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="tickets"
    )
    reason = models.CharField(max_length=12, choices=TicketReason)
    status = models.CharField(max_length=6, choices=TicketStatus, default=TicketStatus.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["tenant", "-created_at"], name="inbox_ticket_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(status="open"), name="inbox_ticket_open_once"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status="closed", closed_at__isnull=False),
                name="inbox_ticket_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} ({self.get_status_display()})"
