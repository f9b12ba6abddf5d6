"""Our token is shown to WhatsApp alone, whatever an answer says."""

from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.messaging.errors import MediaDelayed, MediaGone, MediaRefused
from apps.messaging.whatsapp.media import digest_said, medium_of
from apps.messaging.whatsapp.media_client import MediaClient

GRAPH = "https://graph.test/v23.0"
Answer = Callable[[httpx.Request], httpx.Response]


class Internet:
    """Every host there is, and whom the token was shown to."""

    def __init__(self, **answers: Answer | httpx.Response) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer token"
        self.asked.append(str(request.url))
        answer = self._answers.get(request.url.path.rsplit("/", 1)[-1])
        if answer is None:
            return httpx.Response(200, content=iter([b"a", b"bc"]))
        return answer(request) if callable(answer) else answer

    def client(self, clock: Callable[[], float] = lambda: 0.0) -> MediaClient:
        return MediaClient(GRAPH, transport=httpx.MockTransport(self), clock=clock)


def download(internet: Internet, url: str, *, most_bytes: int = 1_000) -> bytes:
    got = bytearray()
    internet.client().download(url, token="token", most_bytes=most_bytes, write=got.extend)
    return bytes(got)


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
        "https://graph.test/whatsapp_business/attachments/?mid=1",
    ],
)
def test_a_file_is_taken_from_whatsapps_own_servers(url: str) -> None:
    assert download(Internet(), url) == b"abc"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/file",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:6379/",
        "http://lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com:8443/file",
        "https://lookaside.fbsbx.com.evil.test/file",
        "https://lookaside.fbsbx.com@evil.test/file",
        "https://me:secret@lookaside.fbsbx.com/file",
        "http://graph.test/file",
        "https://graph.test:444/file",
        "file:///etc/passwd",
        "//evil.test/file",
        "",
        "https://[",
    ],
)
def test_nobody_else_is_even_asked(url: str) -> None:
    internet = Internet()

    with pytest.raises(MediaDelayed):
        download(internet, url)

    assert internet.asked == []


@given(url=st.text(max_size=60) | st.from_regex(r"https?://[a-z.@:/\\#?]{1,40}", fullmatch=True))
def test_no_address_makes_it_ask_anybody_else(url: str) -> None:
    internet = Internet()

    with pytest.raises(MediaDelayed):
        download(internet, url)

    assert internet.asked == []


def test_a_redirect_within_the_same_server_is_followed() -> None:
    internet = Internet(old=httpx.Response(302, headers={"location": "/new"}))

    assert download(internet, "https://lookaside.fbsbx.com/old") == b"abc"


@pytest.mark.parametrize(
    "target", ["https://evil.test/x", "https://graph.test/x", "http://lookaside.fbsbx.com/x"]
)
def test_a_redirect_to_another_server_is_not_followed(target: str) -> None:
    internet = Internet(old=httpx.Response(302, headers={"location": target}))

    with pytest.raises(MediaDelayed, match="another host"):
        download(internet, "https://lookaside.fbsbx.com/old")

    assert len(internet.asked) == 1


def test_redirects_in_a_ring_end() -> None:
    internet = Internet(ring=httpx.Response(302, headers={"location": "/ring"}))

    with pytest.raises(MediaDelayed, match="redirects"):
        download(internet, "https://lookaside.fbsbx.com/ring")


def test_a_size_that_is_announced_too_large_is_not_even_read() -> None:
    parts = (pytest.fail("it was read") for _ in range(1))
    internet = Internet(big=httpx.Response(200, headers={"content-length": "1001"}, content=parts))

    with pytest.raises(MediaRefused, match="1000"):
        download(internet, "https://graph.test/big")


def test_a_size_that_is_not_announced_is_counted() -> None:
    endless = Internet(big=lambda _: httpx.Response(200, content=iter([b"x" * 400] * 1_000_000)))

    with pytest.raises(MediaRefused):
        download(endless, "https://graph.test/big")


def test_a_server_that_drips_is_left_in_the_end() -> None:
    times = iter(range(0, 10_000, 60))
    internet = Internet(slow=lambda _: httpx.Response(200, content=iter([b"x"] * 1_000)))

    with pytest.raises(MediaDelayed, match="180 s"):
        internet.client(lambda: float(next(times))).download(
            "https://graph.test/slow", token="token", most_bytes=10_000, write=lambda _: None
        )


def locate(answer: Answer | httpx.Response, media_id: str = "42") -> object:
    internet = Internet(**{media_id: answer})
    return internet.client().locate(media_id=media_id, phone_number_id="1000", token="token")


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (400, {"error": {"code": 100, "message": "does not exist"}}, MediaGone),
        (404, {"error": {"code": 100, "message": "does not exist"}}, MediaGone),
        (404, {}, MediaDelayed),
        (401, {"error": {"code": 190, "message": "expired"}}, MediaDelayed),
        (429, {"error": {"code": 130429, "message": "slow down"}}, MediaDelayed),
        (500, {"error": {"code": 100}}, MediaDelayed),
        (502, [], MediaDelayed),
        (200, {}, MediaDelayed),
        (200, {"url": ["x"]}, MediaDelayed),
    ],
)
def test_only_whatsapp_itself_can_say_that_a_file_is_gone(
    status: int, body: object, end: type[Exception]
) -> None:
    with pytest.raises(end):
        locate(httpx.Response(status, json=body))


def test_no_connection_is_for_later() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    with pytest.raises(MediaDelayed, match="ConnectError"):
        locate(refuse)


@pytest.mark.parametrize("media_id", ["", "..", "../me/accounts", "1?fields=x", "a/b", "a b", "%2e%2e", "ä"])
def test_an_id_that_would_lead_elsewhere_is_not_asked_for(media_id: str) -> None:
    internet = Internet()

    with pytest.raises(MediaRefused):
        internet.client().locate(media_id=media_id, phone_number_id="1000", token="token")

    assert internet.asked == []


@pytest.mark.parametrize(
    ("said", "hexed"),
    [
        (
            "Jh+2ij6PzUv/J2y+grrtegr/ZMzRxkEPwc24Oyib4s0=",
            "261fb68a3e8fcd4bff276cbe82baed7a0aff64ccd1c6410fc1cdb83b289be2cd",
        ),
        ("A" * 64, "a" * 64),
        ("4654+8g=", ""),
        ("IMAGE_HASH", ""),
        ("", ""),
    ],
)
def test_a_digest_is_read_in_either_form(said: str, hexed: str) -> None:
    assert digest_said(said) == hexed


@given(
    item=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.dictionaries(
            st.sampled_from(["type", "image", "id", "sha256", "mime_type", "filename"]), inner, max_size=6
        ),
    )
)
def test_no_payload_is_too_odd_to_look_for_a_file_in(item: object) -> None:
    medium = medium_of(item if isinstance(item, dict) else {})

    assert medium is None or medium.media_id
