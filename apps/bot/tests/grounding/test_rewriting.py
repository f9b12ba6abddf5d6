"""What is left after something was taken out still reads."""

import pytest

from apps.bot.tests.grounding.shop import MUG, PLATE, SHIRT, leaves


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Blue Mug — KES 1,200 · waterproof · in stock", "Blue Mug — KES 1,200 · in stock"),
        ("Blue Mug (waterproof) — KES 1,200", "Blue Mug — KES 1,200"),
        ("The Blue Mug costs KES 1,200 and comes with a 1 year warranty.", "The Blue Mug costs KES 1,200."),
        ("The Blue Mug, which is waterproof, costs KES 1,200.", "The Blue Mug costs KES 1,200."),
        ("With a 1 year warranty, the Blue Mug costs KES 1,200.", "The Blue Mug costs KES 1,200."),
        ("It is waterproof. It costs KES 1,200.", "It costs KES 1,200."),
        ("It is waterproof, and the Blue Mug costs KES 1,200.", "The Blue Mug costs KES 1,200."),
        ("Hello!\nIt is waterproof.\nIt costs KES 1,200.", "Hello!\nIt costs KES 1,200."),
        ("*Blue Mug is waterproof* and costs KES 1,200", None),
        ("Blue Mug — KES 1,200\n\nWe also have:\n• Titan Lamp", "Blue Mug — KES 1,200"),
        ("1. Titan Lamp — KES 5\n2. Blue Mug — KES 1,200", "2. Blue Mug — KES 1,200"),
        ("Titan Lamp and Blue Mug are KES 1,200.", "Blue Mug are KES 1,200."),
        ("Yes! It is waterproof.", None),
        ("I'm not sure of the price, but it is waterproof.", "I'm not sure of the price."),
        ("It costs KES 5. Would you like it?", "It costs KSh 1,200. Would you like it?"),
        ("Great choice! It is waterproof. Shall I add it?", None),
    ],
)
def test_the_rest_stays_readable(text: str, left: str | None) -> None:
    assert leaves(text, MUG) == left


def test_lines_that_were_true_are_not_tidied() -> None:
    text = "Hi,\n\n  Blue Mug   —  KES 1,200 ,\n* one *two\nThe Red Plate is waterproof."
    assert leaves(text, MUG, PLATE) == "Hi,\n\n  Blue Mug   —  KES 1,200 ,\n* one *two"


def test_a_price_beside_what_was_taken_out_is_still_put_right() -> None:
    text = "The Oxford Shirt is waterproof and costs KES 5. In red it is KES 900."
    assert leaves(text, SHIRT) == "In red it is KSh 1,200."
