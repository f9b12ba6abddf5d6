"""The calls to WhatsApp's Graph API, and how each can end."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import httpx

from apps.messaging.whatsapp.tolerant import as_list, as_map, as_text
from apps.tenants.errors import UnusableToken
from apps.tenants.secrets import access_token

# Connecting is quick or will not happen; an answer may take its time.
TIMEOUT = httpx.Timeout(20.0, connect=5.0)

BAD_TOKEN = 190
_CODE = re.compile("-?[0-9]{1,9}")


class CallEnd(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # answered with an error: it was not sent
    NOT_SENT = "not_sent"  # no connection: it cannot have arrived
    LOST = "lost"  # the answer was lost: it may have been sent


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is WhatsApp's error code where it refused; `error` its words, for people."""

    end: CallEnd
    wa_id: str = ""
    code: int = 0
    error: Mapping[str, Any] | None = None


class GraphClient:
    """Thread-safe. `base_url` ends in the API's version."""

    def __init__(self, base_url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=100)
        self._client = httpx.Client(
            base_url=base_url.rstrip("/") + "/", timeout=TIMEOUT, limits=limits, transport=transport
        )

    def close(self) -> None:
        self._client.close()

    def send(self, *, phone_number_id: str, token: str, body: Mapping[str, Any]) -> Answer:
        """One attempt at one message. Never raises, whatever the network, WhatsApp or a shop's token may be."""
        try:
            request = self._request(phone_number_id, token, body)
        except UnusableToken as error:
            return Answer(CallEnd.REFUSED, code=BAD_TOKEN, error={"message": str(error)})
        except (ValueError, httpx.InvalidURL) as error:
            return Answer(CallEnd.REFUSED, code=-1, error={"message": f"cannot be sent: {error}"})
        try:
            response = self._client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Answer(CallEnd.NOT_SENT, error={"message": f"no connection: {error}"})
        except httpx.RequestError as error:
            return Answer(CallEnd.LOST, error={"message": f"{type(error).__name__}: {error}"})
        return _read(response)

    def mark_read(self, *, phone_number_id: str, token: str, wa_id: str, typing: bool) -> bool:
        """Two blue ticks and, with `typing`, the three dots, for at most 25 s. False when it did not work out."""
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": wa_id}
        if typing:
            body["typing_indicator"] = {"type": "text"}
        try:
            return self._client.send(self._request(phone_number_id, token, body)).is_success
        except (httpx.RequestError, httpx.InvalidURL, ValueError):
            return False

    def _request(self, phone_number_id: str, token: str, body: Mapping[str, Any]) -> httpx.Request:
        """Raises UnusableToken, ValueError or httpx.InvalidURL: then nothing was sent."""
        return self._client.build_request(
            "POST",
            f"{phone_number_id}/messages",
            json=body,
            headers={"Authorization": f"Bearer {access_token(token)}"},
        )


def _read(response: httpx.Response) -> Answer:
    try:
        said = as_map(response.json())
    except ValueError:
        said = {}
    error = as_map(said.get("error"))
    if error:
        code = as_text(error.get("code"))
        return Answer(CallEnd.REFUSED, code=int(code) if _CODE.fullmatch(code) else -1, error=error)
    messages = as_list(said.get("messages"))
    wa_id = as_text(as_map(messages[0]).get("id")) if messages else ""
    if response.is_success and wa_id:
        return Answer(CallEnd.ACCEPTED, wa_id=wa_id)
    # A gateway's page in WhatsApp's place, or an acceptance without an id: nobody knows what became of it.
    return Answer(
        CallEnd.LOST, error={"message": f"HTTP {response.status_code} without an answer of WhatsApp's"}
    )
