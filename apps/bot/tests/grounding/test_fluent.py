"""Replies as a model words them: several sentences, both languages, one thing right or wrong among many."""

import pytest

from apps.bot.tests.grounding.shop import leaves
from apps.bot.tests.turn.shop import called

A15, SPARK, NOKIA = called("Samsung Galaxy A15"), called("Tecno Spark 20"), called("Nokia 105")
DRESS, LINEN, CANVAS = called("Ankara Wrap Dress"), called("Linen Sun Dress"), called("Canvas Sneakers")
JACKET, KIONDO, RUNNING = called("Denim Jacket"), called("Kiondo Bag"), called("Running Shoes")
SHOWN = (A15, SPARK, NOKIA, DRESS, LINEN, CANVAS, JACKET, KIONDO, RUNNING)
CUSTOMER = "a red dress under 3,000, or 3 linen dresses"


@pytest.mark.parametrize(
    "text",
    [
        "Hi there! 😊 The Ankara Wrap Dress comes in red and blue, in sizes S, M and L, and it's KES 2,400. Shall I set one aside?",
        "We have these phones:\n\n📱 Samsung Galaxy A15 – from KSh 18,500\n📱 Tecno Spark 20 – KSh 14,500\n\nWhich one interests you?",
        "Certainly! Here's what I found:\n- Ankara Wrap Dress: KES 2,400 (Red, Blue)\n- Linen Sun Dress: KES 1,800 (White)",
        "Samsung Galaxy A15:\n• 128GB — KSh 18,500\n• 256GB — KSh 22,500\nBoth are in stock.",
        "Comparing the two: the Samsung Galaxy A15 starts at KSh 18,500 while the Tecno Spark 20 is KSh 14,500, so the Tecno is KSh 4,000 cheaper.",
        "Sadly, the Nokia 105 is out of stock right now, but you might like the Tecno Spark 20 at KSh 14,500.",
        "The Denim Jacket has been reduced from KES 3,200 to KES 2,800, so you save KES 400.",
        "Order summary:\n1 x Ankara Wrap Dress (Red / M) — KES 2,400\n2 x Canvas Sneakers (Black / 41) — KES 3,000\nTotal: KES 5,400",
        "Within your 3,000 budget: Ankara Wrap Dress at 2,400 bob.",
        "Viatu vya Running Shoes saizi 42 vipo, bei ni 3,200/=. Saizi 41 imeisha.",
        "Sawa! Canvas Sneakers nyeusi saizi 41 ni KSh 1,500. Nikuandikie oda?",
        "Ndiyo! Ankara Wrap Dress ni 2,400/= kwa rangi nyekundu na bluu.",
        "Poa! Hiyo Samsung Galaxy A15 ya 128GB ni 18,500/-, ya 256GB ni 22,500/-.",
        "The Kiondo Bag is woven by hand from sisal, with a leather strap. It costs 1,900 bob.",
        "The cheapest dress is the Linen Sun Dress at KES 1,800, then the Ankara Wrap Dress at KES 2,400.",
    ],
)
def test_a_true_reply_is_not_touched(text: str) -> None:
    assert leaves(text, *SHOWN, numbers=[3000], customer=CUSTOMER) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "The Ankara Wrap Dress comes in red and green, in sizes S, M and L, and it's KES 2,300.",
            "The Ankara Wrap Dress comes in red, in sizes S, M and L, and it's KSh 2,400.",
        ),
        (
            "Samsung Galaxy A15:\n• 128GB — KSh 22,500\n• 256GB — KSh 18,500",
            "Samsung Galaxy A15:\n• 128GB — KSh 18,500\n• 256GB — KSh 22,500",
        ),
        (
            "Order summary:\n2 x Canvas Sneakers (Black / 41) — KES 2,500\nTotal: KES 2,500",
            "Order summary:\n2 x Canvas Sneakers (Black / 41) — KSh 3,000\nTotal: KSh 3,000",
        ),
        (
            "The Nokia 105 is in stock. It costs KES 2,300. We deliver it tomorrow.",
            "The Nokia 105 is out of stock. It costs KES 2,300.",
        ),
        (
            "Ankara Wrap Dress\nPrice: KES 2,300\nColours: Red, Pink\nSizes: S, M, XL\nStatus: Out of stock",
            "Ankara Wrap Dress\nPrice: KSh 2,400\nColours: Red\nSizes: S, M\nStatus: In stock",
        ),
        (
            "Tecno Spark 20 ni KSh 13,500, ina 5G na ipo. Karibu sana dukani!",
            "Tecno Spark 20 ni KSh 14,500 na ipo. Karibu sana dukani!",
        ),
        (
            "The Kiondo Bag is made of silk. It costs 1,900 bob and ships free.",
            "It costs 1,900 bob.",
        ),
    ],
)
def test_of_a_false_reply_the_true_part_is_left(text: str, left: str) -> None:
    assert leaves(text, *SHOWN, customer=CUSTOMER) == left
