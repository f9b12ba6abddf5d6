"""Payment callbacks: kept as they came. Whether one is true the projector finds out, which has the shops' secrets.

What comes under a token that we never made is not read at all, and whoever knows one of ours can have only so much kept.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from wabot_edge.intake.allowance import Allowance
from wabot_edge.intake.asgi import BodyReader, Receive, Response, Scope, response
from wabot_edge.intake.logs import Occasionally
from wabot_edge.intake.writer import Writer
from wabot_edge.journal.callbacks import is_minted
from wabot_edge.journal.records import Kind, NewRecord, partition_of

# Nobody has signed for what comes in here, so it gets less room than WhatsApp.
LIMIT_BYTES = 256 * 1024
HEADERS_LIMIT_BYTES = 16 * 1024
# Of one token: a thousand callbacks of a usual size at once, sixteen a second; a shop has a few a minute.
AT_ONCE_BYTES = 4 * 1024 * 1024
BYTES_PER_S = 64 * 1024
# Each provider names its signature's header differently, so all are kept but these.
DROPPED_HEADERS = frozenset(
    b"cookie authorization proxy-authorization host connection keep-alive content-length transfer-encoding"
    b" te trailer upgrade expect accept accept-encoding accept-language accept-charset".split()
)
KEPT = response(200)
CLOSE = (b"connection", b"close")
UNKNOWN = response(404, "There is nothing here.", CLOSE)
TOO_MANY = response(429, "Too many; please send it again later.", (b"retry-after", b"60"))
HEADERS_TOO_LARGE = response(431, "The headers are too large.", CLOSE)


class PaymentCallbacks:
    def __init__(
        self,
        writer: Writer,
        reader: BodyReader,
        *,
        keys: Sequence[bytes],
        allowance: Allowance,
        clock: Callable[[], datetime],
        warn: Occasionally,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._keys = keys
        self._allowance = allowance
        self._clock = clock
        self._warn = warn

    async def take(self, token: str, scope: Scope, receive: Receive) -> Response | None:
        """None when the record could not be made durable. Raises BodyTooLarge, BodyIncomplete or Busy.

        Beside the sender's headers two that no sender can set: `:token`, the path's, and `:query`.
        """
        if not is_minted(token, self._keys):
            return UNKNOWN
        received_at = self._clock()
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_LIMIT_BYTES:
            return HEADERS_TOO_LARGE
        body = await self._reader.read(dict(scope["headers"]), receive, limit_bytes=LIMIT_BYTES)
        if not self._allowance.take(token, len(body)):
            self._warn("payment callbacks refused: more under one token than a shop can have")
            return TOO_MANY
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
