"""Shops, their numbers and people, and the customers who write to them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from apps.tenants.secrets import Secret, closed, opened


class Tenant(models.Model):
    """A shop. Everything else in the house belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3, default="KES")
    timezone = models.CharField(max_length=60, default="Africa/Nairobi")
    link = models.URLField(
        blank=True, help_text="The shop's own address on the web; the bot may give it out."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "shop"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FactKey(models.TextChoices):
    HOURS = "hours", "Opening hours"
    LOCATION = "location", "Location"
    DELIVERY = "delivery", "Delivery"
    PAYMENT = "payment", "Payment"
    RETURNS = "returns", "Returns"
    CONTACT = "contact", "Contact"
    WARRANTY = "warranty", "Warranty"


class ShopFact(models.Model):
    """A sentence the shop stands by, in one language. Beside the catalogue the bot may state nothing else."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=20, choices=FactKey)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("sw", "Kiswahili")])
    text = models.TextField(max_length=900)

    class Meta:
        ordering = ["key", "language"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "language"], name="tenants_shopfact_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class WhatsAppNumber(models.Model):
    """A number the shop answers on. WhatsApp's `phone_number_id` is what tells shops apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="numbers")
    phone_number_id = models.CharField(max_length=64, unique=True)
    display_phone_number = models.CharField(max_length=32, blank=True)
    waba_id = models.CharField("business account id", max_length=64, blank=True, db_index=True)
    sealed_token = models.TextField(blank=True, editable=False)
    messages_per_second = models.PositiveIntegerField(
        default=80, help_text="WhatsApp's throughput of this number: 80, or 1,000 on the highest tier."
    )
    paused_until = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent before this time.")
    pause_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "WhatsApp number"
        ordering = ["display_phone_number"]

    def __str__(self) -> str:
        return self.display_phone_number or self.phone_number_id

    @property
    def access_token(self) -> Secret:
        return opened(self.sealed_token)

    @access_token.setter
    def access_token(self, token: str) -> None:
        self.sealed_token = closed(token)


class Customer(models.Model):
    """Who writes. WhatsApp names people by `user_id`, by phone (`wa_id`), or by both.

    A person with a username may come without a phone; an old contact may have no user id yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="customers")
    user_id = models.CharField(max_length=140, null=True, blank=True)
    phone = models.CharField(max_length=32, null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField(default=False, help_text="A canary: nothing is sent to anybody.")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id"], name="tenants_customer_user_id_once"),
            models.UniqueConstraint(fields=["tenant", "phone"], name="tenants_customer_phone_once"),
            models.CheckConstraint(
                condition=Q(user_id__isnull=False) | Q(phone__isnull=False), name="tenants_customer_reachable"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.phone or self.user_id or str(self.pk)


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    AGENT = "agent", "Agent"
    VIEWER = "viewer", "Viewer"


class Member(models.Model):
    """A person of the shop, with what they may do there."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="tenants_member_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class ContactKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    CHANNEL = "channel", "Slack, Teams, Telegram, a webhook …"


class TenantContact(models.Model):
    """Whom the platform tells what concerns the shop's people. An address may hold secrets, so it is kept closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=ContactKind, default=ContactKind.EMAIL)
    email = models.EmailField(blank=True)
    sealed_address = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("sw", "Kiswahili")], default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "contact"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"], condition=~Q(email=""), name="tenants_contact_email_once"
            ),
            models.CheckConstraint(
                condition=(Q(kind="email") & ~Q(email="")) | (Q(kind="channel") & ~Q(sealed_address="")),
                name="tenants_contact_reachable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"

    @property
    def address(self) -> Secret:
        """Of a channel, as Apprise writes them: `slack://…`, `https://hooks.slack.com/…`, `tgram://…`."""
        return opened(self.sealed_address)

    @address.setter
    def address(self, address: str) -> None:
        self.sealed_address = closed(address)
