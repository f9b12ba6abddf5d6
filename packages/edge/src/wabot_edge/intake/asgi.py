"""The little of HTTP that the intake speaks, over ASGI."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from wabot_edge.intake.errors import Busy

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Mapping[bytes, bytes]  # of doubled names the last one

# A sender that trickles would hold its connection, and what it has sent so far, for ever.
READ_WITHIN_S = 10.0


class BodyTooLarge(Exception):
    pass


class BodyIncomplete(Exception):
    """The connection was lost, or the rest did not come in time."""


@dataclass(frozen=True, slots=True)
class Response:
    """Made once, sent as often as wanted."""

    start: Message
    body: Message

    async def __call__(self, send: Send) -> None:
        await send(self.start)
        await send(self.body)


def response(
    status: int, text: str = "", *headers: tuple[bytes, bytes], media: str = "text/plain"
) -> Response:
    body = text.encode()
    kind = [(b"content-type", f"{media}; charset=utf-8".encode())] if body else []
    length = (b"content-length", str(len(body)).encode())
    return Response(
        {"type": "http.response.start", "status": status, "headers": [length, *kind, *headers]},
        {"type": "http.response.body", "body": body},
    )


def json_response(status: int, content: Any) -> Response:
    return response(status, json.dumps(content), media="application/json")


class BodyReader:
    """Bodies that come in pieces share `together_bytes`: whoever has not signed yet must not fill the memory."""

    def __init__(self, *, together_bytes: int = 64 * 1024 * 1024) -> None:
        self._free_bytes = together_bytes

    async def read(self, headers: Headers, receive: Receive, *, limit_bytes: int) -> bytes:
        """Raises BodyTooLarge as soon as it is known, from the announced length already, BodyIncomplete or Busy."""
        # The server's parser lets nothing but digits through.
        if int(headers.get(b"content-length", 0)) > limit_bytes:
            raise BodyTooLarge
        message = await receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            whole: bytes = message.get("body", b"")
            if len(whole) > limit_bytes:
                raise BodyTooLarge
            return whole
        parts = bytearray()
        try:
            async with asyncio.timeout(READ_WITHIN_S):
                await self._read_on(parts, message, receive, limit_bytes)
        except TimeoutError as error:
            raise BodyIncomplete from error
        finally:
            self._free_bytes += len(parts)
        return bytes(parts)

    async def _read_on(self, parts: bytearray, message: Message, receive: Receive, limit_bytes: int) -> None:
        while message["type"] == "http.request":
            piece = message.get("body", b"")
            parts += piece
            self._free_bytes -= len(piece)
            if len(parts) > limit_bytes:
                raise BodyTooLarge
            if self._free_bytes < 0:
                raise Busy
            if not message.get("more_body"):
                return
            message = await receive()
        raise BodyIncomplete
