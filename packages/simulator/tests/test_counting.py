"""What drills count with: the record, the report, the client."""

import threading

import pytest
from wabot_simulator.client import NoReply
from wabot_simulator.testing import Running, ShopProgram

from .conftest import DUKA, MTO


def test_the_report_tells_what_was_said_twice_and_what_was_left_unanswered(
    running: Running, duka: ShopProgram, amina: str, zawadi: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    running.client.say(zawadi, DUKA, "habari")
    first = duka.say(amina, "Karibu", biz_opaque_callback_data="turn-1")
    again = duka.say(amina, "Karibu", biz_opaque_callback_data="turn-1")
    duka.say(amina, "Kitu kingine?", biz_opaque_callback_data="turn-1/2")
    running.client.wait_until_quiet()

    report = running.client.report()

    assert report["repeated"] == [
        {"customer": amina, "shop": DUKA, "callback_data": "turn-1", "wamids": [first, again]}
    ]
    assert report["same_again"] == [again]
    assert report["unanswered"] == [[zawadi, DUKA]]
    assert report["unacknowledged_count"] == 0
    assert (report["counts"]["inbound"], report["counts"]["outbound"]) == (2, 3)


def test_the_same_words_to_a_new_question_are_no_repetition(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    for _ in range(2):
        running.client.say(amina, DUKA, "habari")
        duka.say(amina, "Karibu")

    assert running.client.report()["same_again"] == []


def test_the_record_can_be_followed_page_by_page(
    running: Running, monkeypatch: pytest.MonkeyPatch, amina: str
) -> None:
    monkeypatch.setattr("wabot_simulator.client._PAGE", 7)
    sent = running.client.say_many([(amina, DUKA, str(number)) for number in range(30)])

    wamids = [fact["wamid"] for fact in running.client.record(kinds=["inbound"])]
    later = [fact["wamid"] for fact in running.client.record(sent[19].seq, kinds=["inbound"])]

    assert wamids == [each.wamid for each in sent]
    assert later == wamids[20:]


def test_waiting_ends_with_the_first_reply_after_the_question(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    duka.say(amina, "an old reply")
    asked = running.client.say(amina, DUKA, "habari")
    timer = threading.Timer(0.2, lambda: duka.say(amina, "Karibu"))
    timer.start()

    reply = running.client.wait_for_reply(amina, DUKA, after=asked, timeout_s=5)

    assert (reply.text, reply.direction) == ("Karibu", "outbound")
    with pytest.raises(NoReply):
        running.client.wait_for_reply(amina, DUKA, after=reply, timeout_s=0.05)
    with pytest.raises(NoReply):
        running.client.wait_for_reply(amina, MTO, timeout_s=0.05)
    timer.join()


def test_a_bubble_says_its_words_and_what_can_be_tapped(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    rows = [{"id": f"p{number}", "title": f"Kikoi {number}"} for number in range(2)]
    content = {
        "type": "list",
        "body": {"text": "Choose"},
        "action": {"button": "Open", "sections": [{"rows": rows}]},
    }
    duka.send(amina, "interactive", content).raise_for_status()

    running.client.tap(amina, "p1")

    listed, tapped = running.client.conversation(amina, DUKA)
    assert (listed.text, listed.row_ids) == ("Choose", ["p0", "p1"])
    assert tapped.text == "Kikoi 1"
