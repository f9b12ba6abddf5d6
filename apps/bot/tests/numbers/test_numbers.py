from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.numbers.spelling import english, swahili
from apps.bot.turn.numbers import parse_numbers


def _read(text: str) -> list[tuple[str, Decimal, bool]]:
    return [(text[span.start : span.end], span.value, span.ordinal) for span in parse_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200.50", "1200.50"),
        ("１２００", "1200"),
        ("1.2k", "1200"),
        ("128GB", "128"),
        ("elfu moja mia mbili", "1200"),
        ("mia tano", "500"),
        ("elfu kumi na tano", "15000"),
        ("kumi na tano elfu", "15000"),
        ("elfu 15", "15000"),
        ("elfu mbili na mia tano", "2500"),
        ("elfu ishirini na tano mia tatu", "25300"),
        ("elfu na mia mbili", "1200"),
        ("elfu moja na nusu", "1500"),
        ("laki moja na nusu", "150000"),
        ("soo mbili", "200"),
        ("viatu viwili", "2"),
        ("nusu", "0.5"),
        ("fifteen hundred", "1500"),
        ("two hundred and fifty thousand", "250000"),
        ("one thousand, two hundred", "1200"),
        ("twenty-five", "25"),
        ("I want one", "1"),
    ],
)
def test_it_reads_an_amount(text: str, value: str) -> None:
    assert [(v, ordinal) for _, v, ordinal in _read(text)] == [(Decimal(value), False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the second one", 2),
        ("2nd", 2),
        ("number two", 2),
        ("namba tatu", 3),
        ("no. 3", 3),
        ("#4", 4),
        ("2️⃣", 2),
        ("🔟", 10),
        ("ya kwanza", 1),
        ("ile ya tatu", 3),
        ("hiyo ya pili", 2),
        ("the last", -1),
        ("last one please", -1),
        ("ya mwisho", -1),
        ("the second last", -2),
    ],
)
def test_it_reads_a_position(text: str, value: int) -> None:
    assert [(v, ordinal) for _, v, ordinal in _read(text)] == [(Decimal(value), True)]


@pytest.mark.parametrize(
    "text",
    [
        "this one",
        "the red one",
        "wait a second",
        "second hand phone",
        "bei ya mwisho",
        "last week",
        "moja kwa moja",
        "A54",
    ],
)
def test_it_sees_no_number_where_none_is_meant(text: str) -> None:
    assert _read(text) == []


def test_it_keeps_two_numbers_apart() -> None:
    assert [v for _, v, _ in _read("between five hundred and nine hundred")] == [500, 900]
    assert [v for _, v, _ in _read("kati ya mia tano na mia tisa")] == [500, 900]
    assert [v for _, v, _ in _read("1, 2 and 3")] == [1, 2, 3]


@given(st.integers(min_value=1, max_value=999_999))
def test_it_reads_back_whatever_is_spelled_out(number: int) -> None:
    # "one" alone is a pronoun too, so a sentence's beginning says which is meant.
    for words in (english(number), swahili(number)):
        assert _read(words) == [(words, Decimal(number), False)], words


@given(st.text(max_size=60))
def test_it_points_into_the_text_whatever_stands_there(text: str) -> None:
    spans = parse_numbers(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
