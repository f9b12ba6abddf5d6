"""One body in, one record for each change out, and nothing lost on the way."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_edge.intake.splitting import MAX_SPLIT_RECORDS, records_of
from wabot_edge.journal.records import Kind, NewRecord, partition_of

from .running import text_from, webhook

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
# JSON can say it, though no text of PostgreSQL's can hold it.
any_text = st.text(st.characters(categories=["Cs"]) | st.sampled_from("\0\\u0a\U0001f600"), max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | plain_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_text, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(plain_text, json_values, max_size=3)
changes = st.builds(
    lambda more, number: more | text_from("amina", "habari", number=number), objects, plain_text
)
entries = st.builds(
    lambda more, entry_id, inner: more | {"id": entry_id, "changes": inner},
    objects,
    plain_text,
    st.lists(changes, min_size=1, max_size=4),
)
envelopes = st.builds(
    lambda more, inner: more | {"entry": inner}, objects, st.lists(entries, min_size=1, max_size=3)
)


def split(body: bytes) -> list[NewRecord]:
    return records_of(body, headers={"user-agent": "x"}, received_at=NOON)


@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_kept_whole(body: bytes) -> None:
    records = split(body)

    assert [(record.kind, record.body) for record in records] == [(Kind.UNROUTED, body)]


@given(envelopes, st.booleans())
def test_rejoined_records_are_the_body_that_came(envelope: dict[str, Any], is_ascii: bool) -> None:
    body = json.dumps(envelope, ensure_ascii=is_ascii).encode()

    records = split(body)

    rejoined: list[Any] = []
    for record in records:
        one = json.loads(record.body)
        [entry] = one.pop("entry")
        assert one == {name: value for name, value in envelope.items() if name != "entry"}
        [change] = entry.pop("changes")
        rejoined.append((entry, change))
    assert rejoined == [
        ({name: value for name, value in entry.items() if name != "changes"}, change)
        for entry in envelope["entry"]
        for change in entry["changes"]
    ]
    assert {record.kind for record in records} == {Kind.WHATSAPP_CHANGE}


@given(objects, st.booleans())
def test_a_single_change_is_kept_byte_for_byte(more: dict[str, Any], is_ascii: bool) -> None:
    body = json.dumps(
        more | {"entry": [{"id": "w", "changes": [more]}]}, indent=1, ensure_ascii=is_ascii
    ).encode()

    [record] = split(body)

    assert (record.kind, record.body) == (Kind.WHATSAPP_CHANGE, body)


def test_each_change_goes_to_the_partition_of_its_own_number() -> None:
    records = split(
        webhook(text_from("amina", "one", number="1000"), text_from("juma", "two", number="2000"))
    )

    assert [(record.phone_number_id, record.partition) for record in records] == [
        ("1000", partition_of("1000")),
        ("2000", partition_of("2000")),
    ]


@pytest.mark.parametrize(
    "metadata", [None, {}, {"phone_number_id": ["1"]}, {"phone_number_id": "a\nb"}, "1000"]
)
def test_a_change_without_a_number_goes_by_its_entry(metadata: Any) -> None:
    [record] = split(webhook({"field": "account_update", "value": {"metadata": metadata}}, entry_id="waba-7"))

    assert (record.kind, record.phone_number_id) == (Kind.WHATSAPP_CHANGE, "")
    assert record.partition == partition_of("waba-7")


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"entry": []}',
        b'{"entry": {"changes": []}}',
        b'{"entry": [{"id": "1"}]}',
        b'{"entry": [{"changes": ["text"]}]}',
        b'{"entry": [{"changes": [{"value": NaN}]}]}',
        b'{"entry": [{"changes": [{"value": {"a": 1, "a": 2}}]}]}',
        b'{"entry": [{"changes": [{"value": "\x00"}]}]}',
        b'{"entry": [{"changes": [{"value": "\xff"}]}]}',
        b'{"entry": [{"changes": [{"value": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]}]}",
        b"\xef\xbb\xbf{}",
        '{"entry": []}'.encode("utf-16"),
        webhook(*[{}] * (MAX_SPLIT_RECORDS + 1)),
        webhook(*[{}] * 100, more="x" * 1_000_000),
    ],
)
def test_what_cannot_be_split_is_kept_whole_and_unrouted(odd: bytes) -> None:
    [record] = split(odd)

    assert (record.kind, record.body, record.partition) == (Kind.UNROUTED, odd, partition_of(""))


def test_one_odd_change_does_not_hold_up_the_other_customers() -> None:
    entry_without_changes = {"id": "waba-2", "time": 1}
    body = json.loads(webhook(text_from("amina", "habari"), None, "text", text_from("chao", "sasa")))
    body["entry"].append(entry_without_changes)

    records = split(json.dumps(body).encode())

    assert Counter(record.kind for record in records) == {Kind.WHATSAPP_CHANGE: 2, Kind.UNROUTED: 3}
    kept = [json.loads(record.body)["entry"][0] for record in records]
    assert [entry["changes"][0] for entry in kept[:4]] == body["entry"][0]["changes"]
    assert kept[4] == entry_without_changes


@given(any_text, any_text)
def test_half_an_emoji_keeps_no_message_from_its_customer(one: str, another: str) -> None:
    changes = [text_from("amina", one, number="1000"), text_from("bahati", another, number="2000")]

    alone, together = split(webhook(changes[0])), split(webhook(*changes))

    assert [record.kind for record in (*alone, *together)] == [Kind.WHATSAPP_CHANGE] * 3
    assert [record.phone_number_id for record in together] == ["1000", "2000"]
    assert [json.loads(record.body)["entry"][0]["changes"] for record in together] == [
        # two halves that met have become one
        [json.loads(json.dumps(each))]
        for each in changes
    ]
