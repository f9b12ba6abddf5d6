"""The typing indicator: a courtesy, not an effect that must happen once."""

from uuid import UUID

from apps.messaging.models import Direction, Message
from apps.messaging.whatsapp.graph import GraphClient


def show_typing(message_id: UUID, *, graph: GraphClient) -> bool:
    """Marks the message read and shows typing for at most 25 s. Only for a message that will be answered."""
    message = (
        Message.objects.select_related("number")
        .filter(pk=message_id, direction=Direction.INBOUND, turn_id__isnull=True, is_synthetic=False)
        .first()
    )
    if message is None or not message.wa_id:
        return False
    number = message.number
    return graph.mark_read(
        phone_number_id=number.phone_number_id, token=number.access_token, wa_id=message.wa_id, typing=True
    )
