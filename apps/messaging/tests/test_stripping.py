"""Of a webhook with several people one is taken out, and the others stay as they were."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.messaging.whatsapp.stripping import Item, Name, items_of, stripped
from apps.messaging.whatsapp.webhook import UnreadableChange, read_change

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEOPLE = [("254712345671", "KE.4711aBcD"), ("254712345672", "KE.4712eFgH"), ("", "KE.4713iJkL")]
AMINA = {Name("phone", PEOPLE[0][0]), Name("user_id", PEOPLE[0][1])}


def change(field: str = "messages", **lists: Any) -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1000"}, **lists}
    envelope = {"entry": [{"id": "W1", "changes": [{"field": field, "value": value}]}]}
    return json.dumps(envelope).encode()


def is_aminas(item: Item) -> bool:
    return bool(item.names & AMINA)


def without_amina(body: bytes) -> bytes:
    return stripped(body, received_at=NOON, is_theirs=is_aminas).body


def value_of(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)["entry"][0]["changes"][0]["value"]
    return found


def named(**keys: str) -> dict[str, str]:
    return {key: said for key, said in keys.items() if said}


people = st.sampled_from(PEOPLE)
messages = st.builds(
    lambda who, n, text: {
        "id": f"wamid.{n}",
        "type": "text",
        "text": {"body": text},
        **named(**{"from": who[0], "from_user_id": who[1]}),
    },
    people,
    st.integers(0, 99),
    st.text(max_size=10),
)
statuses = st.builds(
    lambda who, n: {
        "id": f"wamid.{n}",
        "status": "read",
        **named(recipient_id=who[0], recipient_user_id=who[1]),
    },
    people,
    st.integers(0, 99),
)


@given(
    messages=st.lists(messages, max_size=6),
    statuses=st.lists(statuses, max_size=6),
    there=st.sets(people),
)
def test_of_one_nothing_stays_and_of_the_others_everything_in_its_order(
    messages: list[Any], statuses: list[Any], there: set[tuple[str, str]]
) -> None:
    wrote = {(one.get("from", ""), one.get("from_user_id", "")) for one in messages}
    contacts = [{"profile": {"name": who[1]}, **named(wa_id=who[0], user_id=who[1])} for who in there | wrote]
    body = change(messages=messages, statuses=statuses, contacts=contacts)

    left = without_amina(body)

    assert not any(name.value.encode() in left for name in AMINA)
    others = {
        name: [one for one in value_of(body)[name] if PEOPLE[0][1] not in one.values()]
        for name in ("messages", "statuses", "contacts")
    }
    if others["messages"] or others["statuses"]:
        assert {name: value_of(left)[name] for name in others} == others
        # taken out once, there is nothing more to take out
        assert without_amina(left) == left
    else:
        assert left in (b"", body)


def test_where_nothing_is_theirs_the_body_is_the_same_to_the_letter() -> None:
    body = b'{"entry": [ {"changes": [{"value": {"messages": [{"from": "254", "price": 1.10}]}}] } ]}'

    assert without_amina(body) == body


def test_a_message_that_names_nobody_is_whose_the_only_contact_is() -> None:
    nameless = {"id": "wamid.1", "type": "text", "text": {"body": "hello"}}
    body = change(messages=[nameless], contacts=[{"wa_id": PEOPLE[0][0]}])

    assert without_amina(body) == b""


def test_another_customers_message_may_name_the_person() -> None:
    """A contact card that Baraka sent is Baraka's message."""
    card = {"phones": [{"wa_id": PEOPLE[0][0]}], "name": {"formatted_name": "Amina"}}
    theirs = {"id": "wamid.2", "from": PEOPLE[1][0], "type": "contacts", "contacts": [card]}
    body = change(messages=[theirs], contacts=[{"wa_id": PEOPLE[1][0]}])

    assert without_amina(body) == body


@pytest.mark.parametrize(
    ("field", "lists"),
    [
        ("calls", {"calls": [{"id": "c", "from": PEOPLE[0][0]}]}),
        ("user_preferences", {"user_preferences": [{"wa_id": PEOPLE[0][0], "value": "stop"}]}),
        ("smb_message_echoes", {"message_echoes": [{"from": "1000", "to": PEOPLE[0][0], "type": "text"}]}),
        (
            "user_id_update",
            {"user_id_update": [{"user_id": {"previous": PEOPLE[0][1], "current": "KE.new"}}]},
        ),
        ("messages", {"messages": [{"from": PEOPLE[0][0]}], "errors": [{"code": 1}]}),
    ],
)
def test_other_events_of_theirs_go_too(field: str, lists: dict[str, Any]) -> None:
    body = change(field, **lists, contacts=[{"wa_id": PEOPLE[0][0]}])

    assert without_amina(body) == b""


@given(text=st.text(max_size=20))
def test_what_is_left_is_read_as_before(text: str) -> None:
    kept = {"id": "wamid.2", "from": PEOPLE[1][0], "type": "text", "text": {"body": text}}
    gone = {"id": "wamid.1", "from": PEOPLE[0][0], "type": "text", "text": {"body": "secret"}}
    body = change(messages=[gone, kept], contacts=[{"wa_id": who[0]} for who in PEOPLE[:2]])

    facts = read_change(without_amina(body), received_at=NOON)

    assert facts == read_change(body, received_at=NOON)[1:]


def test_files_that_went_are_named() -> None:
    picture = {
        "id": "wamid.1",
        "from": PEOPLE[0][0],
        "type": "image",
        "image": {"id": "9", "sha256": "a" * 64},
    }

    found = stripped(change(messages=[picture]), received_at=NOON, is_theirs=is_aminas)

    assert found.digests == {"a" * 64}


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{}", b'{"entry": []}', b'{"entry": [{"changes": [7]}]}']
)
def test_what_is_no_change_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableChange):
        items_of(body, received_at=NOON)


@given(
    lists=st.dictionaries(
        st.sampled_from(["messages", "statuses", "contacts", "calls", "other"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["id", "from", "wa_id", "timestamp", "type"]), inner)
            ),
            max_leaves=8,
        ),
    )
)
def test_no_shape_of_a_value_is_too_odd(lists: dict[str, Any]) -> None:
    without_amina(change(**lists))
