"""Payment callbacks: kept as they came. Whether one is true the projector finds out, which has the shops' secrets."""

from collections.abc import Callable
from datetime import datetime

from wabot_edge.intake.asgi import BodyReader, Receive, Response, Scope, response
from wabot_edge.intake.writer import Writer
from wabot_edge.journal.records import Kind, NewRecord, partition_of

# Nobody has signed for what comes in here, so it gets less room than WhatsApp.
LIMIT_BYTES = 256 * 1024
HEADERS_LIMIT_BYTES = 16 * 1024
# Each provider names its signature's header differently, so all are kept but these.
DROPPED_HEADERS = frozenset(
    b"cookie authorization proxy-authorization host connection keep-alive content-length transfer-encoding"
    b" te trailer upgrade expect accept accept-encoding accept-language accept-charset".split()
)
KEPT = response(200)
HEADERS_TOO_LARGE = response(431, "The headers are too large.", (b"connection", b"close"))


class PaymentCallbacks:
    def __init__(self, writer: Writer, reader: BodyReader, *, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._reader = reader
        self._clock = clock

    async def take(self, token: str, scope: Scope, receive: Receive) -> Response | None:
        """None when the record could not be made durable. Raises BodyTooLarge, BodyIncomplete or Busy.

        Beside the sender's headers two that no sender can set: `:token`, the path's, and `:query`.
        """
        received_at = self._clock()
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_LIMIT_BYTES:
            return HEADERS_TOO_LARGE
        body = await self._reader.read(dict(scope["headers"]), receive, limit_bytes=LIMIT_BYTES)
        headers = _kept(scope)
        headers[":token"] = token
        if query := scope["query_string"]:
            headers[":query"] = query.decode("latin-1")
        record = NewRecord(
            kind=Kind.PAYMENT_CALLBACK,
            partition=partition_of(token),
            received_at=received_at,
            body=body,
            headers=headers,
        )
        return KEPT if await self._writer.keep([record]) else None


def _kept(scope: Scope) -> dict[str, str]:
    kept: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        if raw_name not in DROPPED_HEADERS:
            name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
            kept[name] = f"{kept[name]}, {value}" if name in kept else value
    return kept
