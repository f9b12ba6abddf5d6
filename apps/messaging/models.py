"""What was said, what is to be said, and how far the journal has been read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class ConversationStatus(models.TextChoices):
    OPEN = "open", "Open"  # the bot answers
    WAITING = "waiting", "Waiting for the shop"  # a person of the shop was asked for
    HANDED_OVER = "handed_over", "With a person"  # the bot is silent
    COMPLETED = "completed", "Completed"  # served; the bot goes on answering until it falls silent
    ABANDONED = "abandoned", "Abandoned"


UNSETTLED = (ConversationStatus.OPEN, ConversationStatus.WAITING, ConversationStatus.HANDED_OVER)
# What the customer writes next belongs to it.
LIVE = Q(status__in=(*UNSETTLED, ConversationStatus.COMPLETED), ended_at__isnull=True)


class Conversation(models.Model):
    """Begins with a customer's first message and ends when it has been silent for a day.

    `created_at` is WhatsApp's time of that first message, `ended_at` a day after the last one. Of one customer and
    number at most one is live.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey("tenants.Customer", on_delete=models.CASCADE, related_name="conversations")
    number = models.ForeignKey("tenants.WhatsAppNumber", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=12, choices=ConversationStatus, default=ConversationStatus.OPEN)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(
        help_text="WhatsApp's time: 24 hours from here free text may be sent."
    )
    ended_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["tenant", "-updated_at"], name="messaging_conversation_newest"),
            models.Index(fields=["tenant", "created_at"], name="messaging_conversation_started"),
            models.Index(
                fields=["last_inbound_at"],
                condition=Q(ended_at__isnull=True),
                name="messaging_conversation_going",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "number"],
                condition=Q(status__in=UNSETTLED, ended_at__isnull=True),
                name="messaging_conversation_live_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer} ({self.get_status_display()})"


class Direction(models.TextChoices):
    INBOUND = "inbound", "From the customer"
    OUTBOUND = "outbound", "From the shop"


class MessageStatus(models.TextChoices):
    """In their order: a status moves up only. `received` is that of every inbound message."""

    RECEIVED = "received", "Received"
    SENDING = "sending", "Being sent"
    UNCERTAIN = "uncertain", "Perhaps sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    READ = "read", "Read"
    FAILED = "failed", "Failed"


class Message(models.Model):
    """One message, either way. Order within a conversation: (created_at, journal_offset, journal_index).

    `created_at` is when it happened: WhatsApp's time inbound, acceptance by WhatsApp outbound; `inserted_at` is
    when this row was written. `turn_id` of an inbound message is the turn that took it in; null while open.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    number = models.ForeignKey(
        "tenants.WhatsAppNumber", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    direction = models.CharField(max_length=8, choices=Direction)
    wa_id = models.CharField("WhatsApp's id", max_length=200, null=True)
    kind = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    row_id = models.CharField(max_length=256, blank=True)
    quoted_wa_id = models.CharField(max_length=200, blank=True)
    referred_retailer_id = models.CharField(max_length=200, blank=True)
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=MessageStatus, default=MessageStatus.RECEIVED)
    error = models.JSONField(null=True)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(
        help_text="When intake took it in, or the claim was written, by our clock."
    )
    inserted_at = models.DateTimeField()
    journal_offset = models.BigIntegerField()
    journal_index = models.PositiveIntegerField(default=0)
    turn_id = models.UUIDField(null=True)
    effect_part = models.PositiveSmallIntegerField(null=True)
    response_time_ms = models.PositiveIntegerField(null=True, help_text="Turn due to accepted by WhatsApp.")
    harmonization_wait_ms = models.PositiveIntegerField(null=True)
    customer_wait_ms = models.PositiveIntegerField(null=True, help_text="The customer's whole wait.")
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["created_at", "journal_offset", "journal_index"]
        indexes = [
            models.Index(
                fields=["conversation", "created_at", "journal_offset", "journal_index"],
                name="messaging_message_in_order",
            ),
            models.Index(
                fields=["conversation"],
                condition=Q(direction=Direction.INBOUND, turn_id__isnull=True),
                name="messaging_message_open",
            ),
            models.Index(
                fields=["turn_id"], condition=Q(turn_id__isnull=False), name="messaging_message_turn"
            ),
            models.Index(fields=["tenant", "created_at"], name="messaging_message_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "wa_id"], name="messaging_message_wa_id_once"),
            models.UniqueConstraint(
                fields=["turn_id", "effect_part"],
                condition=Q(direction=Direction.OUTBOUND),
                name="messaging_message_effect_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.kind


class StatusEvent(models.Model):
    """What WhatsApp told about a message of ours, each step once. It may come before we know the message."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    number = models.ForeignKey(
        "tenants.WhatsAppNumber", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    wa_id = models.CharField(max_length=200)
    status = models.CharField(max_length=40)
    at = models.DateTimeField()
    callback_data = models.CharField(max_length=512, blank=True)
    payload = models.JSONField(default=dict)
    journal_offset = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "wa_id", "status"], name="messaging_statusevent_once")
        ]
        # what was told of a number of late: asked of each lost send
        indexes = [models.Index(fields=["number", "at"], name="messaging_statusevent_of_late")]

    def __str__(self) -> str:
        return f"{self.wa_id}: {self.status}"


class BusinessEvent(models.Model):
    """Whatever else WhatsApp tells: account updates, templates, calls, preferences, fields not yet known.

    The tenant is null where the account is not one shop's.
    """

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", null=True)
    field = models.CharField(max_length=80)
    waba_id = models.CharField(max_length=64, blank=True)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    journal_offset = models.BigIntegerField()
    journal_index = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["journal_offset", "journal_index"], name="messaging_businessevent_once"
            )
        ]

    def __str__(self) -> str:
        return self.field


class OutboxState(models.TextChoices):
    PENDING = "pending", "To be sent"
    SENDING = "sending", "Being sent"
    ACCEPTED = "accepted", "Accepted by WhatsApp"
    FAILED = "failed", "Refused for good"
    UNCERTAIN = "uncertain", "Answer lost"
    CANCELLED = "cancelled", "Not to be sent"


class OutboxMessage(models.Model):
    """A message of ours on its way. The row is a wish: only a claim in the journal allows the call.

    `features` are the enhancements that the reply rests on; `context` is the bot's own and comes back to it
    with the intent. `due_at` is when the turn was due.
    """

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="outbox")
    number = models.ForeignKey(
        "tenants.WhatsAppNumber", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    customer = models.ForeignKey(
        "tenants.Customer", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    effect_id = models.UUIDField()
    part = models.PositiveSmallIntegerField(default=0)
    payload = models.JSONField()
    answers = ArrayField(models.UUIDField(), default=list)
    features = ArrayField(models.CharField(max_length=60), default=list)
    config_version = models.BigIntegerField(default=0)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=OutboxState, default=OutboxState.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    first_at = models.DateTimeField(help_text="Arrival of the first message that it answers.")
    due_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    wa_id = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    sent_again_at = models.DateTimeField(null=True, help_text="When a lost answer led to the one repetition.")

    class Meta:
        verbose_name = "outbox message"
        indexes = [
            models.Index(
                fields=["number", "not_before"],
                condition=Q(state=OutboxState.PENDING),
                name="messaging_outbox_pending",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=[OutboxState.SENDING, OutboxState.UNCERTAIN]),
                name="messaging_outbox_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["effect_id", "part"], name="messaging_outbox_effect_once")
        ]

    def __str__(self) -> str:
        return f"{self.effect_id}/{self.part} {self.state}"


WITH_WHATSAPP = Q(state__in=[OutboxState.SENDING, OutboxState.UNCERTAIN])
# Or up for its one repetition: should it be told of meanwhile, it is not sent again.
UNDER_WAY = WITH_WHATSAPP | Q(state=OutboxState.PENDING, sent_again_at__isnull=False)


class RateLimit(models.Model):
    """Theoretical arrival time of the generic cell rate algorithm: one row per number, one per pair.

    In PostgreSQL rather than Redis, so that every sender shares it and a flushed cache forgets nothing.
    """

    key = models.CharField(max_length=220, primary_key=True)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    full_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Partition(models.Model):
    """How far a partition of the journal has been read, and who reads it. Moves with the rows it led to."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    offset = models.BigIntegerField(default=0)
    epoch = models.UUIDField(null=True)
    lease_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.number} @ {self.offset}"


class ProjectorProcess(models.Model):
    """A projector that is alive, whether or not it holds partitions yet: the shares are reckoned by it."""

    name = models.CharField(max_length=80, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ParkedRecord(models.Model):
    """A journal record that could not be projected, with the reason. It is never lost: it stands in the journal."""

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", null=True)
    journal_offset = models.BigIntegerField(unique=True)
    partition = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=60)
    phone_number_id = models.CharField(max_length=64, blank=True, db_index=True)
    reason = models.TextField()
    parked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.journal_offset}: {self.reason[:80]}"


class MediaState(models.TextChoices):
    PENDING = "pending", "To be fetched"
    STORED = "stored", "In the media store"
    GONE = "gone", "No longer at WhatsApp"
    REFUSED = "refused", "Not taken in"


class MediaFile(models.Model):
    """The file that came with a message. Its bytes lie in the media store under `sha256`, never here.

    `said_sha256` is WhatsApp's word; `sha256` is ours, written before the file is seen in the store, so that no
    file lies there that no row names. While one is being fetched `next_try_at` is its lease.
    """

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="media_file"
    )
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    media_id = models.CharField("WhatsApp's id of the file", max_length=200)
    mime_type = models.CharField(max_length=127, blank=True)
    filename = models.CharField(max_length=240, blank=True)
    said_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True)
    state = models.CharField(max_length=7, choices=MediaState, default=MediaState.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="WhatsApp keeps a customer's file for seven days.")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "next_try_at"],
                condition=Q(state=MediaState.PENDING),
                name="messaging_media_pending",
            ),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="messaging_media_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.mime_type or self.media_id} ({self.state})"


class MediaOrphan(models.Model):
    """A digest that a deleted row named: its file goes once no other row does. A trigger writes it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
