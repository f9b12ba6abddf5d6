import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.turn.text import cleaned, folded, joined_within, one_line, shortened, tokens, unformatted


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Ankara Wrap Dress", 24, "Ankara Wrap Dress"),
        ("Ankara Wrap Dress in red and blue", 24, "Ankara Wrap Dress in…"),
        ("Supercalifragilistic", 8, "Superca…"),
        ("Nokia 105 - black", 12, "Nokia 105…"),
        ("👩🏽‍🦱 hair", 3, "…"),
        ("abc", 1, "a"),
        ("abc", 0, ""),
    ],
)
def test_it_cuts_between_words_and_never_inside_a_character(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


@given(st.text(), st.integers(min_value=0, max_value=80))
def test_what_is_shortened_fits(text: str, limit: int) -> None:
    short = shortened(text, limit)

    assert len(short) <= limit
    assert short == text or len(text) > limit


def test_a_name_cannot_format_the_text_around_it() -> None:
    assert unformatted("50% *off*\n_now_ `~`") == "50% ∗off∗ ˍnowˍ ˋ∼ˋ"


def test_marks_that_turn_the_line_are_taken_out() -> None:
    assert cleaned("price \u202e002,1\u202c KES\x00\x07") == "price 002,1 KES"
    assert one_line("a\r\n\tb") == "a b"


def test_typed_words_compare_whatever_their_case_and_accents() -> None:
    assert tokens("CAFÉ’s ＳＩＺＥ four-two_x") == ("cafe's", "size", "four", "two", "x")


@given(st.text())
def test_folding_is_done_once_and_for_all(text: str) -> None:
    once = folded(text)

    assert not any(unicodedata.category(char) in {"Cc", "Cs"} and char != "\n" for char in once)
    assert tokens(once) == tokens(text)


def test_a_price_is_left_out_rather_than_broken() -> None:
    assert joined_within(["Red dress", "", "KSh 1,200", "In stock"], " · ", 22) == "Red dress · KSh 1,200"
    assert joined_within(["Red dress", "KSh 1,200"], " · ", 15) == "Red dress"
