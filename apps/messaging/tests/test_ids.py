"""Ids follow from what happened: a replay gives the same ones, and other things give others."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from apps.messaging.callback_data import EffectPart, effect_part_of
from apps.messaging.ids import message_id, time_ordered_id, turn_id

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
# hypothesis wants its bounds without a zone
times = st.datetimes(
    min_value=NOON.replace(tzinfo=None, year=1971),
    max_value=NOON.replace(tzinfo=None, year=9000),
    timezones=st.just(UTC),
)


@given(times, st.text(), st.text())
def test_the_same_happening_has_the_same_id_for_ever(at: datetime, number: str, wa_id: str) -> None:
    first = message_id(phone_number_id=number, wa_id=wa_id, at=at)

    assert first == message_id(phone_number_id=number, wa_id=wa_id, at=at)
    assert (first.version, first.variant) == (8, "specified in RFC 4122")


def test_ids_that_others_rely_on_do_not_change_from_release_to_release() -> None:
    assert (
        str(message_id(phone_number_id="1000", wa_id="wamid.1", at=NOON))
        == "01a20d6d-5a00-8435-9316-3935430f6332"
    )


@given(times, times)
def test_ids_sort_by_time(one: datetime, other: datetime) -> None:
    earlier, later = sorted([one, other])
    if later - earlier < timedelta(milliseconds=1):
        return

    assert time_ordered_id(earlier, "x") < time_ordered_id(later, "a")


@given(
    st.lists(st.text(max_size=4), min_size=1, max_size=3),
    st.lists(st.text(max_size=4), min_size=1, max_size=3),
)
def test_parts_cannot_run_into_each_other(one: list[str], other: list[str]) -> None:
    separator = "\x1f"
    if one == other or separator in "".join(one + other):
        return

    assert time_ordered_id(NOON, *one) != time_ordered_id(NOON, *other)


def test_a_turn_of_other_messages_is_another_turn() -> None:
    conversation, first, second = uuid4(), uuid4(), uuid4()

    alone = turn_id(conversation_id=conversation, message_ids=[first], at=NOON)

    assert alone != turn_id(conversation_id=conversation, message_ids=[first, second], at=NOON)
    assert turn_id(conversation_id=conversation, message_ids=[first, second], at=NOON) == turn_id(
        conversation_id=conversation, message_ids=[second, first], at=NOON
    )


@given(st.uuids(), st.integers(min_value=0, max_value=30))
def test_what_whatsapp_hands_back_names_the_effect(effect_id: object, part: int) -> None:
    named = EffectPart(effect_id, part)  # type: ignore[arg-type]  # hypothesis types UUIDs as object

    assert effect_part_of(str(named)) == named


@given(st.text())
def test_what_others_put_there_is_left_alone(said: str) -> None:
    found = effect_part_of(said)

    assert found is None or str(found).lower() == said.lower()
