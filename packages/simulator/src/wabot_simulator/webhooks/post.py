"""Posting signed bytes to the shop's callback, and the handshake before it."""

import time
from dataclasses import dataclass

import httpx

from .bodies import signature


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or why nothing did. `took_ms` from the first byte out to the last byte in."""

    http_status: int | None
    took_ms: float
    error: str | None = None

    @property
    def well(self) -> bool:
        # Meta counts 200 only; a 202 or a 204 is delivered again
        return self.http_status == 200


class Poster:
    def __init__(self, *, callback_url: str, app_secret: str, timeout_s: float, connections: int) -> None:
        self.callback_url = callback_url
        self._secret = app_secret
        self._client = httpx.AsyncClient(
            timeout=timeout_s,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
        )

    async def __call__(self, raw: bytes) -> Answer:
        headers = {
            "content-type": "application/json",
            "x-hub-signature-256": signature(raw, self._secret),
            "user-agent": "facebookexternalua",
        }
        start = time.perf_counter()
        try:
            response = await self._client.post(self.callback_url, content=raw, headers=headers)
        except httpx.HTTPError as error:
            return Answer(None, _ms(start), f"{type(error).__name__}: {error}".rstrip(": "))
        return Answer(response.status_code, _ms(start))

    async def handshake(self, verify_token: str, challenge: str) -> tuple[bool, str]:
        """Ask as Meta does when a callback is registered; say whether it held, and what came back."""
        query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        try:
            response = await self._client.get(self.callback_url, params=query)
        except httpx.HTTPError as error:
            return False, f"no answer from {self.callback_url}: {type(error).__name__}"
        if response.status_code != 200:
            return False, f"{self.callback_url} answered {response.status_code}, 200 is needed"
        if response.text.strip() != challenge:
            return False, f"{self.callback_url} did not give the challenge back"
        return True, f"{self.callback_url} gave the challenge back"

    async def close(self) -> None:
        await self._client.aclose()


def _ms(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 2)
