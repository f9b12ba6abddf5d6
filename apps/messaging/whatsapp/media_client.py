"""Fetching a customer's file: where it lies, then the bytes, each with the number's token.

The token goes to the Graph API and to WhatsApp's own file server, to nobody else, whatever an answer says.
Source: Meta, "Media" (June 2026): an address lives five minutes, a webhook's id seven days.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from apps.messaging.errors import MediaDelayed, MediaGone, MediaRefused
from apps.messaging.whatsapp.media import digest_said, is_media_id
from apps.messaging.whatsapp.tolerant import as_map, as_text

FILE_SERVERS = frozenset({"lookaside.fbsbx.com"})
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
# A server that drips a byte now and then would never run into a timeout.
WHOLE_DOWNLOAD_S = 180.0
MOST_REDIRECTS = 3
NO_SUCH_OBJECT = 100


@dataclass(frozen=True, slots=True)
class Located:
    """`size_bytes` and `sha256` as WhatsApp says; None and empty where it does not."""

    url: str
    size_bytes: int | None
    sha256: str


class MediaClient:
    """Thread-safe. `base_url` is the Graph API's, ending in its version."""

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._client = httpx.Client(timeout=TIMEOUT, transport=transport, follow_redirects=False)
        self._clock = clock

    def close(self) -> None:
        self._client.close()

    def locate(self, *, media_id: str, phone_number_id: str, token: str) -> Located:
        """Raises MediaGone, MediaRefused or MediaDelayed."""
        if not is_media_id(media_id):
            raise MediaRefused("its id cannot be one of WhatsApp's")
        url = self._base.join(media_id).copy_merge_params({"phone_number_id": phone_number_id})
        with _network_trouble():
            response = self._client.get(url, headers=_headers(token))
        said = _json(response)
        error = as_map(said.get("error"))
        if response.is_success and not error and (address := as_text(said.get("url"))):
            size = as_text(said.get("file_size"))
            return Located(
                address, int(size) if size.isdecimal() else None, digest_said(as_text(said.get("sha256")))
            )
        code = as_text(error.get("code"))
        words = f"HTTP {response.status_code}, code {code or 'none'}: {as_text(error.get('message'))[:200]}"
        if code == str(NO_SUCH_OBJECT) and response.status_code in (400, 404):
            raise MediaGone(words)
        raise MediaDelayed(words)

    def download(self, url: str, *, token: str, most_bytes: int, write: Callable[[bytes], object]) -> None:
        """Hand the bytes to `write` as they come. Raises MediaRefused (too large) or MediaDelayed."""
        until = self._clock() + WHOLE_DOWNLOAD_S
        with self._answered(_parsed(url), token) as response:
            if not response.is_success:
                raise MediaDelayed(f"HTTP {response.status_code} instead of the file")
            if int(_digits(response.headers.get("content-length", ""))) > most_bytes:
                raise MediaRefused(f"larger than {most_bytes} bytes")
            read = 0
            # Raw: what is counted must be what comes over the wire, not what it may unpack to.
            for chunk in response.iter_raw():
                read += len(chunk)
                if read > most_bytes:
                    raise MediaRefused(f"larger than {most_bytes} bytes")
                if self._clock() > until:
                    raise MediaDelayed(f"not done within {WHOLE_DOWNLOAD_S:g} s")
                write(chunk)

    @contextmanager
    def _answered(self, url: httpx.URL, token: str) -> Iterator[httpx.Response]:
        """Redirects are followed within the same host only, and not for ever."""
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url)
            with _network_trouble(), self._client.stream("GET", url, headers=_headers(token)) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                target = _parsed(response.headers["location"], seen_from=url)
            if _origin(target) != _origin(url):
                raise MediaDelayed(f"redirected to another host, {target.host}: not followed")
            url = target
        raise MediaDelayed(f"more than {MOST_REDIRECTS} redirects")

    def _check(self, url: httpx.URL) -> None:
        is_file_server = url.scheme == "https" and url.host in FILE_SERVERS and url.port is None
        if url.userinfo or not (is_file_server or _origin(url) == _origin(self._base)):
            raise MediaDelayed(f"its address names {url.host or 'no host'}, which is not WhatsApp's")


def _parsed(said: str, *, seen_from: httpx.URL | None = None) -> httpx.URL:
    with _network_trouble():
        return seen_from.join(said) if seen_from else httpx.URL(said)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


@contextmanager
def _network_trouble() -> Iterator[None]:
    try:
        yield
    except (httpx.TransportError, httpx.InvalidURL, httpx.StreamError) as error:
        raise MediaDelayed(f"{type(error).__name__}: {error}") from error


def _json(response: httpx.Response) -> Any:
    try:
        return as_map(response.json())
    except ValueError:
        return {}


def _digits(said: str) -> str:
    return said if said.isascii() and said.isdecimal() else "0"
