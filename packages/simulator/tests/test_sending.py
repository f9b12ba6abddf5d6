"""What a shop sends: accepted, reported on, refused."""

import httpx
import pytest
from wabot_simulator.testing import Receiver, Running, ShopProgram

from .conftest import DUKA, MTO


def test_a_message_is_answered_as_graph_does_and_climbs_the_ladder(
    running: Running, duka: ShopProgram, callback: Receiver, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")

    answer = duka.send("+254 711 000001", "text", {"body": "Karibu"}, biz_opaque_callback_data="turn-1/1")
    callback.wait_for(statuses=3)

    body = answer.json()
    wamid = body["messages"][0]["id"]
    assert body["contacts"] == [{"input": "+254 711 000001", "wa_id": amina}]
    assert [(status["id"], status["status"]) for status in callback.statuses()] == [
        (wamid, "sent"),
        (wamid, "delivered"),
        (wamid, "read"),
    ]
    assert {status["biz_opaque_callback_data"] for status in callback.statuses()} == {"turn-1/1"}
    assert {status["recipient_id"] for status in callback.statuses()} == {amina}


def test_a_customer_who_is_not_looking_reads_when_the_chat_is_opened(
    running: Running, duka: ShopProgram, callback: Receiver, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    running.client.skip_time(120)
    duka.say(amina, "Karibu")
    callback.wait_for(statuses=2)

    read = running.client.read(amina, DUKA)
    callback.wait_for(statuses=3)

    assert read == 1
    assert [status["status"] for status in callback.statuses()] == ["sent", "delivered", "read"]


def test_free_words_fail_a_day_after_the_customers_last_and_a_template_still_goes(
    running: Running, duka: ShopProgram, callback: Receiver, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    running.client.skip_time(86_401)

    late = duka.say(amina, "Still there?")
    callback.wait_for(statuses=1)
    template = duka.send(amina, "template", {"name": "hello_world", "language": {"code": "en_US"}})
    callback.wait_for(statuses=3)

    failed, *rest = callback.statuses()
    assert (failed["id"], failed["status"], failed["errors"][0]["code"]) == (late, "failed", 131047)
    assert template.json()["messages"][0]["message_status"] == "accepted"
    assert [status["status"] for status in rest] == ["sent", "delivered"]
    # a failure says nothing about who the customer is
    assert "contacts" not in callback.values()[1]


@pytest.mark.parametrize("nobody", ["254799999999", "KE.44120988123477"])
def test_a_message_to_nobody_fails_later(
    running: Running, duka: ShopProgram, callback: Receiver, nobody: str
) -> None:
    duka.say(nobody, "Hello?")
    callback.wait_for(statuses=1)

    (status,) = callback.statuses()
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)


def test_a_customer_without_a_number_is_reached_by_user_id(
    running: Running, duka: ShopProgram, callback: Receiver, zawadi: str
) -> None:
    asked = running.client.say(zawadi, DUKA, "habari")

    answer = duka.post({"recipient": zawadi, "type": "text", "text": {"body": "Karibu"}})
    reply = running.client.wait_for_reply(zawadi, DUKA, after=asked)
    callback.wait_for(statuses=3)

    assert answer.json()["contacts"] == [{"input": zawadi, "user_id": zawadi}]
    assert reply.text == "Karibu"
    for status in callback.statuses():
        assert status["recipient_user_id"] == zawadi
        assert "recipient_id" not in status


def test_reading_ticks_all_before_it_and_typing_shows(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    sent = [running.client.say(amina, DUKA, text) for text in ("a", "b", "c")]

    answer = duka.mark_read(sent[1].wamid, typing=True)

    assert answer.json() == {"success": True}
    assert [bubble.status for bubble in running.client.conversation(amina, DUKA)][:2] == ["read", "read"]
    assert running.client.conversation(amina, DUKA)[2].status != "read"
    (seen,) = running.client.record(kinds=["seen"])
    assert seen["typing"] is True


def test_a_reaction_of_the_shop_sits_on_the_message(running: Running, duka: ShopProgram, amina: str) -> None:
    sent = running.client.say(amina, DUKA, "asante")

    duka.send(amina, "reaction", {"message_id": sent.wamid, "emoji": "🙏"})

    (bubble,) = running.client.conversation(amina, DUKA)
    assert bubble.reactions == {"shop": "🙏"}


def refusal(answer: httpx.Response) -> tuple[int, int]:
    error = answer.json()["error"]
    assert error["fbtrace_id"]
    return answer.status_code, error["code"]


def test_a_token_opens_its_own_shop_only(running: Running, duka: ShopProgram, amina: str) -> None:
    as_mto = ShopProgram(running.url, DUKA, "simulator-token-2")
    as_nobody = ShopProgram(running.url, DUKA, "made-up")
    without = httpx.post(f"{running.url}/v23.0/{DUKA}/messages", json={})

    assert refusal(as_mto.send(amina, "text", {"body": "x"})) == (400, 100)
    assert refusal(as_nobody.send(amina, "text", {"body": "x"})) == (401, 190)
    assert refusal(without) == (401, 104)
    assert refusal(duka.http.get(f"/{MTO}")) == (400, 100)
    assert running.client.conversation(amina, DUKA) == []
    as_mto.close()
    as_nobody.close()


def test_what_is_refused_reaches_nobody_and_is_on_record(
    running: Running, duka: ShopProgram, amina: str
) -> None:
    junk = duka.http.post(f"/{DUKA}/messages", content=b"{", headers={"content-type": "application/json"})
    empty = duka.send(amina, "text", {"body": ""})

    assert (refusal(junk), refusal(empty)) == ((400, 100), (400, 131008))
    assert running.client.conversation(amina, DUKA) == []
    assert [fact["code"] for fact in running.client.record(kinds=["refused"])] == [100, 131008]


def test_the_pair_rate_refuses_the_46th_at_once(running: Running, duka: ShopProgram, amina: str) -> None:
    codes = [duka.send(amina, "text", {"body": str(n)}).status_code for n in range(45)]

    answer = duka.send(amina, "text", {"body": "one more"})

    assert set(codes) == {200}
    assert refusal(answer) == (400, 131056)
    running.client.rules(pair_rate=False)
    assert duka.send(amina, "text", {"body": "one more"}).status_code == 200


def test_the_throughput_of_a_number_is_held(running: Running, duka: ShopProgram, amina: str) -> None:
    running.client.rules(throughput_per_s=2, pair_rate=False)

    answers = [duka.send(amina, "text", {"body": str(n)}) for n in range(6)]

    assert refusal(next(answer for answer in answers if answer.is_error)) == (429, 130429)


def test_a_number_and_its_templates_can_be_looked_up(duka: ShopProgram) -> None:
    number = duka.http.get(f"/{DUKA}", params={"fields": "display_phone_number,quality_rating"}).json()
    first = duka.http.get("/102290129340398/message_templates", params={"limit": 1}).json()
    after = first["paging"]["cursors"]["after"]
    second = duka.http.get("/102290129340398/message_templates", params={"limit": 9, "after": after}).json()
    swahili = duka.http.get("/102290129340398/message_templates", params={"language": "sw"}).json()

    assert number == {"display_phone_number": "+254700000101", "quality_rating": "GREEN", "id": DUKA}
    assert [each["name"] for each in first["data"]] == ["hello_world"]
    assert len(second["data"]) == 4
    assert {each["language"] for each in swahili["data"]} == {"sw"}
    assert refusal(duka.http.get("/102290129340399/message_templates")) == (400, 100)
