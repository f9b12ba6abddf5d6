"""Fetches the pictures and files that shops send by link, once for all customers, as Meta's servers do."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx

from .media import LIMITS_BYTES, UPLOAD_LIFE_S, MediaStore, Medium

# Meta keeps what it fetched from a link for ten minutes.
CACHE_S: Final = 600
_CACHED_LINKS: Final = 500
_AT_ONCE: Final = 8


class NotFetched(Exception):
    """The link gave nothing that can be sent; the text is what the shop reads in its failed status."""


@dataclass(slots=True)
class _Kept:
    fetching: asyncio.Task[Medium]
    until: float


class Links:
    def __init__(
        self, store: MediaStore, *, clock: Callable[[], float], on_kept: Callable[[Medium, str], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_kept = on_kept
        self._known: dict[str, str] = {}
        self._cache: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._client = httpx.AsyncClient(timeout=10, follow_redirects=True, max_redirects=3, trust_env=False)

    async def fetch(self, link: str, kind: str) -> Medium:
        """The medium behind a link. Raises NotFetched; a failure is asked for anew the next time."""
        key = (link, kind)
        cached = self._cache.get(key)
        # the running fetch is shared too: a burst of the same picture asks the shop's server once
        if cached is None or cached.until < self._clock():
            cached = _Kept(asyncio.create_task(self._get(link, kind)), self._clock() + CACHE_S)
            self._cache[key] = cached
            if len(self._cache) > _CACHED_LINKS:
                self._cache.popitem(last=False)
        try:
            # one message given up must not end the fetch that others wait for
            return await asyncio.shield(cached.fetching)
        except NotFetched:
            # a server that was down for a moment is asked anew by the next message
            self._cache.pop(key, None)
            raise

    async def _get(self, link: str, kind: str) -> Medium:
        limit = LIMITS_BYTES[kind]
        data = bytearray()
        try:
            async with self._gate, self._client.stream("GET", link) as response:
                if response.status_code != 200:
                    raise NotFetched(f"{link} answered {response.status_code}")
                # counted as it comes: a server may say any length, or none
                async for chunk in response.aiter_bytes():
                    data += chunk
                    if len(data) > limit:
                        raise NotFetched(f"{link} is larger than {limit} bytes, the most for {kind}")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotFetched(f"{link} could not be fetched: {type(error).__name__}") from error
        mime_type = response.headers.get("content-type", "application/octet-stream")
        name = response.url.path.rpartition("/")[2]
        medium = self._store.add(bytes(data), mime_type=mime_type, filename=name, life_s=UPLOAD_LIFE_S)
        self.learn(link, medium.id)
        self._on_kept(medium, link)
        return medium

    def learn(self, link: str, media_id: str) -> None:
        self._known[link] = media_id

    def known(self, link: str) -> Medium | None:
        """What was fetched from this link before; nothing is fetched now."""
        return self._store.find(self._known.get(link, ""))

    def forget(self) -> None:
        self._cache.clear()
        self._known.clear()

    async def close(self) -> None:
        for kept in self._cache.values():
            kept.fetching.cancel()
        await asyncio.gather(*(kept.fetching for kept in self._cache.values()), return_exceptions=True)
        await self._client.aclose()
