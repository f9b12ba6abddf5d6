"""Prices in every local form, of the right thing, as what they are said to be."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.tests.grounding.forms import forms, survives
from apps.bot.tests.grounding.shop import MUG, PLATE, SHIRT, leaves
from apps.bot.tests.turn.shop import called, made
from apps.catalog.facts import ProductFacts

A15, SPARK = called("Samsung Galaxy A15"), called("Tecno Spark 20")
DRESS, LINEN, JACKET = called("Ankara Wrap Dress"), called("Linen Sun Dress"), called("Denim Jacket")

TRUE = [
    ("1. Blue Mug — KES 1,200", MUG),
    ("Bei ni KES 1,200", MUG),
    ("1200/=", MUG),
    ("Blue Mug - 1,200", MUG),
    ("Blue Mug → KSh 1,200", MUG),
    ("| Blue Mug | KES 1,200 |", MUG),
    ("Inauzwa kwa elfu moja mia mbili.", MUG),
    ("It goes for twelve hundred shillings.", MUG),
    ("The Blue Mug is KSh 1.2k and it is in stock.", MUG),
    ("At KES 1,200, the Blue Mug is great value.", MUG),
    ("Ni 1,200 tu!", MUG),
    ("Bei ya mwisho ni KSh 1,200.", MUG),
    ("It costs about KES 1,200.", MUG),
    ("Two Blue Mugs come to KES 2,400.", MUG),
    ("2 x Blue Mug = KES 2,400", MUG),
    ("KES 1,200 each, so three would be KES 3,600.", MUG),
    ("Got it, 3 pieces of the Blue Mug. That will be KES 3,600.", MUG),
    ("2 Blue Mugs = KES 2,400; with delivery in Nairobi (KES 200) that's KES 2,600.", MUG),
    ("Prices from KES 900 to KES 1,200", SHIRT),
    ("KES 900 – 1,200", SHIRT),
    ("From KES 900", SHIRT),
    ("It was KES 1,500, now KES 1,200 for the red one.", SHIRT),
    ("~KES 1,500~ KES 1,200", SHIRT),
    ("Bei imepungua kutoka 1,500 hadi 1,200 kwa nyekundu.", SHIRT),
    ("You save KES 300 on the red one, 20% off!", SHIRT),
    ("That's 12.5% off the usual KES 3,200.", JACKET),
    ("The 256GB one costs KSh 4,000 more than the 128GB one.", A15),
]
FALSE = [
    ("1. Blue Mug — KES 1,100", MUG, "1. Blue Mug — KSh 1,200"),
    ("Bei ni KES 1,100", MUG, "Bei ni KSh 1,200"),
    ("1100/=", MUG, "KSh 1,200"),
    ("Blue Mug - 1,100", MUG, "Blue Mug - KSh 1,200"),
    ("Inauzwa kwa elfu moja mia tatu.", MUG, "Inauzwa kwa KSh 1,200."),
    ("It goes for thirteen hundred shillings.", MUG, "It goes for KSh 1,200."),
    ("Buku moja tu", MUG, "KSh 1,200 tu"),
    ("thao moja na soo tatu", MUG, "KSh 1,200"),
    ("The mug is about KES 1,000.", MUG, "The mug is about KSh 1,200."),
    ("The Blue Mug is USD 1,200.", MUG, "The Blue Mug is KSh 1,200."),
    ("Okay, I'll let it go for 1,000.", MUG, "Okay, I'll let it go for KSh 1,200."),
    ("Two Blue Mugs come to KES 2,000.", MUG, "Two Blue Mugs come to KSh 2,400."),
    ("2 x Blue Mug = KES 2,500", MUG, "2 x Blue Mug = KSh 2,400"),
    ("Prices from KES 800 to KES 1,300", SHIRT, "Prices from KSh 900 to KSh 1,200"),
    ("Oxford Shirt — KES 800", SHIRT, "Oxford Shirt — KSh 900 – KSh 1,200"),
    (
        "It was KES 1,800, now KES 1,200 for the red one.",
        SHIRT,
        "It was KSh 1,500, now KES 1,200 for the red one.",
    ),
    ("You save KES 500 on the red one.", SHIRT, "You save KSh 300 on the red one."),
    ("50% off the red one!", SHIRT, "20% off the red one!"),
    ("Would you like the Blue Mug for KES 999?", MUG, None),
    ("It's 20% off today.", MUG, None),
    ("It is on sale.", MUG, None),
    ("It is under KES 1,000.", MUG, None),
    ("Total: KES 5,000", MUG, None),
]


@pytest.mark.parametrize(("text", "product"), TRUE)
def test_a_true_price_leaves_to_the_letter(text: str, product: ProductFacts) -> None:
    assert leaves(text, product) == text


@pytest.mark.parametrize(("text", "product", "corrected"), FALSE)
def test_a_false_price_gives_way_to_the_truth_or_goes(
    text: str, product: ProductFacts, corrected: str | None
) -> None:
    assert leaves(text, product) == corrected


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("the red one is 1,200 and the black one 900", None),
        ("the red one is 900 and the black one 1,200", "the red one is KSh 1,200 and the black one KSh 900"),
        ("Red: KES 1,200, Black: KES 900", None),
        ("KES 900 (Red), KES 1,200 (Black)", "KSh 1,200 (Red), KSh 900 (Black)"),
        ("We have it in red at 1,200/= and in black at 900/=.", None),
        ("Nyekundu ni 900 na nyeusi ni 1,200.", "Nyekundu ni KSh 1,200 na nyeusi ni KSh 900."),
        ("Oxford Shirt (Black / M) — KES 1,200", "Oxford Shirt (Black / M) — KSh 900"),
        ("The red one is lovely. It costs 900.", "The red one is lovely. It costs KSh 1,200."),
    ],
)
def test_each_variant_has_its_own_price(text: str, corrected: str | None) -> None:
    assert leaves(text, SHIRT) == (corrected or text)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("The Blue Mug is KES 1,200 while the Red Plate is KES 900.", None),
        (
            "The Blue Mug is KES 900 while the Red Plate is KES 1,200.",
            "The Blue Mug is KSh 1,200 while the Red Plate is KSh 900.",
        ),
        (
            "Blue Mug and Red Plate cost KES 900 and KES 1,200 respectively.",
            "Blue Mug and Red Plate cost KSh 1,200 and KSh 900 respectively.",
        ),
        ("1. Blue Mug — KES 900\n2. Red Plate — KES 900", "1. Blue Mug — KSh 1,200\n2. Red Plate — KES 900"),
        (
            "KES 900 for the Blue Mug and KES 900 for the Red Plate",
            "KSh 1,200 for the Blue Mug and KES 900 for the Red Plate",
        ),
        ("The cheapest is the Red Plate at KES 900.", None),
        ("The Blue Mug is the cheapest.", ""),
        ("The Blue Mug is cheaper than the Red Plate.", ""),
        ("Blue Mug ni nafuu kuliko Red Plate.", ""),
        ("Red Plate ni nafuu kuliko Blue Mug.", None),
    ],
)
def test_a_price_belongs_to_the_product_it_is_said_of(text: str, corrected: str | None) -> None:
    assert (leaves(text, MUG, PLATE) or "") == (text if corrected is None else corrected)


@pytest.mark.parametrize(
    "text", ["1’100 KES", "KES 1.100,00", "𝟏𝟏𝟎𝟎 bob", "¹¹⁰⁰ bob", "①①⓪⓪ bob", "1\u200b100 bob", "1️⃣1️⃣0️⃣0️⃣"]
)
def test_a_price_in_disguise_does_not_slip_through(text: str) -> None:
    left = leaves(f"{text}\nKaribu sana, duka liko hapa.", MUG) or ""
    assert not {"1100", "1’100", "1.100", "𝟏𝟏", "¹¹", "①", "\u200b", "️⃣"} & {*left.split(), left[:2], left[:3]}
    assert text not in left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Dresses under KES 2,000:\nLinen Sun Dress — KES 1,800", None),
        ("You asked for KES 2,000 or less.", None),
        ("With KES 2,000 you can get the Linen Sun Dress (KES 1,800).", None),
        ("The Linen Sun Dress costs KES 2,000.", "The Linen Sun Dress costs KSh 1,800."),
        ("Linen Sun Dress — KES 2,000", "Linen Sun Dress — KSh 1,800"),
    ],
)
def test_the_customers_budget_is_echoed_but_is_no_price(text: str, left: str | None) -> None:
    assert leaves(text, LINEN, numbers=[2000], customer="anything under 2,000?") == (left or text)


def test_a_price_without_a_certain_truth_is_taken_out() -> None:
    text = "Here are two dresses. They start at KES 500. Which one would you like?"
    assert leaves(text, DRESS, LINEN, numbers=[2]) == "Here are two dresses. Which one would you like?"


def test_it_knows_products_of_the_catalogue_that_the_turn_was_not_about() -> None:
    assert leaves("The Tecno Spark 20 is KES 14,500.", MUG) == "The Tecno Spark 20 is KES 14,500."
    assert leaves("The Tecno Spark 20 is KES 1,200.", MUG) == "The Tecno Spark 20 is KSh 14,500."


_SENTENCES = [
    "{name} — {price}",
    "The {name} costs {price}.",
    "Bei ya {name} ni {price}.",
    "{name} inauzwa kwa {price}.",
    "Yes! You can get the {name} for {price}, dear.",
    "{price} for the {name}",
]


@given(
    st.integers(min_value=10, max_value=900_000),
    st.integers(min_value=10, max_value=900_000),
    st.sampled_from(_SENTENCES),
    st.randoms(use_true_random=False),
)
def test_whatever_the_price_and_its_form(true: int, other: int, sentence: str, rng: random.Random) -> None:
    product = made("Savanna Clay Vase", true, "Home")
    name = product.name
    text = sentence.format(name=name, price=rng.choice(forms(Decimal(true))))
    assert leaves(text, product) == text

    if other != true:
        left = leaves(sentence.format(name=name, price=rng.choice(forms(Decimal(other)))), product)
        assert left is None or not survives(Decimal(other), left)
