"""Posting signed bytes to the shop's callback, and the handshake before it."""

import ssl
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
    """One HTTP client per post under way, used again: a shared pool searches all its connections at each post,
    which at 32 of them costs three times the rest.
    """

    def __init__(self, *, callback_url: str, app_secret: str, timeout_s: float) -> None:
        self.callback_url = callback_url
        self._secret = app_secret
        self._timeout_s = timeout_s
        # made once: reading the certificates of the system takes longer than many posts
        self._tls = ssl.create_default_context()
        self._idle: list[httpx.AsyncClient] = []
        self._all: list[httpx.AsyncClient] = []

    def _client(self) -> httpx.AsyncClient:
        if self._idle:
            return self._idle.pop()
        client = httpx.AsyncClient(timeout=self._timeout_s, trust_env=False, verify=self._tls)
        self._all.append(client)
        return client

    async def __call__(self, raw: bytes) -> Answer:
        headers = {
            "content-type": "application/json",
            "x-hub-signature-256": signature(raw, self._secret),
            "user-agent": "facebookexternalua",
        }
        start, client = time.perf_counter(), self._client()
        # no answer is an answer here: it goes on record and the webhook comes again
        try:
            response = await client.post(self.callback_url, content=raw, headers=headers)
        except httpx.HTTPError as error:
            return Answer(None, _ms(start), f"{type(error).__name__}: {error}".rstrip(": "))
        finally:
            self._idle.append(client)
        return Answer(response.status_code, _ms(start))

    async def handshake(self, verify_token: str, challenge: str) -> tuple[bool, str]:
        """Ask as Meta does when a callback is registered; say whether it held, and what came back."""
        query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        try:
            response = await self._client().get(self.callback_url, params=query)
        except httpx.HTTPError as error:
            return False, f"no answer from {self.callback_url}: {type(error).__name__}"
        if response.status_code != 200:
            return False, f"{self.callback_url} answered {response.status_code}, 200 is needed"
        if response.text.strip() != challenge:
            return False, f"{self.callback_url} did not give the challenge back"
        return True, f"{self.callback_url} gave the challenge back"

    async def close(self) -> None:
        for client in self._all:
            await client.aclose()


def _ms(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 2)
