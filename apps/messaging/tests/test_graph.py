"""How a call to WhatsApp can end, and what follows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_edge.journal.effects import EffectState

from apps.messaging.services.sending.calling import verdict_of
from apps.messaging.whatsapp.graph import Answer, CallEnd, GraphClient
from apps.messaging.whatsapp.retry import LONGEST_PAUSE_S, RetryClass, pause_s, retry_class_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def sent(
    answer: Callable[[httpx.Request], httpx.Response],
    bearer: str = "t",
    body: Mapping[str, Any] | None = None,
) -> Answer:
    client = GraphClient("http://graph.test/v23.0", transport=httpx.MockTransport(answer))
    return client.send(phone_number_id="1000", token=bearer, body=body or {"type": "text"})


def raising(error: type[httpx.RequestError]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("x", request=request)

    return answer


def test_an_acceptance_brings_whatsapps_id() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})

    assert sent(answer) == Answer(CallEnd.ACCEPTED, wa_id="wamid.1")
    assert seen[0].url == "http://graph.test/v23.0/1000/messages"
    assert seen[0].headers["authorization"] == "Bearer t"


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_without_a_connection_it_cannot_have_arrived(error: type[httpx.TransportError]) -> None:
    assert sent(raising(error)).end is CallEnd.NOT_SENT


@pytest.mark.parametrize(
    "error",
    [
        *(httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout),
        *(httpx.RemoteProtocolError, httpx.DecodingError),
    ],
)
def test_once_something_was_written_nobody_knows(error: type[httpx.RequestError]) -> None:
    assert sent(raising(error)).end is CallEnd.LOST


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(502, text="<html>Bad gateway</html>"),
        httpx.Response(200, json={}),
        httpx.Response(200, json={"messages": []}),
        httpx.Response(200, text="ok"),
        httpx.Response(500, json=[1]),
    ],
)
def test_an_answer_that_is_not_whatsapps_says_nothing(response: httpx.Response) -> None:
    assert sent(lambda _: response).end is CallEnd.LOST


def test_an_error_of_whatsapps_own_means_not_sent() -> None:
    answer = sent(lambda _: httpx.Response(400, json={"error": {"code": 131026, "message": "no"}}))

    assert (answer.end, answer.code) == (CallEnd.REFUSED, 131026)


@given(st.text(st.characters()), st.text(st.characters()))
def test_what_cannot_be_written_is_never_sent_and_ends_nobodys_sender(token: str, words: str) -> None:
    taken: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        taken.append(request)
        return httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})

    end = sent(answer, token, {"type": "text", "text": {"body": words}}).end

    assert end is (CallEnd.ACCEPTED if taken else CallEnd.REFUSED)


@pytest.mark.parametrize("code", ["\u00b2", "--1", "9" * 5_000, None])
def test_an_error_whose_code_is_no_number_is_an_error_all_the_same(code: str | None) -> None:
    answer = sent(lambda _: httpx.Response(400, json={"error": {"code": code, "message": "no"}}))

    assert (answer.end, answer.code) == (CallEnd.REFUSED, -1)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (130429, EffectState.UNSENT),
        (131056, EffectState.UNSENT),
        (131000, EffectState.UNSENT),
        (131048, EffectState.UNSENT),
        (190, EffectState.UNSENT),
        (131047, EffectState.FAILED),
        (131026, EffectState.FAILED),
        (132000, EffectState.FAILED),
        (999999, EffectState.FAILED),
    ],
)
def test_the_code_decides(code: int, state: EffectState) -> None:
    verdict = verdict_of(Answer(CallEnd.REFUSED, code=code), attempts=1, now=NOON)

    assert verdict.state is state
    assert (verdict.again_at is not None) == (state is EffectState.UNSENT)


def test_whatsapps_own_trouble_is_borne_a_few_times_only() -> None:
    states = [
        verdict_of(Answer(CallEnd.REFUSED, code=131000), attempts=attempt, now=NOON).state
        for attempt in range(1, 7)
    ]

    assert states == [EffectState.UNSENT] * 4 + [EffectState.FAILED] * 2


@given(st.integers())
def test_a_code_that_nobody_has_seen_is_never_tried_again(code: int) -> None:
    known = retry_class_of(code)

    assert known in RetryClass
    if abs(code) > 200_000:
        assert known is RetryClass.NEVER


@given(st.integers(min_value=1, max_value=1_000))
def test_pauses_grow_and_have_an_end(attempt: int) -> None:
    assert 1 <= pause_s(attempt) <= pause_s(attempt + 1) <= LONGEST_PAUSE_S


@given(
    st.sampled_from(CallEnd),
    st.integers(min_value=1, max_value=50),
    st.integers(min_value=-5, max_value=140_000),
)
def test_every_end_has_a_verdict_and_a_lost_answer_is_never_tried_again_by_it(
    end: CallEnd, attempts: int, code: int
) -> None:
    verdict = verdict_of(Answer(end, code=code), attempts=attempts, now=NOON)

    assert (verdict.state is EffectState.UNCERTAIN) == (end is CallEnd.LOST)
    if verdict.again_at:
        assert NOON < verdict.again_at <= NOON + timedelta(seconds=LONGEST_PAUSE_S)
