"""What phones send: its shape, its signature, and that it arrives."""

import time
from typing import Any

import httpx
import pytest
from wabot_simulator.client import SimulatorRefused
from wabot_simulator.testing import Receiver, Running, ShopProgram, running_simulator

from .conftest import DUKA, MTO


def arrived(running: Running, callback: Receiver, who: str, kind: str, **fields: Any) -> dict[str, Any]:
    return callback.message(running.client.send(who, DUKA, kind, **fields).wamid)


def test_a_text_arrives_signed_under_its_shop(running: Running, callback: Receiver, amina: str) -> None:
    sent = running.client.say(amina, DUKA, "Habari! 👋 *una* <b>kikoi</b>?")
    callback.wait_for(messages=1)

    (body,) = callback.bodies
    (value,) = callback.values()
    assert callback.wrong_signatures == 0
    assert (body["object"], body["entry"][0]["id"]) == ("whatsapp_business_account", "102290129340398")
    assert value["metadata"] == {"display_phone_number": "254700000101", "phone_number_id": DUKA}
    (contact,) = value["contacts"]
    assert (contact["profile"], contact["wa_id"]) == ({"name": "Amina Wanjiku"}, amina)
    (message,) = value["messages"]
    assert message == {
        "from": amina,
        "from_user_id": contact["user_id"],
        "id": sent.wamid,
        "timestamp": str(int(sent.at)),
        "type": "text",
        "text": {"body": "Habari! 👋 *una* <b>kikoi</b>?"},
    }


def test_someone_who_hides_the_number_comes_without_it(
    running: Running, callback: Receiver, zawadi: str
) -> None:
    message = arrived(running, callback, zawadi, "text", text="habari")

    (value,) = callback.values()
    assert value["contacts"] == [{"profile": {"name": "Zawadi", "username": "zawadi.k"}, "user_id": zawadi}]
    assert message["from_user_id"] == zawadi
    assert "from" not in message


ITEM = {"product_retailer_id": "KIKOI-01", "quantity": 2, "item_price": 1200, "currency": "KES"}
KINDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "location",
        {"latitude": -1.28, "longitude": 36.8, "name": "Duka"},
        {"type": "location", "location": {"latitude": -1.28, "longitude": 36.8, "name": "Duka"}},
    ),
    (
        "contacts",
        {"contacts": [{"name": {"formatted_name": "Otieno"}}]},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Otieno"}}]},
    ),
    (
        "list_reply",
        {"id": "p1", "title": "Kikoi", "description": "KES 1,200"},
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "p1", "title": "Kikoi", "description": "KES 1,200"},
            },
        },
    ),
    (
        "button_reply",
        {"id": "yes", "title": "Yes"},
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "yes", "title": "Yes"}},
        },
    ),
    (
        "button",
        {"text": "Go on", "payload": "go"},
        {"type": "button", "button": {"payload": "go", "text": "Go on"}},
    ),
    (
        "order",
        {"catalog_id": "1", "text": "please", "product_items": [ITEM]},
        {"type": "order", "order": {"catalog_id": "1", "text": "please", "product_items": [ITEM]}},
    ),
    (
        "flow_reply",
        {"response_json": '{"size":"M"}'},
        {
            "type": "interactive",
            "interactive": {
                "type": "nfm_reply",
                "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"size":"M"}'},
            },
        },
    ),
]


@pytest.mark.parametrize(("kind", "fields", "content"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_a_phone_sends(
    running: Running,
    callback: Receiver,
    amina: str,
    kind: str,
    fields: dict[str, Any],
    content: dict[str, Any],
) -> None:
    message = arrived(running, callback, amina, kind, **fields)

    assert {name: message[name] for name in content} == content


@pytest.mark.parametrize("kind", ["image", "video", "audio", "voice", "document", "sticker"])
def test_a_phone_sends_files(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str, kind: str
) -> None:
    media_id = running.client.upload(b"\x89PNG-ish", "image/png", "kikoi.png")

    message = arrived(running, callback, amina, kind, media_id=media_id, caption="Hii hapa")

    content = message["audio" if kind == "voice" else kind]
    found = duka.http.get(f"/{content['id']}").json()
    assert content["mime_type"] == found["mime_type"] == "image/png"
    assert duka.http.get(found["url"]).content == b"\x89PNG-ish"
    assert content.get("voice") == {"voice": True, "audio": False}.get(kind)
    assert content.get("caption") == (None if kind in ("audio", "voice", "sticker") else "Hii hapa")


def test_a_quote_names_the_message_and_its_writer(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    own = running.client.say(amina, DUKA, "habari")
    theirs = duka.say(amina, "Karibu")

    to_shop = arrived(running, callback, amina, "text", text="this one", quote=theirs)
    to_self = arrived(running, callback, amina, "text", text="I meant this", quote=own.wamid)

    assert to_shop["context"] == {"from": "254700000101", "id": theirs}
    assert to_self["context"] == {"from": amina, "id": own.wamid}


def test_a_message_about_a_product_names_it(running: Running, callback: Receiver, amina: str) -> None:
    product = {"catalog_id": "194836987003835", "product_retailer_id": "KIKOI-01"}

    message = arrived(
        running, callback, amina, "text", text="is it long?", referred_product=product, forwarded=True
    )

    assert message["context"] == {"forwarded": True, "referred_product": product}


def test_reactions_edits_and_removals_name_the_message(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    own = running.client.say(amina, DUKA, "one kikoi")
    callback.wait_for(messages=1)
    theirs = duka.say(amina, "Karibu")

    liked = arrived(running, callback, amina, "reaction", message_id=theirs, emoji="👍")
    unliked = arrived(running, callback, amina, "reaction", message_id=theirs, emoji="")
    edited = arrived(running, callback, amina, "edit", message_id=own.wamid, text="two kikoi")
    revoked = arrived(running, callback, amina, "revoke", message_id=own.wamid)

    assert liked["reaction"] == {"message_id": theirs, "emoji": "👍"}
    assert unliked["reaction"] == {"message_id": theirs}
    assert edited["edit"]["message"] == {"type": "text", "text": {"body": "two kikoi"}}
    assert revoked["revoke"] == {"original_message_id": own.wamid}


def test_a_tap_answers_the_newest_message_that_offers_it(
    running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    button = {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}
    for text in ("old", "new"):
        content = {"type": "button", "body": {"text": text}, "action": {"buttons": [button]}}
        newest = duka.send(amina, "interactive", content).json()["messages"][0]["id"]
    payload = {"type": "button", "index": "0", "parameters": [{"type": "payload", "payload": "go-on-77"}]}
    body = {"type": "body", "parameters": [{"type": "text", "text": "Amina"}]}
    template = {"name": "pick_up_again", "language": {"code": "sw"}, "components": [body, payload]}
    offered = duka.send(amina, "template", template).raise_for_status().json()["messages"][0]["id"]

    running.client.tap(amina, "yes")
    running.client.tap(amina, "go-on-77", shop=DUKA)
    callback.wait_for(messages=3)

    _, yes, go_on = callback.messages()
    assert (yes["context"]["id"], yes["interactive"]["button_reply"]) == (
        newest,
        {"id": "yes", "title": "Yes"},
    )
    assert (go_on["context"]["id"], go_on["button"]) == (
        offered,
        {"payload": "go-on-77", "text": "Ndiyo, endelea"},
    )
    with pytest.raises(SimulatorRefused, match="'no'"):
        running.client.tap(amina, "no")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "poem"}, "type"),
        ({"kind": "text"}, "text"),
        ({"kind": "text", "text": "x", "quote": "wamid.404"}, "quote"),
        ({"kind": "image", "media_id": "404"}, "media_id"),
        ({"kind": "location", "latitude": "north", "longitude": 0}, "latitude"),
        ({"kind": "order", "catalog_id": "1", "product_items": [{}]}, "product_retailer_id"),
        ({"kind": "reaction", "message_id": "wamid.404", "emoji": "👍"}, "message_id"),
    ],
)
def test_a_wrong_message_is_named_and_not_sent(
    running: Running, callback: Receiver, amina: str, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(SimulatorRefused, match=named):
        running.client.send(amina, DUKA, **fields)

    assert list(running.client.record(kinds=["inbound"])) == []


def test_a_webhook_comes_until_it_is_answered_200(running: Running, callback: Receiver, amina: str) -> None:
    callback.answer_next(500, 202, 404)

    sent = running.client.say(amina, DUKA, "habari")
    running.client.wait_until_quiet()

    assert [message["id"] for message in callback.messages()] == [sent.wamid]
    tries = [(fact["attempt"], fact["http_status"]) for fact in running.client.record(kinds=["attempt"])]
    assert tries == [(1, 500), (2, 202), (3, 404), (4, 200)]


def test_a_callback_that_is_down_loses_nothing(amina: str) -> None:
    with running_simulator("http://127.0.0.1:9/down", retry_first_s=0.02) as running:
        sent = running.client.say(amina, DUKA, "habari")
        wait_until(lambda: len(list(running.client.record(kinds=["attempt"]))) >= 3)

        report = running.client.report()
        assert report["unacknowledged"] == [sent.wamid]
        assert report["pending_webhooks"] == 1
        # seven simulated days later it is given up, as Meta does
        running.client.skip_time(7 * 86_400)
        wait_until(lambda: running.client.health()["pending_webhooks"] == 0)
        (expired,) = running.client.record(kinds=["expired"])
        assert expired["events"] == [sent.seq]


def test_a_burst_keeps_its_order_while_the_callback_fails_now_and_then(
    running: Running, callback: Receiver, amina: str
) -> None:
    callback.answer_next(*[500, 200] * 10)

    sent = running.client.say_many([(amina, DUKA, str(number)) for number in range(20)])
    callback.wait_for(messages=20, timeout_s=20)

    assert [message["id"] for message in callback.messages()] == [each.wamid for each in sent]


def test_the_shop_next_door_gets_nothing_of_it(
    running: Running, callback: Receiver, mto: ShopProgram, amina: str
) -> None:
    sent = running.client.say(amina, DUKA, "habari")
    callback.wait_for(messages=1)

    assert mto.mark_read(sent.wamid).json()["error"]["code"] == 131009
    assert running.client.conversation(amina, MTO) == []
    assert {value["metadata"]["phone_number_id"] for value in callback.values()} == {DUKA}


def test_the_handshake_holds_and_says_why_not(running: Running, callback: Receiver) -> None:
    held, said = running.client.handshake()

    assert held
    assert callback.url in said
    with running_simulator(callback.url, verify_token="another") as other:
        held, said = other.client.handshake()
        assert not held
        assert "403" in said


def wait_until(well: Any, deadline_s: float = 10.0) -> None:
    start = time.monotonic()
    while not well():
        assert time.monotonic() - start < deadline_s, "not within the time"
        time.sleep(0.02)


def test_health_says_what_is_pending(running: Running) -> None:
    health = httpx.get(f"{running.url}/simulator/health")

    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    assert health.json()["shops"] == 2
