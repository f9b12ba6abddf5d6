"""Messages as a transcript shows them, whatever their payload holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.messaging.models import Direction, Message
from apps.messaging.whatsapp.outgoing import Button, Buttons, Image, List, Outgoing, Section, Text
from apps.messaging.whatsapp.outgoing import Row as ListRow
from apps.messaging.whatsapp.said import words_of
from apps.operations.selectors.bubbles import INBOUND, Row, bubble_of
from apps.operations.templatetags.humane import as_phone, ms


def ours(said: Outgoing) -> Message:
    payload = said.payload()
    return Message(
        direction=Direction.OUTBOUND, kind=payload["type"], text=words_of(payload), payload=payload
    )


def theirs(kind: str, body: Any, text: str = "") -> Message:
    return Message(direction=Direction.INBOUND, kind=kind, text=text, payload={"type": kind, kind: body})


def test_a_list_shows_what_the_customer_could_choose() -> None:
    rows = (ListRow("p1", "Blue Mug", "KSh 350"), ListRow("p2", "Tea Kettle"))
    shown = bubble_of(ours(List("Here you are", "See products", (Section("Kitchen", rows),), footer="Pwani")))

    assert (shown.text, shown.opens, shown.footer) == ("Here you are", "See products", "Pwani")
    assert shown.sections[0].rows == [Row("Blue Mug", "KSh 350"), Row("Tea Kettle")]


def test_buttons_stand_under_their_words_with_the_picture_on_top() -> None:
    buttons = (Button("buy", "Buy"), Button("more", "Similar ones"))

    shown = bubble_of(ours(Buttons("Tea Kettle", buttons, image_link="https://shop.test/kettle.png")))

    assert shown.buttons == ["Buy", "Similar ones"]
    assert shown.picture == "https://shop.test/kettle.png"


def test_a_picture_that_is_no_address_is_not_fetched() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", ""):
        assert bubble_of(ours(Image(link, "A kettle"))).picture == ""
    assert bubble_of(ours(Text("plain"))).text == "plain"


@pytest.mark.parametrize(
    ("message", "note"),
    [
        (
            theirs("interactive", {"type": "list_reply", "list_reply": {"id": "p2", "title": "Tea Kettle"}}),
            "Tapped",
        ),
        (theirs("button", {"text": "Yes", "payload": "yes"}), "Tapped"),
        (theirs("location", {"latitude": -1.29, "longitude": 36.82}), "Place -1.29, 36.82"),
        (
            theirs(
                "order",
                {
                    "product_items": [
                        {"product_retailer_id": "mug", "quantity": 2, "item_price": 350, "currency": "KES"}
                    ]
                },
            ),
            "2 × mug at 350 KES",
        ),
        (theirs("reaction", {"emoji": ""}), "Took the reaction back"),
        (theirs("document", {"filename": "list.pdf", "mime_type": "application/pdf"}), "list.pdf"),
        (theirs("hologram", {}), "A message of kind “hologram”: see its payload"),
    ],
)
def test_what_has_no_words_of_its_own_is_described(message: Message, note: str) -> None:
    assert note in bubble_of(message).notes


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "interactive", "action", "sections", "rows", "buttons", "reply", "header", "image"]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(kind=st.sampled_from([*INBOUND, "unknown"]), payload=anything, direction=st.sampled_from(Direction))
def test_no_payload_is_too_odd_to_be_shown(kind: str, payload: Any, direction: str) -> None:
    bubble = bubble_of(Message(direction=direction, kind=kind, text="", payload=payload))

    assert all(
        isinstance(each, str) for each in [*bubble.notes, *bubble.buttons, bubble.opens, bubble.picture]
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("*Tea Kettle*\nKSh 1,200", "<strong>Tea Kettle</strong><br>KSh 1,200"),
        ("_soon_ and ~never~", "<em>soon</em> and <s>never</s>"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("*<script>*", "<strong>&lt;script&gt;</strong>"),
    ],
)
def test_whatsapps_marks_are_shown_as_on_a_phone(words: str, shown: str) -> None:
    assert as_phone(words) == shown


@given(st.text())
def test_nothing_said_becomes_mark_up_of_its_own(words: str) -> None:
    shown = str(as_phone(words))

    for tag in ("strong", "em", "s"):
        shown = shown.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in shown.replace("<br>", "")


@pytest.mark.parametrize(
    ("milliseconds", "says"),
    [
        (0, "0 ms"),
        (999.4, "999 ms"),
        (1_000, "1.0 s"),
        (3_100, "3.1 s"),
        (60_000, "1 min 0 s"),
        (125_400, "2 min 5 s"),
    ],
)
def test_waits_are_told_as_people_tell_them(milliseconds: float, says: str) -> None:
    assert ms(milliseconds) == says
