"""The little of HTTP that the intake speaks, over ASGI."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

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


async def read_body(scope: Scope, receive: Receive, *, limit_bytes: int) -> bytes:
    """Raises BodyTooLarge as soon as it is known, from the announced length already, or BodyIncomplete."""
    # The server's parser lets nothing but digits through.
    if int(header(scope, b"content-length") or 0) > limit_bytes:
        raise BodyTooLarge
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        whole: bytes = message.get("body", b"")
        if len(whole) > limit_bytes:
            raise BodyTooLarge
        return whole
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            return await _read_on(message, receive, limit_bytes)
    except TimeoutError as error:
        raise BodyIncomplete from error


async def _read_on(message: Message, receive: Receive, limit_bytes: int) -> bytes:
    parts = bytearray()
    while message["type"] == "http.request":
        parts += message.get("body", b"")
        if len(parts) > limit_bytes:
            raise BodyTooLarge
        if not message.get("more_body"):
            return bytes(parts)
        message = await receive()
    raise BodyIncomplete


def header(scope: Scope, wanted: bytes) -> bytes:
    """The last one of that name, or nothing."""
    found = b""
    for name, value in scope["headers"]:
        if name == wanted:
            found = value
    return found
