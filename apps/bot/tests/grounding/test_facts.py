"""What the shop says of itself, and what it does not: hours, delivery, payment, returns, place, promises, contacts."""

from dataclasses import replace

import pytest

from apps.bot.tests.grounding.catalogues import demo_shop
from apps.bot.tests.grounding.shop import MUG, SHOP, leaves
from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.turn.grounding import Evidence, ground
from apps.messaging.whatsapp.outgoing import Text


@pytest.mark.parametrize("fact", SHOP.facts.values())
def test_the_shops_own_sentences_leave_as_they_are(fact: str) -> None:
    assert leaves(f"Karibu!\n{fact}\nAsante.") == f"Karibu!\n{fact}\nAsante."


@pytest.mark.parametrize(
    "text",
    [
        "We're open Mon–Sat, 9am–6pm.",
        "We open at nine in the morning and close at 6 pm.",
        "Tunafungua saa tatu asubuhi.",
        "We are closed on Sundays.",
        "Delivery within Nairobi is KES 200.",
        "Outside Nairobi we use a courier at KES 400, which takes 2 days.",
        "Tunaleta ndani ya Nairobi kwa KSh 200; nje ya Nairobi ni KSh 400 kwa courier, siku 2.",
        "You can pay with M-Pesa (till 123456) or cash on delivery.",
        "Malipo ni kwa M-Pesa till 123456.",
        "You have 7 days to return it if it's unworn.",
        "You'll find us on Moi Avenue, second floor.",
        "Reach us on +254 712 345 678 or hello@njeri.example.",
        "See https://njeri.example",
        "How would you like to pay?",
        "Ask me about prices, delivery or opening hours.",
        "I'll ask the shop whether we deliver to Kisumu.",
        "I can help with prices, delivery and payment.",
    ],
)
def test_a_fact_may_be_told_in_other_words(text: str) -> None:
    assert leaves(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "We are open Monday to Sunday, 9 am to 6 pm.",
        "We open at 8am.",
        "Tunafungua saa mbili asubuhi.",
        "We are open 24/7.",
        "Delivery within Nairobi is KSh 300.",
        "Delivery in Nairobi is KES 400.",
        "Tunaleta ndani ya Nairobi kwa KSh 400; nje ya Nairobi ni KSh 200 kwa courier.",
        "Free delivery today!",
        "We deliver to Mombasa for KES 200.",
        "It will arrive tomorrow.",
        "Utaipata kesho.",
        "You can pay by Visa.",
        "Unaweza kulipa kwa kadi.",
        "Lipa mdogo mdogo.",
        "Pay via till 654321.",
        "You can return it within 14 days.",
        "We offer a money-back guarantee.",
        "Our shop is in Westlands.",
        "You'll find us on the third floor, Moi Avenue 12.",
        "We have a branch in Kisumu.",
        "Call us on 0712345679.",
        "Email info@njeri.example",
        "Follow us @zurifashion",
        "See https://njeri.example/sale",
        "Check www.evil.co.ke",
        "Use code SAVE10.",
        "Get a free gift with it.",
        "Buy one get one free!",
        "It will be restocked on Friday.",
        "Over 500 happy customers bought it.",
        "Rated 4.8 stars.",
        "Only today!",
    ],
)
def test_nothing_is_promised_that_the_shop_has_not_said(text: str) -> None:
    assert leaves(text) is None


def test_only_the_false_part_of_a_sentence_goes() -> None:
    text = "The Blue Mug costs KES 1,200, and we deliver it for free to Mombasa."
    assert leaves(text) == "The Blue Mug costs KES 1,200."


def test_a_link_goes_with_its_own_product() -> None:
    mug = replace(MUG, link="https://njeri.example/mug")

    assert leaves("Blue Mug: https://njeri.example/mug", mug) == "Blue Mug: https://njeri.example/mug"
    assert leaves("Blue Mug: https://njeri.example/pug", mug) == "Blue Mug: https://njeri.example/mug"


_GROCER, _ = demo_shop("jirani-grocers.json")


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("We open at 6:30 in the morning, Monday to Saturday.", True),
        ("On Sunday we're open from 8am to 8pm.", True),
        ("Tunafunga saa tatu usiku, Jumapili saa mbili usiku.", True),
        ("We deliver within 5 km for KES 100.", True),
        ("Delivery is free for orders above KES 3,000.", True),
        ("Pay the rider in cash.", True),
        ("Tunaleta hadi kilomita 5 kwa KES 100.", True),
        ("On Sunday we're open until 9pm.", False),
        ("We deliver within 15 km for KES 100.", False),
        ("Delivery is free.", False),
        ("Delivery is free for orders above KES 2,000.", False),
        ("Tunaleta hadi kilomita 15 kwa KES 100.", False),
        ("You can pay with Airtel Money.", False),
        ("We're on Thika Road.", False),
    ],
)
def test_each_amount_stays_with_the_day_or_place_it_was_said_of(text: str, is_true: bool) -> None:
    evidence = Evidence((MUG,), _GROCER, "en", MemoryCatalog((MUG,)))
    assert bool(ground([Text(text)], evidence).replies) is is_true
