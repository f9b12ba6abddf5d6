"""What is there, what is gone, and how much is left."""

import pytest

from apps.bot.tests.grounding.shop import MUG, PLATE, leaves
from apps.bot.tests.turn.shop import called, made
from apps.catalog.facts import ProductFacts

NOKIA, RUNNING, JUICE = called("Nokia 105"), called("Running Shoes"), called("Orange Juice 1L")
BOOTS = made(
    "Chelsea Boots",
    4200,
    "Shoes",
    options={"Colour": "Brown Black", "Size": "40 41 42"},
    stock={"40": 2, "42": 9, "41": 0},
)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("Only 5 left!", MUG),
        ("Zimebaki 5 tu.", MUG),
        ("Zimebaki tano.", MUG),
        ("Yes, we have it in stock.", MUG),
        ("Blue Mug ipo.", MUG),
        ("Just a few left.", MUG),
        ("Sorry, the Red Plate is sold out.", PLATE),
        ("Red Plate imeisha.", PLATE),
        ("The Nokia 105 isn't available at the moment.", NOKIA),
        ("Unfortunately we're out of the Nokia 105.", NOKIA),
        ("Running Shoes in size 42 are in stock, only 3 left. Size 41 is sold out.", RUNNING),
        ("Orange Juice 1L is in stock.", JUICE),
        ("Is it in stock? Let me check with the shop.", PLATE),
    ],
)
def test_it_says_what_is_there(text: str, product: ProductFacts) -> None:
    assert leaves(text, product) == text


@pytest.mark.parametrize(
    ("text", "product", "corrected"),
    [
        ("Only 3 left!", MUG, "Only 5 left!"),
        ("Zimebaki tatu.", MUG, "Zimebaki 5."),
        ("Stock: 9", MUG, "Stock: 5"),
        ("Blue Mug — KES 1,200 · sold out", MUG, "Blue Mug — KES 1,200 · in stock"),
        ("The Red Plate is in stock.", PLATE, "The Red Plate is out of stock."),
        ("Blue Mug imeisha.", MUG, "Blue Mug ipo."),
        ("Viatu vipo.", PLATE, "Viatu zimeisha."),
        ("Yes, we have it in stock.", PLATE, None),
        ("Ndiyo tunayo.", PLATE, None),
        ("Unfortunately we're out of the Blue Mug.", MUG, None),
        ("Running Shoes in size 41 are in stock.", RUNNING, "Running Shoes in size 41 are out of stock."),
        ("Only 12 left of the Orange Juice 1L.", JUICE, None),
        ("Only 4 left in stock!", PLATE, None),
    ],
)
def test_it_does_not_say_what_is_not(text: str, product: ProductFacts, corrected: str | None) -> None:
    assert leaves(text, product) == corrected


def test_of_several_each_has_its_own_stock() -> None:
    both = "The Blue Mug is sold out but the Red Plate is in stock."
    assert leaves(both, MUG, PLATE) == "The Blue Mug is in stock but the Red Plate is out of stock."


@pytest.mark.parametrize(
    ("left", "listed", "truth"),
    [
        (4, "Colour: Brown, Black\nSize: 40", 4),
        (2, "Colour: Brown\nSize: 40", 2),
        (22, "Colour: Brown, Black\nSize: 40, 42", 22),
        (22, "Colour: Brown, Black\nSize: 40", 4),
        (4, "Colour: Brown\nSize: 40", 2),
        (4, "Material: Suede", 22),
    ],
)
def test_what_is_left_is_counted_of_the_options_that_are_listed_with_it(
    left: int, listed: str, truth: int
) -> None:
    said = leaves(f"*Chelsea Boots*\nKSh 4,200\nOnly {left} left\n{listed}", BOOTS)

    assert said is not None
    assert f"Only {truth} left" in said


def test_a_list_of_another_product_narrows_nothing() -> None:
    both = "*Running Shoes*\nOnly 3 left\n\n*Chelsea Boots*\nColour: Brown\nSize: 42"
    assert leaves(both, RUNNING, BOOTS) == both
