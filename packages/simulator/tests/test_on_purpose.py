"""Each fault, seen from the shop."""

import time
from collections import Counter

import httpx
import pytest
from wabot_simulator.testing import Receiver, Running, ShopProgram

from .conftest import DUKA, MTO


def test_an_answered_webhook_comes_again(running: Running, callback: Receiver, amina: str) -> None:
    running.client.fault("redeliver", count=1, delay_ms=30)

    sent = running.client.say(amina, DUKA, "habari")
    running.client.wait_until_quiet()

    assert [message["id"] for message in callback.messages()] == [sent.wamid] * 2
    assert [fact.get("fault") for fact in running.client.record(kinds=["attempt"])] == [None, "redeliver"]


def test_a_webhook_comes_twice_at_once(running: Running, callback: Receiver, amina: str) -> None:
    running.client.fault("duplicate", count=1)

    sent = running.client.say(amina, DUKA, "habari")
    callback.wait_for(messages=2)

    assert callback.bodies[0] == callback.bodies[1]
    assert callback.messages()[0]["id"] == sent.wamid


def test_a_held_back_message_is_overtaken_but_arrives(
    running: Running, callback: Receiver, amina: str
) -> None:
    running.client.fault("disorder", count=1, delay_ms=150)

    first, second = running.client.say_many([(amina, DUKA, "first"), (amina, DUKA, "second")])
    callback.wait_for(messages=2)

    assert [message["id"] for message in callback.messages()] == [second.wamid, first.wamid]


def test_a_late_message_holds_its_conversation_and_no_other(
    running: Running, callback: Receiver, amina: str, zawadi: str
) -> None:
    running.client.fault("delay", count=1, delay_ms=150)

    a = running.client.say(amina, DUKA, "first")
    b = running.client.say(amina, DUKA, "second")
    other = running.client.say(zawadi, DUKA, "me too")
    callback.wait_for(messages=3)

    assert [message["id"] for message in callback.messages()] == [other.wamid, a.wamid, b.wamid]


def test_a_batch_mixes_shops_messages_and_statuses(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str, zawadi: str
) -> None:
    running.client.fault("batch", delay_ms=200, size=100)
    lines = [(who, shop, str(n)) for n in range(3) for who in (amina, zawadi) for shop in (DUKA, MTO)]

    sent = running.client.say_many(lines)
    duka.say(amina, "Karibu")
    callback.wait_for(messages=12, statuses=3)

    assert sorted(message["id"] for message in callback.messages()) == sorted(each.wamid for each in sent)
    assert max(len(body["entry"]) for body in callback.bodies) == 2
    assert len(callback.bodies) < 15
    assert Counter(status["status"] for status in callback.statuses()) == Counter(sent=1, delivered=1, read=1)


def test_a_batch_that_fails_comes_again_whole(
    running: Running, callback: Receiver, amina: str, zawadi: str
) -> None:
    running.client.fault("batch", delay_ms=50, size=10)
    callback.answer_next(503)

    sent = running.client.say_many([(amina, DUKA, "a"), (zawadi, DUKA, "b"), (amina, DUKA, "c")])
    running.client.wait_until_quiet()

    arrived = [message["id"] for message in callback.messages()]
    assert sorted(arrived) == sorted(each.wamid for each in sent)
    assert running.client.report()["unacknowledged_count"] == 0


@pytest.mark.parametrize(
    ("fault", "allowed"),
    [
        ("throttle", {(429, 130429)}),
        ("pair_limit", {(400, 131056)}),
        ("server_error", {(500, 131000), (503, 131016)}),
        ("expired_token", {(401, 190)}),
    ],
)
def test_a_send_is_refused_once_and_then_taken(
    running: Running, duka: ShopProgram, amina: str, fault: str, allowed: set[tuple[int, int]]
) -> None:
    running.client.fault(fault, count=1, shop=DUKA)

    refused = duka.send(amina, "text", {"body": "Karibu"})
    taken = duka.send(amina, "text", {"body": "Karibu"})

    assert (refused.status_code, refused.json()["error"]["code"]) in allowed
    assert taken.status_code == 200
    assert len(running.client.conversation(amina, DUKA)) == 1


def test_a_fault_of_one_shop_does_not_touch_the_other(running: Running, mto: ShopProgram, amina: str) -> None:
    running.client.fault("server_error", shop=DUKA)

    assert mto.send(amina, "text", {"body": "Karibu"}).status_code == 200


def test_a_lost_answer_hides_a_message_that_was_accepted(
    running: Running, duka: ShopProgram, callback: Receiver, amina: str
) -> None:
    asked = running.client.say(amina, DUKA, "habari")
    running.client.fault("lost_response", count=1)

    with pytest.raises(httpx.RemoteProtocolError):
        duka.send(amina, "text", {"body": "Karibu"}, biz_opaque_callback_data="turn-1")
    reply = running.client.wait_for_reply(amina, DUKA, after=asked)
    callback.wait_for(statuses=3)

    assert reply.text == "Karibu"
    # the status webhook is how a shop can find out
    assert {status["biz_opaque_callback_data"] for status in callback.statuses()} == {"turn-1"}
    (lost,) = running.client.record(kinds=["response_lost"])
    assert lost["wamid"] == reply.wamid


def test_a_slow_answer_comes_late_for_a_message_long_accepted(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    running.client.fault("slow_response", count=1, delay_ms=300)

    start = time.monotonic()
    answer = duka.send(amina, "text", {"body": "Karibu"})

    assert answer.status_code == 200
    assert time.monotonic() - start >= 0.3


def test_delivered_can_be_left_out(
    running: Running, duka: ShopProgram, callback: Receiver, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    running.client.fault("skip_delivered")

    duka.say(amina, "Karibu")
    callback.wait_for(statuses=2)

    assert [status["status"] for status in callback.statuses()] == ["sent", "read"]


def test_faults_are_set_and_lifted_together(running: Running) -> None:
    running.client.faults(delay={"delay_ms": 20}, batch={"size": 5})

    left = running.client.faults(delay=None)

    assert [fault["name"] for fault in left["active"]] == ["batch"]
    running.client.lift_faults()
    assert running.client.faults()["active"] == []


def test_everything_wrong_at_once_loses_nothing(
    running: Running, callback: Receiver, amina: str, zawadi: str
) -> None:
    running.client.faults(
        redeliver={"probability": 0.3, "delay_ms": 20},
        duplicate={"probability": 0.2},
        disorder={"probability": 0.3, "delay_ms": 40},
        batch={"probability": 0.4, "delay_ms": 10, "size": 7},
        delay={"probability": 0.1, "delay_ms": 30},
    )
    callback.answer_next(*([500, 200, 200] * 30))

    lines = [(who, shop, str(n)) for n in range(50) for who in (amina, zawadi) for shop in (DUKA, MTO)]
    sent = running.client.say_many(lines)
    for each in sent:
        callback.message(each.wamid, timeout_s=30)

    assert {message["id"] for message in callback.messages()} == {each.wamid for each in sent}
    assert callback.wrong_signatures == 0
