"""WhatsApp's webhook: the handshake, and every notification that is signed."""

import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl

from wabot_edge.intake.asgi import BodyReader, Receive, Response, Scope, response
from wabot_edge.intake.logs import Occasionally
from wabot_edge.intake.signature import Signatures
from wabot_edge.intake.splitting import records_of
from wabot_edge.intake.writer import Writer

LIMIT_BYTES = 3 * 1024 * 1024  # WhatsApp's own
SIGNATURE = b"x-hub-signature-256"
KEPT_HEADERS = [
    (name.encode(), name) for name in ("x-hub-signature-256", "content-type", "user-agent", "x-request-id")
]
KEPT = response(200)
UNSIGNED = response(401, "The signature is missing or wrong.")
FORBIDDEN = response(403, "The verify token is wrong.")
PLAIN = (b"x-content-type-options", b"nosniff")


class WhatsAppWebhook:
    def __init__(
        self,
        writer: Writer,
        reader: BodyReader,
        *,
        signatures: Signatures,
        verify_token: bytes,
        clock: Callable[[], datetime],
        warn: Occasionally,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._signatures = signatures
        self._verify_token = verify_token
        self._clock = clock
        self._warn = warn

    def verify(self, scope: Scope) -> Response:
        """WhatsApp's form asks once whether the address is ours; there is no signature on it."""
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        given = asked.get("hub.verify_token", "").encode()
        is_ours = hmac.compare_digest(given, self._verify_token)
        if not is_ours or asked.get("hub.mode") != "subscribe" or "hub.challenge" not in asked:
            return FORBIDDEN
        return response(200, asked["hub.challenge"], PLAIN)

    async def take(self, scope: Scope, receive: Receive) -> Response | None:
        """None when the records could not be made durable. Raises BodyTooLarge, BodyIncomplete or Busy."""
        received_at = self._clock()
        headers = dict(scope["headers"])
        body = await self._reader.read(headers, receive, limit_bytes=LIMIT_BYTES)
        if not self._signatures.vouch_for(body, headers.get(SIGNATURE, b"")):
            self._warn("webhooks whose signature is missing or wrong")
            return UNSIGNED
        kept = {name: headers[raw].decode("latin-1") for raw, name in KEPT_HEADERS if raw in headers}
        records = records_of(body, headers=kept, received_at=received_at)
        return KEPT if await self._writer.keep(records) else None
