"""What may be asked about messages and their files."""

from uuid import UUID

from apps.messaging.models import MediaFile, MediaState


def stored_file_of(message_id: UUID) -> MediaFile | None:
    """Within the rows that the connection may see."""
    return MediaFile.objects.filter(pk=message_id, state=MediaState.STORED).first()
