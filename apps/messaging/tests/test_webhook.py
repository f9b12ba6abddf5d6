"""Whatever WhatsApp, or somebody who plays WhatsApp, sends: it is read, and nothing of it breaks the rest."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.messaging.whatsapp.content import content_of
from apps.messaging.whatsapp.webhook import (
    InboundFact,
    OtherFact,
    Sender,
    StatusFact,
    UnreadableChange,
    read_change,
)
from tests.people import AMINA, Change, Writer, said, status

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
names = st.sampled_from(
    [
        "id",
        "from",
        "from_user_id",
        "timestamp",
        "type",
        "text",
        "body",
        "interactive",
        "context",
        "errors",
        "order",
    ]
)
items = st.dictionaries(
    names, anything | st.sampled_from(["text", "interactive", "wamid.1", "254"]), max_size=8
)


def read(change: Change) -> list[Any]:
    return list(read_change(change.body(), received_at=NOON))


@given(st.lists(items, max_size=4), st.lists(items, max_size=4), anything)
def test_every_item_becomes_exactly_one_fact(messages: list[Any], statuses: list[Any], contacts: Any) -> None:
    change = Change(messages=messages, statuses=statuses, contacts=contacts)

    facts = read(change)

    assert len(facts) == max(1, len(messages) + len(statuses))
    # and PostgreSQL takes each: no NUL, no lone surrogate, no infinite number
    stored = json.dumps([fact.payload for fact in facts], allow_nan=False)
    assert "\\u0000" not in stored
    stored.encode()


@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_what_is_no_envelope_is_said_to_be_unreadable_and_nothing_else(body: bytes) -> None:
    try:
        facts = read_change(body, received_at=NOON)
    except UnreadableChange:
        return
    assert facts


@given(st.lists(st.sampled_from(["a", "\U0001f600", "\0", "\ud83d ", "\ude00"]), max_size=8))
def test_half_an_emoji_or_a_nul_is_read_as_one_replacement_character(parts: list[str]) -> None:
    [fact] = read(said(AMINA, AMINA.text("".join(parts))))

    assert isinstance(fact, InboundFact)
    unfit = {"\0": "\ufffd", "\ud83d ": "\ufffd ", "\ude00": "\ufffd"}
    assert fact.text == "".join(unfit.get(part, part) for part in parts)


def test_a_text_is_read_with_its_sender_and_time() -> None:
    [fact] = read(said(AMINA, AMINA.text("habari", wa_id="wamid.1")))

    assert isinstance(fact, InboundFact)
    assert (fact.wa_id, fact.text, fact.kind, fact.at) == ("wamid.1", "habari", "text", NOON)
    assert fact.sender == Sender(user_id="KE.1", phone="254712000001", name="Amina")


def test_a_person_with_a_username_needs_no_phone() -> None:
    shy = Writer(phone="", user_id="KE.77", name="Shy")

    [fact] = read(said(shy, shy.text("hello")))

    assert fact.sender == Sender(user_id="KE.77", phone="", name="Shy")


def test_each_of_two_senders_keeps_their_own_name() -> None:
    other = Writer(phone="254712000009", user_id="KE.9", name="Other")
    change = Change(
        messages=[AMINA.text("one"), other.text("two")], contacts=[other.contact(), AMINA.contact()]
    )

    assert [fact.sender.name for fact in read(change)] == ["Amina", "Other"]


def test_a_bad_timestamp_gives_way_to_ours() -> None:
    bad_times: list[Any] = ["soon", None, "9" * 40, -(10**30), [], {"a": 1}]
    for bad in bad_times:
        [fact] = read(said(AMINA, AMINA.text("x") | {"timestamp": bad}))
        assert fact.at == NOON


def test_a_message_without_an_id_is_kept_as_what_it_is() -> None:
    [fact] = read(said(AMINA, {"type": "text", "from": "254", "text": {"body": "x"}}))

    assert isinstance(fact, OtherFact)
    assert fact.payload["text"] == {"body": "x"}


def test_a_status_brings_back_what_was_sent_along() -> None:
    [fact] = read(Change(statuses=[status("wamid.1", "delivered", callback_data="wabot:x:0")]))

    assert isinstance(fact, StatusFact)
    assert (fact.wa_id, fact.status, fact.callback_data) == ("wamid.1", "delivered", "wabot:x:0")


@pytest.mark.parametrize(
    ("item", "kind", "text", "row_id"),
    [
        ({"type": "text", "text": {"body": "hi"}}, "text", "hi", ""),
        (
            {
                "type": "interactive",
                "interactive": {"type": "list_reply", "list_reply": {"id": "r1", "title": "Mug"}},
            },
            "interactive",
            "Mug",
            "r1",
        ),
        (
            {
                "type": "interactive",
                "interactive": {"type": "button_reply", "button_reply": {"id": "b1", "title": "Yes"}},
            },
            "interactive",
            "Yes",
            "b1",
        ),
        ({"type": "button", "button": {"payload": "p1", "text": "Track"}}, "button", "Track", "p1"),
        ({"type": "image", "image": {"id": "1", "caption": "this one?"}}, "image", "this one?", ""),
        ({"type": "audio", "audio": {"id": "1"}}, "audio", "", ""),
        ({"type": "reaction", "reaction": {"emoji": "👍"}}, "reaction", "👍", ""),
        ({"type": "location", "location": {"name": "Kilimani"}}, "location", "Kilimani", ""),
        (
            {
                "type": "contacts",
                "contacts": [{"name": {"formatted_name": "A"}}, {"name": {"formatted_name": "B"}}],
            },
            "contacts",
            "A, B",
            "",
        ),
        (
            {"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "no, red"}}}},
            "edit",
            "no, red",
            "",
        ),
        ({"type": "holographic", "holographic": {"x": 1}}, "holographic", "", ""),
        ({}, "unknown", "", ""),
    ],
)
def test_what_a_message_says(item: dict[str, Any], kind: str, text: str, row_id: str) -> None:
    content = content_of(item)

    assert (content.kind, content.text, content.row_id) == (kind, text, row_id)
