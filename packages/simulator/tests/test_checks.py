"""What Meta refuses is refused with Meta's code, and what it takes is taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_simulator.directory import Shop
from wabot_simulator.graph.checks import check
from wabot_simulator.graph.errors import GraphError, ParameterNotValid

SHOP = Shop(
    phone_number_id="10001",
    access_token="t",
    name="Duka",
    display_phone_number="254700000101",
    waba_id="waba",
)
PICTURE = {"link": "https://duka.example/kikoi.jpg"}


def message(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": "254711000001", "type": kind, kind: content, **more}


def rows(*counts: int, **changes: Any) -> dict[str, Any]:
    """A list message with so many rows in its sections."""
    sections = [
        {"title": f"S{n}", "rows": [{"id": f"{n}-{i}", "title": f"Row {i}"} for i in range(count)]}
        for n, count in enumerate(counts)
    ]
    return {
        "type": "list",
        "body": {"text": "Choose"},
        "action": {"button": "Open", "sections": sections},
        **changes,
    }


def buttons(*titles: str, **changes: Any) -> dict[str, Any]:
    made = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    return {"type": "button", "body": {"text": "Yes or no?"}, "action": {"buttons": made}, **changes}


def cta(**parameters: str) -> dict[str, Any]:
    return {
        "type": "cta_url",
        "body": {"text": "Pay"},
        "action": {"name": "cta_url", "parameters": parameters},
    }


def products(*counts: int) -> dict[str, Any]:
    sections = [{"title": "T", "product_items": [{"product_retailer_id": "k"}] * count} for count in counts]
    return {
        "type": "product_list",
        "header": {"type": "text", "text": "H"},
        "body": {"text": "B"},
        "action": {"catalog_id": "1", "sections": sections},
    }


TAKEN = [
    message("text", {"body": "x" * 4096, "preview_url": False}, recipient_type="individual"),
    message("text", {"body": "hi"}, context={"message_id": "wamid.x"}, biz_opaque_callback_data="turn-1"),
    message("image", PICTURE | {"caption": "c" * 1024}),
    message("document", {"link": "http://duka.example/menu.pdf", "filename": "menu.pdf"}),
    message("sticker", {"link": "https://duka.example/a.webp"}),
    message(
        "interactive",
        buttons("Yes", "No", "x" * 20, footer={"text": "f"}, header={"type": "image", "image": PICTURE}),
    ),
    message("interactive", rows(10)),
    message("interactive", rows(4, 6, header={"type": "text", "text": "h" * 60})),
    message("interactive", cta(display_text="Pay", url="https://duka.example/pay")),
    message("interactive", products(15, 15)),
    message("interactive", {"type": "product", "action": {"catalog_id": "1", "product_retailer_id": "k"}}),
    message(
        "interactive",
        {"type": "catalog_message", "body": {"text": "b"}, "action": {"name": "catalog_message"}},
    ),
    message("reaction", {"message_id": "wamid.x", "emoji": "👍🏾"}),
    message("reaction", {"message_id": "wamid.x", "emoji": ""}),
    message("location", {"latitude": "-1.28", "longitude": 36.8, "name": "Duka"}),
    message("contacts", [{"name": {"formatted_name": "Otieno Baraka", "first_name": "Otieno"}}]),
    message("template", {"name": "hello_world", "language": {"code": "en_US"}}),
    {"messaging_product": "whatsapp", "to": "+254 711 000-001", "text": {"body": "hi"}},
    {
        "messaging_product": "whatsapp",
        "recipient": "KE.44120988123477",
        "type": "text",
        "text": {"body": "hi"},
    },
]

REFUSED: list[tuple[int, str, Any]] = [
    (100, "JSON object", ["hi"]),
    (100, "messaging_product", {"to": "254711000001"}),
    (100, "recipient_type", message("text", {"body": "x"}, recipient_type="group")),
    (131008, "to", {"messaging_product": "whatsapp", "type": "text", "text": {"body": "x"}}),
    (131009, "phone number", message("text", {"body": "x"}, to="Amina")),
    (131051, "type", message("carousel", {})),
    (131008, "text['body']", message("text", {})),
    (131009, "Max length is 4096", message("text", {"body": "x" * 4097})),
    (131009, "must not be empty", message("text", {"body": "  "})),
    (100, "must be a string", message("text", {"body": 7})),
    (131008, "image", {"messaging_product": "whatsapp", "to": "254711000001", "type": "image"}),
    (131008, "Either", message("image", {})),
    (100, "together", message("image", PICTURE | {"id": "1"})),
    (100, "valid URI", message("image", {"link": "kikoi.jpg"})),
    (100, "media attachment ID", message("image", {"id": "404"})),
    (131009, "Max length is 1024", message("image", PICTURE | {"caption": "x" * 1025})),
    (100, "caption", message("audio", PICTURE | {"caption": "x"})),
    (131009, "interactive['type']", message("interactive", {"type": "poll", "body": {"text": "?"}})),
    (131008, "interactive['body']", message("interactive", {"type": "button"})),
    (131009, "Min allowed buttons: 1, Max allowed buttons: 3", message("interactive", buttons(*"abcd"))),
    (131009, "Min allowed buttons: 1, Max allowed buttons: 3", message("interactive", buttons())),
    (131009, "Duplicated button title: 'Yes'", message("interactive", buttons("Yes", "Yes"))),
    (131009, "Button title is too long. Max length is 20", message("interactive", buttons("x" * 21))),
    (131009, "Max length is 1024", message("interactive", buttons("a", body={"text": "x" * 1025}))),
    (131009, "Max length is 60", message("interactive", buttons("a", footer={"text": "x" * 61}))),
    (131009, "header", message("interactive", rows(1, header={"type": "image", "image": PICTURE}))),
    (131009, "Total row count exceed max allowed count: 10", message("interactive", rows(11))),
    (131009, "Total row count exceed max allowed count: 10", message("interactive", rows(6, 5))),
    (131009, "Max allowed sections: 10", message("interactive", rows(*[1] * 11))),
    (131008, "at least one row", message("interactive", rows(0))),
    (131008, "header", message("interactive", products(1) | {"header": None})),
    (131009, "Total product count", message("interactive", products(16, 15))),
    (100, "valid URI", message("interactive", cta(display_text="Pay", url="duka"))),
    (131009, "too long", message("interactive", cta(display_text="x" * 21, url="https://duka.example"))),
    (131009, "one emoji", message("reaction", {"message_id": "wamid.x", "emoji": "ok"})),
    (131009, "latitude", message("location", {"latitude": 91, "longitude": 0})),
    (131008, "one more part", message("contacts", [{"name": {"formatted_name": "Otieno"}}])),
    (131009, "callback_data", message("text", {"body": "x"}, biz_opaque_callback_data="x" * 513)),
    (131008, "message_id", message("text", {"body": "x"}, context={})),
]


def refused(payload: Any) -> GraphError:
    with pytest.raises(GraphError) as caught:
        check(payload, SHOP, lambda _: None)
    return caught.value


@pytest.mark.parametrize("payload", TAKEN, ids=lambda payload: str(payload.get("type", "text")))
def test_a_shop_may_send(payload: dict[str, Any]) -> None:
    assert check(payload, SHOP, lambda _: None).payload == payload


@pytest.mark.parametrize(
    ("code", "words", "payload"), REFUSED, ids=[f"{code} {words}" for code, words, _ in REFUSED]
)
def test_a_shop_may_not_send(code: int, words: str, payload: Any) -> None:
    error = refused(payload)

    assert error.code == code
    assert words in error.details


def test_a_refusal_has_graphs_shape() -> None:
    body = refused(message("interactive", rows(11))).body("Atrace")

    assert body == {
        "error": {
            "message": "(#131009) Parameter value is not valid",
            "type": "OAuthException",
            "code": 131009,
            "error_data": {
                "messaging_product": "whatsapp",
                "details": "Total row count exceed max allowed count: 10",
            },
            "fbtrace_id": "Atrace",
        }
    }


@given(counts=st.lists(st.integers(1, 6), min_size=1, max_size=10))
def test_a_list_takes_ten_rows_over_all_its_sections(counts: list[int]) -> None:
    payload = message("interactive", rows(*counts))

    if sum(counts) <= 10:
        check(payload, SHOP, lambda _: None)
    else:
        with pytest.raises(ParameterNotValid, match="Total row count"):
            check(payload, SHOP, lambda _: None)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(
    kind=st.sampled_from(["text", "image", "interactive", "template", "contacts", "location", "reaction"]),
    junk=JSON_VALUES,
)
def test_junk_is_refused_and_never_breaks_the_check(kind: str, junk: Any) -> None:
    assert refused(message(kind, junk)).code in (100, 131008, 131009, 132001)
    assert refused(message("interactive", {"type": "list", "body": {"text": "x"}, "action": junk})).code > 0
    assert (
        refused(message("template", {"name": "x", "language": {"code": "en"}, "components": junk})).code
        == 132001
    )
