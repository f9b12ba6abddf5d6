"""Cutting a connection instead of answering, which no HTTP framework offers."""

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_EXTENSION: Final = "wabot_simulator.abort"


class CuttableProtocol(HttpToolsProtocol):
    """Hands each request the means to abort its connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        # aborting skips the goodbye a close would send: to the caller it looks like a network that went away
        self.scope.setdefault("extensions", {})[_EXTENSION] = {"abort": self.transport.abort}


async def cut_connection(request: Request) -> Response:
    """Abort the connection. The response returned reaches nobody; it keeps the framework's contract."""
    extension: dict[str, Any] = request.scope.get("extensions", {}).get(_EXTENSION, {})
    abort: Callable[[], None] | None = extension.get("abort")
    if abort is None:
        raise RuntimeError("connections can only be cut when served by CuttableProtocol")
    abort()
    # the server drops a response once it knows that the connection is gone: this waits for that word
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response(status_code=204)
