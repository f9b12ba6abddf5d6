"""Keeps other machines and other sites out, and marks what the page may do."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


def is_loopback(host: str | None) -> bool:
    if not host:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Serves this machine only unless `allow_remote`; never a page of another origin.

    The host name is checked too: otherwise a site could let its own name point here and read the answers.
    """

    def __init__(self, app: ASGIApp, *, allow_remote: bool) -> None:
        self._app = app
        self._allow_remote = allow_remote

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if reason := self._refusal(scope):
            await JSONResponse({"error": reason}, status_code=403)(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_marked)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._allow_remote:
            client = scope.get("client")
            if client and not is_loopback(client[0]):
                return "only this machine is served; start with --allow-remote to serve others"
            if not is_loopback(urlsplit(f"//{host}").hostname):
                return f"host {host!r} is not this machine; call it by 127.0.0.1 or localhost"
        # programs send none; browsers send it with everything that could change something
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != host:
            return f"pages of {origin} may not call the simulator"
        return None
