"""A row for each file that a message brings, in the transaction that writes the message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.messaging.models import MediaFile, MediaState, Message
from apps.messaging.whatsapp.media import Medium, medium_of

# Meta: the id in a webhook is good for seven days.
LIVES = timedelta(days=7)


def record_media(messages: Sequence[Message], *, now: datetime) -> None:
    """Of new messages. A canary's file is nowhere, so none is looked for."""
    found = [
        (message, medium)
        for message in messages
        if not message.is_synthetic and (medium := medium_of(message.payload))
    ]
    MediaFile.objects.bulk_create([_row(message, medium, now) for message, medium in found])


def _row(message: Message, medium: Medium, now: datetime) -> MediaFile:
    good = medium.can_be_asked_for
    return MediaFile(
        message=message,
        tenant_id=message.tenant_id,
        media_id=medium.media_id,
        mime_type=medium.mime_type,
        filename=medium.filename,
        said_sha256=medium.sha256,
        state=MediaState.PENDING if good else MediaState.REFUSED,
        reason="" if good else "its id cannot be one of WhatsApp's",
        next_try_at=now,
        expires_at=message.received_at + LIVES,
    )
