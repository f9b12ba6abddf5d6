"""Names: nothing is offered that the catalogue does not have, nothing denied that it has."""

import pytest

from apps.bot.tests.grounding.shop import MUG, PLATE, SHIRT, leaves
from apps.bot.tests.turn.shop import called
from apps.catalog.facts import ProductFacts

A15, SPARK, SANDALS, NOKIA = map(
    called, ("Samsung Galaxy A15", "Tecno Spark 20", "Leather Sandals", "Nokia 105")
)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("We have the Blue Mug and the Red Plate.", MUG),
        ("The A15 (128GB) is KSh 18,500.", A15),
        ("We sell dresses, jackets, shoes, bags and phones.", MUG),
        ("Tunauza nguo, viatu, mifuko na simu.", MUG),
        ("Juisi ya machungwa ni KSh 250.", called("Orange Juice 1L")),
        ("Thanks for shopping with Mama Njeri Styles.", MUG),
        ("Good evening Jane, the mug is KES 1,200.", MUG),
        ("Hello! 👋🏾 Welcome to Mama Njeri Styles, Nairobi's home of fashion & phones.", MUG),
        ("This lovely handcrafted mug is KES 1,200.", MUG),
        ("Happy New Year! We hope 2026 treats you well.", MUG),
        ("Order WB-1042 has been received.", MUG),
    ],
)
def test_it_calls_things_by_their_names(text: str, product: ProductFacts) -> None:
    assert leaves(text, product) == text


@pytest.mark.parametrize(
    ("text", "product", "left"),
    [
        ("We have the Titan Lamp for KES 900. Shall I add it?", MUG, None),
        ("Tuna Nike Airmax kwa 5000/=.", MUG, None),
        ("the leather wallet is KES 1,200", MUG, None),
        ("We also have copper kettles.", MUG, None),
        ("Would you like the Titan Lamp?", MUG, None),
        ("The Samsung Galaxy A25 is KSh 18,500.", A15, None),
        ("Samsung Galaxy A15 Ultra — KSh 18,500", A15, None),
        ("The Tecno Spark 30 is KSh 14,500.", SPARK, None),
        ("We have the Blue Mug, Titan Lamp and Oxford Shirt.", MUG, "We have the Blue Mug and Oxford Shirt."),
        ("• Titan Lamp\n• Blue Mug", MUG, "• Blue Mug"),
        ("I recommend “Coastal Hat”. The Blue Mug is KES 1,200.", MUG, "The Blue Mug is KES 1,200."),
        ("Napendekeza Coastal Hat.", MUG, None),
    ],
)
def test_it_offers_nothing_made_up(text: str, product: ProductFacts, left: str | None) -> None:
    assert leaves(text, product) == left


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, we don't have Nike shoes.",
        "Hatuna viatu vya Nike.",
        "We don't have any kettles, but the Blue Mug is KES 1,200.",
        "We don't have the Leather Sandals in size 45.",
        "We have nothing like the Leather Sandals.",
        "You asked for “Nike Airmax” under 2,000.",
    ],
)
def test_a_denial_or_an_echo_claims_nothing(text: str) -> None:
    assert leaves(text, MUG, customer="do you have Nike Airmax under 2,000", numbers=[2000]) == text


@pytest.mark.parametrize(
    "text",
    [
        "We don't have the Leather Sandals.",
        "Hatuna Leather Sandals.",
        "Sorry, we do not sell Leather Sandals.",
        "Sikupata Leather Sandals.",
    ],
)
def test_a_denial_of_what_there_is_goes(text: str) -> None:
    assert leaves(text, MUG) is None


def test_a_denial_of_what_is_sold_out_stays() -> None:
    assert leaves("We don't have the Nokia 105.", MUG) == "We don't have the Nokia 105."


def test_what_went_on_about_a_made_up_thing_goes_with_it() -> None:
    text = "We have the Titan Lamp. It is KES 1,200 and comes in red. The Oxford Shirt starts at KES 900."
    assert leaves(text, MUG, PLATE, SHIRT) == "The Oxford Shirt starts at KES 900."


@pytest.mark.parametrize(
    ("text", "numbers", "holds"),
    [
        ("Here are 2 of 24 products:\nBlue Mug\nRed Plate", [24], True),
        ("Here are 2 of 30 products. Which one?", [24], False),
        ("We have 12 dresses for you. Which one?", [], False),
        ("We have 3 dresses for you. Which one?", [], True),
        ("I've found 2 products for you.", [], True),
    ],
)
def test_it_counts_what_there_is(text: str, numbers: list[int], holds: bool) -> None:
    assert (leaves(text, MUG, PLATE, numbers=numbers) == text) is holds
