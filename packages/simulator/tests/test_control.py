"""The control API: wrong requests are named and change nothing, right ones do what they say."""

from typing import Any

import httpx
import pytest
from wabot_simulator.client import SimulatorRefused
from wabot_simulator.testing import Receiver, Running

from .conftest import DUKA

WRONG: list[tuple[str, str, Any, str]] = [
    ("PUT", "/shops/1000777", {"name": "Kona"}, "access_token"),
    (
        "PUT",
        "/shops/1000777",
        {"name": "Kona", "access_token": "t", "phone_number_id": "1"},
        "phone_number_id",
    ),
    ("PUT", "/shops/1000777", {"name": "K", "access_token": "t", "products": [{"name": "x"}]}, "retailer_id"),
    ("PUT", "/shops/1000777", {"name": "K", "access_token": "t", "templates": ["x"]}, "templates"),
    ("POST", "/customers", {"name": "Juma", "wa_id": "+254"}, "wa_id"),
    (
        "POST",
        "/customers",
        {"name": "Juma", "user_id": "KE.44120988123477", "wa_id": "254711000077"},
        "user_id",
    ),
    ("POST", "/customers", ["Juma"], "body"),
    ("PUT", "/rules", {"manners": True}, "manners"),
    ("PUT", "/rules", {"window": "yes"}, "window"),
    ("PUT", "/rules", {"throughput_per_s": 0}, "throughput_per_s"),
    ("PUT", "/faults/earthquake", {}, "earthquake"),
    ("PUT", "/faults/delay", {"delay_ms": -1}, "delay_ms"),
    ("POST", "/clock", {"skip_s": -5}, "skip_s"),
    ("POST", "/messages", {"customer": "254700", "shop": DUKA, "type": "text", "text": "x"}, "254700"),
    ("POST", "/messages", {"customer": "254711000001", "shop": "1", "type": "text", "text": "x"}, "shop"),
    ("POST", "/messages", {"messages": "many"}, "messages"),
    ("POST", "/taps", {"customer": "254711000001"}, "id"),
    ("GET", "/record?since=soon", None, "since"),
    ("GET", "/conversations/254711000001/nowhere", None, "nowhere"),
    ("GET", "/message?wamid=404", None, "404"),
    ("GET", "/media/404", None, "404"),
    ("GET", "/events?customer=nobody", None, "nobody"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "named"), WRONG, ids=[f"{m} {p} {n}" for m, p, _, n in WRONG]
)
def test_a_wrong_request_is_named(running: Running, method: str, path: str, body: Any, named: str) -> None:
    before = running.client.state()

    answer = httpx.request(method, f"{running.url}/simulator{path}", json=body)

    assert answer.status_code in (400, 404)
    assert named in answer.json()["error"]
    after = running.client.state()
    assert {**after, "now": 0} == {**before, "now": 0}


def test_of_several_messages_the_wrong_one_is_named_by_its_place(running: Running, amina: str) -> None:
    with pytest.raises(SimulatorRefused, match=r"messages\[1\].*254700.*before it were sent"):
        running.client.say_many([(amina, DUKA, "a"), ("254700", DUKA, "b"), (amina, DUKA, "c")])

    assert [bubble.text for bubble in running.client.conversation(amina, DUKA)] == ["a"]


def test_a_shop_is_replaced_as_a_whole_and_never_shows_its_token(running: Running) -> None:
    product = {"retailer_id": "K", "name": "Kikoi", "price": 5}
    running.client.add_shop(phone_number_id="1000777", access_token="old", name="Kona", products=[product])
    running.client.add_shop(phone_number_id="1000777", access_token="new", name="Kona Mpya", templates=[])

    shop = next(each for each in running.client.state()["shops"] if each["phone_number_id"] == "1000777")

    assert (shop["name"], shop["products"], shop["templates"]) == ("Kona Mpya", [], [])
    assert "access_token" not in shop
    assert running.simulator.directory.shop("1000777").takes("new")
    assert not running.simulator.directory.shop("1000777").takes("old")


def test_a_customer_may_change_name_and_user_id(running: Running, callback: Receiver) -> None:
    for name, user_id in (("Juma", "KE.1"), ("Juma Mwangi", "KE.2")):
        key = running.client.add_customer(name=name, wa_id="254711000077", user_id=user_id)
    sent = running.client.say(key, DUKA, "habari")
    callback.message(sent.wamid)

    (value,) = callback.values()
    assert value["contacts"] == [
        {"profile": {"name": "Juma Mwangi"}, "wa_id": "254711000077", "user_id": "KE.2"}
    ]
    assert running.simulator.directory.find_customer("KE.1") is None


def test_everything_about_one_message_is_told(running: Running, callback: Receiver, amina: str) -> None:
    callback.answer_next(500)
    sent = running.client.say(amina, DUKA, "habari")
    running.client.say(amina, DUKA, "another")
    running.client.wait_until_quiet()

    about = httpx.get(f"{running.url}/simulator/message", params={"wamid": sent.wamid}).json()

    assert about["message"]["wamid"] == sent.wamid
    told = [(fact["kind"], fact.get("http_status")) for fact in about["facts"]]
    assert told == [("inbound", None), ("attempt", 500), ("attempt", 200)]


def test_a_worker_that_died_shows_in_health(running: Running, amina: str) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("disk full")

    running.simulator.courier._write_down = broken  # type: ignore[method-assign]
    running.client.say(amina, DUKA, "habari")

    for _ in range(200):
        health = httpx.get(f"{running.url}/simulator/health")
        if health.status_code == 503:
            break
    assert health.json()["status"] == "failing"


def test_three_hundred_customers_write_bursts_and_each_is_heard(running: Running, callback: Receiver) -> None:
    running.client.rules(throughput=False)
    customers = [running.client.add_customer(name=f"Mteja {n}", wa_id=f"2547{n:08d}") for n in range(300)]

    sent = running.client.say_many([(who, DUKA, f"{n}") for n in range(3) for who in customers])
    running.client.wait_until_quiet(timeout_s=60)

    assert sorted(message["id"] for message in callback.messages()) == sorted(each.wamid for each in sent)
    for who in customers[::50]:
        own = [message["text"]["body"] for message in callback.messages() if message["from"] == who]
        assert own == ["0", "1", "2"]
