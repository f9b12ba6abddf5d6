"""Ages, budgets, cheaper ones, and choices that tell their things apart."""

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, called, made
from apps.bot.tests.turn.talking import Chat, body, taps_of

PARTY = made(
    "Party Dress",
    1850,
    "Children",
    options={"Colour": "Red White", "Size": "4-5years 6-7years"},
    stock={"Red": 5},
)
SMALL, LARGE = "Small Speaker", "Large Speaker"
SPEAKERS = tuple(
    made(name, price, "Speakers", options={"Colour": "Black Red"})
    for name, price in ((SMALL, 900), (LARGE, 1500))
)


@pytest.mark.parametrize("text", ["iko ya miaka 6?", "do you have it for a 6 year old?", "7 yrs?"])
def test_an_age_is_the_size_that_spans_it(text: str) -> None:
    chat = Chat(catalog=MemoryCatalog(stock=(PARTY, called("Kiondo Bag"))))
    chat.write("party dress")

    outcome = chat.write(text)

    assert "*Party Dress (6-7years)*" in body(outcome)
    assert "5" in body(outcome).splitlines()[2]


@pytest.mark.parametrize("text", ["1500?", "1500", "nina 1500"])
def test_a_bare_number_is_a_budget_for_what_is_talked_of(text: str) -> None:
    chat = Chat()
    chat.write("show me shoes")

    outcome = chat.write(text)

    names = {product.id for product in (called("Canvas Sneakers"), called("Leather Sandals"))}
    assert set(outcome.products) <= names
    assert outcome.products
    # and it is forgotten as soon as something else is wished for
    assert "*Kiondo Bag*" in body(chat.write("kiondo bag"))


def test_a_number_that_is_a_name_is_no_budget() -> None:
    assert "*Nokia 105*" in body(Chat().write("105"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a cheaper one", "These cost less than Running Shoes:"),
        ("ya bei nafuu zaidi", "Hizi zina bei ya chini"),
    ],
)
def test_a_cheaper_one_is_like_it_and_costs_less(text: str, said: str) -> None:
    chat = Chat()
    chat.write("running shoes")

    outcome = chat.write(text)

    assert said in body(outcome)
    assert {called("Canvas Sneakers").id, called("Leather Sandals").id} < set(outcome.products)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("anything cheaper?", "I know of nothing like Leather Sandals that costs less."),
        ("ya bei nafuu zaidi", "Sijui kitu kama Leather Sandals"),
    ],
)
def test_that_nothing_is_cheaper_is_said(text: str, said: str) -> None:
    chat = Chat()
    chat.write("leather sandals")

    assert said in body(chat.write(text))


def test_choices_among_several_things_carry_their_names() -> None:
    chat = Chat(catalog=MemoryCatalog(stock=SPEAKERS))
    chat.write("speakers")

    outcome = chat.write("the black one")

    assert list(taps_of(outcome.replies)) == ["1. Small Speaker…", "2. Large Speaker…"]
    assert f"1. {SMALL} (Black)" in body(outcome)


def test_sizes_are_told_from_small_to_large() -> None:
    shirt = made("Polo", 900, "Shirts", options={"Size": "XL S XXL M L", "Colour": "White Black"})
    boots = made("Boots", 900, "Shoes", options={"Size": "40 43 9 44 42"})
    chat = Chat(catalog=MemoryCatalog(stock=(shirt, boots)))

    assert "Size: S, M, L, XL, XXL\nColour: White, Black" in body(chat.write("polo"))
    assert "Size: 9, 40, 42, 43, 44" in body(chat.write("boots"))
