import base64
import json
import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from wabot_simulator.directory import Shop
from wabot_simulator.ids import Ids
from wabot_simulator.webhooks.bodies import Event, Field, encode, envelope, signature


def shop(number: int) -> Shop:
    return Shop(
        phone_number_id=f"1000{number}",
        access_token="t",
        name=f"shop {number}",
        display_phone_number=f"25470000{number}",
        waba_id=f"waba-{number // 2}",
    )


SHOPS = [shop(number) for number in range(4)]
FIELDS: list[Field] = ["messages", "statuses"]


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    made = draw(
        st.lists(
            st.tuples(st.sampled_from(SHOPS), st.sampled_from(FIELDS), st.sampled_from("abc")), min_size=1
        )
    )
    return [
        Event(seq, owner, customer, field, {"id": f"wamid.{seq}"}, {"wa_id": customer})
        for seq, (owner, field, customer) in enumerate(made)
    ]


@given(events=events(), seed=st.one_of(st.none(), st.integers(0, 99)))
def test_a_batch_holds_every_event_once_under_its_own_shop(events: list[Event], seed: int | None) -> None:
    body = envelope(events, None if seed is None else random.Random(seed))

    found: list[tuple[str, str, str]] = []
    for entry in body["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            number = value["metadata"]["phone_number_id"]
            assert entry["id"] == next(each.waba_id for each in SHOPS if each.phone_number_id == number)
            found += [(number, field, item["id"]) for field in FIELDS for item in value.get(field, [])]
    sent = [(event.shop.phone_number_id, event.field, event.item["id"]) for event in events]
    assert sorted(found) == sorted(sent)


@given(events=events())
def test_messages_of_one_shop_keep_their_order_in_a_batch(events: list[Event]) -> None:
    body = envelope(events, random.Random(3))

    for owner in SHOPS:
        values = [change["value"] for entry in body["entry"] for change in entry["changes"]]
        own = [value for value in values if value["metadata"]["phone_number_id"] == owner.phone_number_id]
        for field in FIELDS:
            arrived = [item["id"] for value in own for item in value.get(field, [])]
            assert arrived == [e.item["id"] for e in events if e.shop is owner and e.field == field]


@given(st.dictionaries(st.text(), st.text()))
def test_bodies_are_ascii_as_metas_are_and_mean_the_same(body: dict[str, Any]) -> None:
    raw = encode(body)

    assert raw.isascii()
    assert json.loads(raw) == body


def test_the_signature_is_the_one_openssl_makes() -> None:
    # printf '{"a":1}' | openssl dgst -sha256 -hmac secret
    known = "sha256=aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"

    assert signature(b'{"a":1}', "secret") == known


@given(party=st.text("0123456789KE.", min_size=1, max_size=40), seed=st.integers())
def test_a_wamid_reads_like_whatsapps(party: str, seed: int) -> None:
    ids = Ids(random.Random(seed))

    inbound, outbound = ids.inbound_wamid(party), ids.outbound_wamid(party)

    assert inbound != ids.inbound_wamid(party)
    for wamid in (inbound, outbound):
        assert wamid.startswith("wamid.HBg")
        assert party.encode() in base64.b64decode(wamid.removeprefix("wamid."), validate=True)
