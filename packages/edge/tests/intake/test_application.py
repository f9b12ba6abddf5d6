"""What WhatsApp, a payment provider and a stranger get to see."""

import asyncio
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from wabot_edge.intake.logs import Occasionally
from wabot_edge.intake.payments import AT_ONCE_BYTES, HEADERS_LIMIT_BYTES
from wabot_edge.intake.payments import LIMIT_BYTES as CALLBACK_LIMIT_BYTES
from wabot_edge.intake.serving import application
from wabot_edge.intake.settings import read_settings
from wabot_edge.intake.whatsapp import LIMIT_BYTES
from wabot_edge.journal.callbacks import mint_token
from wabot_edge.journal.reading import head, read
from wabot_edge.journal.records import Kind, partition_of

from .conftest import Parts
from .running import CALLBACK_KEY, HEALTH, TOKEN, WHATSAPP, environ_of, signed, text_from, webhook

Journal = psycopg.Connection
HANDSHAKE = {"hub.mode": "subscribe", "hub.verify_token": TOKEN, "hub.challenge": "1158201444"}
PATH_TOKEN = mint_token([CALLBACK_KEY], random_bytes=lambda length: b"\xfb" * length)
PAYMENTS = f"/v1/webhooks/payments/{PATH_TOKEN}"


async def test_whatsapp_gets_its_challenge_back(parts: Parts) -> None:
    answer = await parts.client.get(WHATSAPP, params=HANDSHAKE)

    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "wrong", [{"hub.verify_token": "guess"}, {"hub.verify_token": "gißt"}, {"hub.mode": "unsubscribe"}]
)
async def test_a_stranger_gets_no_challenge(parts: Parts, wrong: dict[str, str]) -> None:
    assert (await parts.client.get(WHATSAPP, params=HANDSHAKE | wrong)).status_code == 403
    assert (await parts.client.get(WHATSAPP)).status_code == 403


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(body=st.binary(max_size=300) | st.just(webhook(text_from("amina", "habari"))))
async def test_any_signed_body_is_answered_200_and_stored_whole(
    parts: Parts, journal: Journal, body: bytes
) -> None:
    before = head(journal)

    answer = await parts.client.post(WHATSAPP, content=body, headers=signed(body))

    assert answer.status_code == 200
    assert [each.body for each in read(journal, after=before)] == [body]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    headers=st.sampled_from(
        [
            {},
            {"x-hub-signature-256": ""},
            {"x-hub-signature-256": "sha256="},
            {"x-hub-signature-256": "sha1=" + "0" * 40},
            signed(b"another body"),
            signed(webhook(text_from("amina", "habari")), secret=b"another secret"),
        ]
    )
)
async def test_nothing_unsigned_is_stored(parts: Parts, journal: Journal, headers: dict[str, str]) -> None:
    body = webhook(text_from("amina", "habari"))

    answer = await parts.client.post(WHATSAPP, content=body, headers=headers)

    assert answer.status_code == 401
    assert head(journal) == 0


async def test_headers_that_matter_are_kept_and_no_others(parts: Parts, journal: Journal) -> None:
    body = webhook(text_from("amina", "habari"))
    sent = signed(body) | {
        "user-agent": "facebookexternalua",
        "cookie": "session=1",
        "authorization": "Bearer x",
    }

    await parts.client.post(WHATSAPP, content=body, headers=sent | {"x-request-id": "r-1"})

    [record] = read(journal, after=0)
    assert record.headers == signed(body) | {"user-agent": "facebookexternalua", "x-request-id": "r-1"}


async def test_each_customer_of_a_batch_gets_a_record(parts: Parts, journal: Journal) -> None:
    body = webhook(text_from("amina", "habari", number="1000"), text_from("juma", "sasa", number="2000"))

    assert (await parts.client.post(WHATSAPP, content=body, headers=signed(body))).status_code == 200

    assert [(each.kind, each.phone_number_id) for each in read(journal, after=0)] == [
        (Kind.WHATSAPP_CHANGE, "1000"),
        (Kind.WHATSAPP_CHANGE, "2000"),
    ]


async def test_a_payment_callback_is_stored_as_it_came(parts: Parts, journal: Journal) -> None:
    body = b'{"Body": {"stkCallback": {"ResultCode": 0}}}\n'
    sent = {
        "x-paystack-signature": "abc",
        "cookie": "c",
        "authorization": "Basic x",
        "content-type": "text/json",
    }

    answer = await parts.client.post(PAYMENTS, content=body, headers=sent, params={"order": "7"})

    assert answer.status_code == 200
    [record] = read(journal, after=0)
    assert (record.kind, record.body, record.partition) == (
        Kind.PAYMENT_CALLBACK,
        body,
        partition_of(PATH_TOKEN),
    )
    assert (
        record.headers.items()
        >= {"x-paystack-signature": "abc", ":token": PATH_TOKEN, ":query": "order=7"}.items()
    )
    assert not record.headers.keys() & {"cookie", "authorization"}


path_segments = st.text("abcXYZ019_-", min_size=44, max_size=44)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    made_up=path_segments
    | st.builds(lambda at: PATH_TOKEN[:at] + "a" + PATH_TOKEN[at + 1 :], st.integers(0, 43))
)
async def test_a_callback_under_a_token_that_a_stranger_made_up_is_not_even_read(
    parts: Parts, journal: Journal, made_up: str
) -> None:
    reads = 0

    async def body() -> Any:
        nonlocal reads
        reads += 1
        yield b"x"

    assume(made_up != PATH_TOKEN)
    answer = await parts.client.post(f"/v1/webhooks/payments/{made_up}", content=body())

    assert (answer.status_code, answer.headers["connection"], reads) == (404, "close", 0)
    assert head(journal) == 0


async def test_whoever_knows_a_token_can_have_only_so_much_kept(parts: Parts, journal: Journal) -> None:
    largest, other = b"x" * CALLBACK_LIMIT_BYTES, mint_token([CALLBACK_KEY])

    statuses = Counter([(await parts.client.post(PAYMENTS, content=largest)).status_code for _ in range(40)])

    assert statuses.keys() == {200, 429}
    assert statuses[200] * CALLBACK_LIMIT_BYTES <= AT_ONCE_BYTES
    assert len(read(journal, after=0)) == statuses[200]
    # and the other shops' payments come in as before
    assert (await parts.client.post(f"/v1/webhooks/payments/{other}", content=b"paid")).status_code == 200


async def test_without_a_key_no_callback_is_taken(journal_url: str, tmp_path: Path, parts: Parts) -> None:
    environ = environ_of(journal_url, tmp_path, WABOT_CALLBACK_KEYS="")
    app = application(read_settings(environ), parts.link, parts.spool, parts.writer)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://intake") as client:
        assert (await client.post(PAYMENTS, content=b"paid")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/webhooks/payments/short-token", 404),
        ("POST", PAYMENTS + "/more", 404),
        ("POST", PAYMENTS + "%0a", 404),
        ("GET", PAYMENTS, 405),
        ("DELETE", WHATSAPP, 405),
        ("POST", HEALTH, 405),
        ("GET", "/", 404),
    ],
)
async def test_there_is_nothing_else(
    parts: Parts, journal: Journal, method: str, path: str, status: int
) -> None:
    assert (await parts.client.request(method, path)).status_code == status
    assert head(journal) == 0


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("path", "limit"), [(WHATSAPP, LIMIT_BYTES), (PAYMENTS, CALLBACK_LIMIT_BYTES)])
async def test_a_body_over_the_limit_is_not_read_on(
    parts: Parts, journal: Journal, path: str, limit: int, announced: bool
) -> None:
    sent = 0

    async def body() -> Any:
        nonlocal sent
        while sent < 10 * limit:
            sent += 64 * 1024
            yield b"x" * 64 * 1024

    headers = {"content-length": str(10 * limit)} if announced else {}
    answer = await parts.client.post(path, content=body(), headers=headers)

    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert sent <= (0 if announced else limit + 128 * 1024)
    assert head(journal) == 0


async def test_the_largest_body_is_taken(parts: Parts, journal: Journal) -> None:
    body = webhook(text_from("amina", ""))
    body += b" " * (LIMIT_BYTES - len(body))

    assert (await parts.client.post(WHATSAPP, content=body, headers=signed(body))).status_code == 200
    assert read(journal, after=0)[0].body == body


async def test_callbacks_with_endless_headers_are_refused(parts: Parts) -> None:
    answer = await parts.client.post(PAYMENTS, headers={"x-filler": "x" * HEADERS_LIMIT_BYTES})

    assert answer.status_code == 431


async def statuses_of(parts: Parts, bodies: list[list[Any]]) -> list[int]:
    """Of requests whose bodies come in these messages; after the last one nothing comes any more."""
    scope = {"type": "http", "method": "POST", "path": WHATSAPP, "query_string": b"", "headers": []}
    statuses = []

    async def request(messages: list[Any]) -> None:
        async def receive() -> Any:
            await asyncio.sleep(0 if messages else 30)
            return messages.pop(0)

        async def send(message: Any) -> None:
            if "status" in message:
                statuses.append(message["status"])

        await parts.application(scope, receive, send)

    await asyncio.gather(*map(request, bodies))
    return statuses


async def test_a_sender_that_leaves_half_way_stores_nothing(parts: Parts, journal: Journal) -> None:
    leaves = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    assert await statuses_of(parts, [leaves]) == [408]
    assert head(journal) == 0


async def test_a_sender_that_trickles_is_given_up(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wabot_edge.intake.asgi.READ_WITHIN_S", 0.05)

    assert await statuses_of(parts, [[{"type": "http.request", "body": b"{", "more_body": True}]]) == [408]


async def test_many_large_bodies_at_once_do_not_fill_the_memory(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wabot_edge.intake.asgi.READ_WITHIN_S", 0.5)
    piece = {"type": "http.request", "body": b"x" * 2_900_000, "more_body": True}

    statuses = await statuses_of(parts, [[piece] for _ in range(40)])

    assert Counter(statuses) == {503: 17, 408: 23}
    # and what they held is free again
    assert await statuses_of(parts, [[piece, {"type": "http.request", "body": b""}]]) == [401]


async def test_health_says_what_the_intake_can_do(parts: Parts, journal: Journal) -> None:
    body = webhook(text_from("amina", "habari"))
    well = await parts.client.get(HEALTH)
    await parts.client.post(WHATSAPP, content=body, headers=signed(body))
    used = await parts.client.get(HEALTH)
    await parts.link.close()
    away = await parts.client.get(HEALTH)

    assert (well.status_code, well.json()["status"], well.json()["last_commit_age_s"]) == (200, "ok", None)
    assert used.json()["last_commit_age_s"] < 5
    # this spool is too small for a webhook of the largest size
    assert (away.status_code, away.json()["status"], away.json()["journal"]["state"]) == (503, "full", "away")


def test_what_anybody_can_cause_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    warn = Occasionally(logging.getLogger("intake"), every_s=60, clock=lambda: now)

    for second in range(130):
        now = float(second)
        warn("webhooks unsigned")

    assert caplog.messages == ["1 webhooks unsigned", "60 webhooks unsigned", "60 webhooks unsigned"]


async def test_a_webhook_that_cannot_be_kept_is_asked_for_again(parts: Parts, journal: Journal) -> None:
    await parts.link.close()
    body = b"x" * 1_000_000

    answer = await parts.client.post(WHATSAPP, content=body, headers=signed(body))

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    # and smaller ones still find room
    assert (await parts.client.post(WHATSAPP, content=b"x", headers=signed(b"x"))).status_code == 200
    await parts.link.connect()
    async with asyncio.timeout(10):
        while parts.spool.records:
            parts.writer.nudge()
            await asyncio.sleep(0.01)
    assert [each.body for each in read(journal, after=0)] == [b"x"]
