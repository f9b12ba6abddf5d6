"""What the bot is set to do, the turns it took, and what it showed."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class AgentConfiguration(models.Model):
    """A shop's switches and settings. `version` is moved by the database itself with every change."""

    tenant = models.OneToOneField(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="agent_configuration"
    )
    enable_message_harmonization = models.BooleanField(
        default=True, help_text="Messages sent in one burst are answered as one."
    )
    harmonization_wait_seconds = models.PositiveSmallIntegerField(
        default=3, validators=[MaxValueValidator(20)], help_text="Quiet time after which a burst is over."
    )
    enable_immediate_product_display = models.BooleanField(
        default=True, help_text="Products are shown at once, never a question first."
    )
    max_products_to_show = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    enable_grounded_validation = models.BooleanField(
        default=True, help_text="Nothing is said that the catalogue and the shop's facts do not bear out."
    )
    enable_reference_resolution = models.BooleanField(
        default=True, help_text="“The second one” is understood from what was shown."
    )
    use_business_name_as_identity = models.BooleanField(default=True)
    custom_bot_greeting = models.TextField(blank=True, default="", max_length=500)
    version = models.BigIntegerField(default=1, db_default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"configuration of {self.tenant}"


class Subject(models.TextChoices):
    CONFIGURATION = "configuration", "Configuration"
    HOLD = "hold", "Hold"
    ROLLOUT = "rollout", "Rollout"


class ConfigurationVersion(models.Model):
    """One change of what is in effect, written by the database itself, by whatever path the change came.

    Versions are given in the order of the commits. `old` and `new` are the row's values before and after (null =
    there was none). It outlives the shop that it tells of, hence no constraint; no tenant = it may concern all.
    """

    version = models.BigIntegerField(primary_key=True)
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    subject = models.CharField(max_length=13, choices=Subject)
    operation = models.CharField(max_length=8)
    at = models.DateTimeField()
    author = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=80, help_text="The way it came: admin, a command, a program's name.")
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        ordering = ["-version"]
        indexes = [models.Index(fields=["tenant", "-version"], name="bot_configversion_of_tenant")]

    def __str__(self) -> str:
        return f"version {self.version}"


class FeatureHold(models.Model):
    """Keeps a feature off whatever the rows say, for one shop or (no tenant) for all. The database lets nothing
    but `release` of apps.bot.services.holding lift it; a shop that goes takes its own along.
    """

    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    feature = models.CharField(max_length=40)
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "hold"
        ordering = ["feature", "tenant"]
        constraints = [
            models.UniqueConstraint(
                fields=["feature", "tenant"], name="bot_featurehold_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.feature


class FeatureRollout(models.Model):
    """While it stands a feature is on for these shops only: those listed, and a percentage of all."""

    feature = models.CharField(max_length=40, primary_key=True)
    percentage = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    tenants = models.ManyToManyField("tenants.Tenant", through="RolloutTenant", related_name="+")

    class Meta:
        verbose_name = "rollout"
        constraints = [
            models.CheckConstraint(condition=Q(percentage__lte=100), name="bot_featurerollout_percentage")
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.percentage} %"


class RolloutTenant(models.Model):
    rollout = models.ForeignKey(FeatureRollout, on_delete=models.CASCADE, related_name="members")
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollout", "tenant"], name="bot_rollouttenant_once")]

    def __str__(self) -> str:
        return f"{self.rollout_id} for {self.tenant_id}"


class TurnStatus(models.TextChoices):
    ANSWERED = "answered", "Answered"
    SILENT = "silent", "Nothing to say"
    FAILED = "failed", "Failed"
    REOPENED = "reopened", "Reopened before it left"


class MessageHarmonizationLog(models.Model):
    """One combined turn. `message_ids` are ours, in order; `id` follows from them.

    `wait_ms` is what harmonization added: from the first message's arrival to the turn being due.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="harmonized_turns"
    )
    message_ids = ArrayField(models.UUIDField())
    combined_text = models.TextField(blank=True)
    status = models.CharField(max_length=9, choices=TurnStatus)
    topic = models.CharField(max_length=40, blank=True)
    wait_ms = models.PositiveIntegerField(default=0)
    wait_reason = models.CharField(max_length=20, blank=True)
    compute_ms = models.FloatField(null=True)
    findings = models.JSONField(default=list, help_text="Claims that grounding took out, with the reasons.")
    features = ArrayField(models.CharField(max_length=60), default=list)
    config_version = models.BigIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = "turn"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["tenant", "-created_at"], name="bot_turn_newest"),
            models.Index(fields=["created_at"], condition=Q(status="failed"), name="bot_turn_failed"),
        ]

    def __str__(self) -> str:
        return self.combined_text[:60] or self.get_status_display()


class TurnDue(models.Model):
    """When a conversation's open messages become a turn. A row of its own: the conversation's stays unlocked.

    A worker that takes it holds a lease, not a lock, while it thinks; `attempts` counts the leases.
    """

    conversation = models.OneToOneField("messaging.Conversation", on_delete=models.CASCADE, primary_key=True)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=20)
    held_from = models.DateTimeField(null=True, help_text="Due then, but nobody was listening.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="bot_turndue_by_time"),
            models.Index(fields=["tenant", "due_at"], name="bot_turndue_by_tenant"),
            models.Index(
                fields=["tenant"], condition=Q(lease_until__isnull=False), name="bot_turndue_leased"
            ),
        ]

    def __str__(self) -> str:
        return f"due {self.due_at:%H:%M:%S} ({self.reason})"


class ReferenceContext(models.Model):
    """A list that a customer was shown. It stands as soon as the journal says that it left, not before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.CASCADE, related_name="reference_contexts"
    )
    kind = models.CharField(max_length=20)
    items = models.JSONField(help_text="Position, name, ids and price as the customer read them.")
    message_ids = ArrayField(models.UUIDField(), default=list, help_text="Our messages that carried it.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["conversation", "-created_at"], name="bot_referencecontext_newest")]

    def __str__(self) -> str:
        return f"{self.kind} of {len(self.items)}"


class Dialogue(models.Model):
    """What the bot remembers of a conversation, as of the last reply that left."""

    conversation = models.OneToOneField("messaging.Conversation", on_delete=models.CASCADE, primary_key=True)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, blank=True)
    greeted = models.BooleanField(default=False)
    focus_product_id = models.UUIDField(null=True)
    last_query = models.CharField(max_length=600, blank=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.last_query or self.language
