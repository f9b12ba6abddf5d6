from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.numbers.spelling import english, swahili
from apps.bot.turn.money import format_money, parse_money, parse_price_limits


@pytest.mark.parametrize(
    "text",
    [
        "KES 1,200",
        "Ksh1200",
        "Ksh.1200",
        "Ksh. 1,200.00",
        "1200/=",
        "1,200/-",
        "1.2k",
        "1.2k bob",
        "sh 1200",
        "1200 bob",
        "shilingi elfu moja mia mbili",
        "elfu moja mia mbili",
        "KES one thousand two hundred",
        "one thousand two hundred shillings",
        "ＫＥＳ １，２００",
        "KES 1 200",
        "1\u202f200/=",
        "1. Blue Mug — KES 1,200",
        "Bei ni KES 1,200",
        "Bei ni 1200",
        "Bei: *1,200*",
        "It costs 1200",
        "2 for 1200",
        "Kwa 1200 tu",
        "Nokia 105 KES 1,200",
        "Size 42 - KES 1,200",
        "KES 1,200 - 42 / Black",
        "KES 1,200, 500 g, 3 in stock",
    ],
)
def test_it_finds_the_one_price(text: str) -> None:
    assert [(span.amount, span.currency) for span in parse_money(text, "KES")] == [(Decimal(1200), "KES")]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("$189.99", "189.99", "USD"), ("USD 20", "20", "USD"), ("20$", "20", "USD"), ("€15", "15", "EUR")],
)
def test_it_knows_other_currencies(text: str, amount: str, currency: str) -> None:
    assert [(span.amount, span.currency) for span in parse_money(text, "KES")] == [
        (Decimal(amount), currency)
    ]


@pytest.mark.parametrize(
    "text", ["KES 900 - 1,200", "900–1,200 KES", "between 900 and 1200 bob", "KES 900 hadi 1200"]
)
def test_it_reads_both_ends_of_a_range(text: str) -> None:
    assert [span.amount for span in parse_money(text, "KES")] == [900, 1200]


@pytest.mark.parametrize(
    "text",
    [
        "iPhone 15 128GB",
        "for 2 years",
        "20 in stock",
        "0712345678",
        "we open at 9",
        "one hundred percent",
        "4k tv",
    ],
)
def test_it_takes_no_size_or_count_for_a_price(text: str) -> None:
    assert parse_money(text, "KES") == []


def test_it_says_when_a_price_is_only_about_right() -> None:
    assert parse_money("about KES 500", "KES")[0].approximate
    assert parse_money("takriban 500/=", "KES")[0].approximate
    assert not parse_money("KES 500", "KES")[0].approximate


_FORMS = ["KES {n:,}", "Ksh{n}", "{n}/=", "{n:,}/-", "sh {n}", "{n} bob", "Bei ni {n:,}", "Ksh. {n:,}.00"]


@given(st.integers(min_value=10, max_value=999_999), st.sampled_from(_FORMS))
def test_it_reads_every_local_form(number: int, form: str) -> None:
    assert [span.amount for span in parse_money(form.format(n=number), "KES")] == [number]


@given(st.integers(min_value=100, max_value=999_999))
def test_it_reads_prices_in_words(number: int) -> None:
    for text in (f"KES {english(number)}", f"shilingi {swahili(number)}", f"Bei ni {swahili(number)}."):
        assert [span.amount for span in parse_money(text, "KES")] == [number], text


def test_it_writes_money_as_shops_do() -> None:
    assert format_money(Decimal("1200.00"), "KES", "sw") == "KSh 1,200"
    assert format_money(Decimal("189.9"), "USD", "en") == "USD 189.90"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 2000", None, "2000"),
        ("below 1k", None, "1000"),
        ("chini ya 2000", None, "2000"),
        ("my budget is 1500", None, "1500"),
        ("1500 or less", None, "1500"),
        ("si zaidi ya 3000", None, "3000"),
        ("not more than 500", None, "500"),
        ("between 500 and 900", "500", "900"),
        ("kati ya 500 na 900", "500", "900"),
        ("kati ya mia tano na mia tisa", "500", "900"),
        ("500-900", "500", "900"),
        ("above 2,000 below 5,000", "2000", "5000"),
        ("over 500", "500", None),
        ("zaidi ya elfu moja", "1000", None),
        ("around 1000", "800", "1200"),
        ("kama 1000", "800", "1200"),
        ("shoes size 42 under KES 3,000", None, "3000"),
        ("phones below 20k with 128GB", None, "20000"),
        ("under 2 kg", None, None),
        ("kama hizi 2", None, None),
        ("over 3 years", None, None),
        ("size 40-42", None, None),
    ],
)
def test_it_reads_the_bounds_of_a_wish(text: str, low: str | None, high: str | None) -> None:
    assert parse_price_limits(text, "KES") == (
        Decimal(low) if low else None,
        Decimal(high) if high else None,
    )


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("It is two thousand shillings. 7 colours.", [2000]),
        ("14k gold necklace, 5840/=", [5840]),
        ("buku mbili na nusu", [2500]),
        ("ksh. ¹²⁰⁰", [1200]),
        ("inauzwa kwa shilingi kumi", [10]),
        ("kwa shilingi kumi na moja.", [11]),
        ("1,200 KES. 9 are left", [1200]),
        ("Bei imepungua kutoka 1,500", [1500]),
    ],
)
def test_it_keeps_money_apart_from_what_stands_beside_it(text: str, amounts: list[int]) -> None:
    assert [span.amount for span in parse_money(text, "KES")] == amounts
