"""Questions, hedges, invitations and echoes claim nothing; what stands beside them does."""

import pytest

from apps.bot.tests.grounding.shop import MUG, leaves


@pytest.mark.parametrize(
    "text",
    [
        "Is it waterproof you need?",
        "Do you want free delivery or pickup?",
        "Are you looking for leather shoes?",
        "Which one: red or black?",
        "Should I ask the shop if it's microwave safe?",
        "Would you like it delivered to Mombasa?",
        "Ungependa ya ngozi?",
        "Your budget is 2,000, right?",
        "The Blue Mug is KES 1,200, shall I add it?",
        "It's in stock, would you like one?",
        "Let me know your size and I'll check whether we have it in green.",
        "You can write “red shoes under 2,000” or “Titan Lamp”.",
        "• You wrote: “do you have the Titan Lamp for KES 900”",
        "I am an automatic service, not a person.",
    ],
)
def test_these_claim_nothing(text: str) -> None:
    assert leaves(text, MUG, numbers=[2000], customer="2,000") == text


@pytest.mark.parametrize(
    "text",
    [
        "It's waterproof, shall I add it?",
        "The Blue Mug is sold out, would you like another?",
        "We deliver free, shall I send it?",
        "It comes with a warranty - interested?",
        "The Titan Lamp is in stock, want it?",
        "The Blue Mug costs KES 1,000, okay?",
        "Did you know it is waterproof?",
        "Would you like the Blue Mug in green?",
        "If you order today, delivery is free.",
        "When you buy two you get one free.",
        "Ask me anything, we deliver for free.",
        "Let me know if you want it, it is waterproof.",
        "Tap below to get it with free delivery!",
        "Someone will deliver it for free tomorrow.",
    ],
)
def test_a_claim_does_not_hide_behind_them(text: str) -> None:
    assert leaves(text, MUG) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("You asked for 12 dresses.", "You asked for 12 dresses."),
        ("You asked if it is waterproof.", "You asked if it is waterproof."),
        ("You asked about the Blue Mug; it is waterproof.", "You asked about the Blue Mug."),
        ("Yes, we have 12 dresses.", None),
        ("You wanted the Titan Lamp, it is KES 900.", None),
    ],
)
def test_the_customers_words_are_wishes_and_never_facts(text: str, left: str | None) -> None:
    assert leaves(text, MUG, customer="is it waterproof? do you have 12 dresses? a titan lamp?") == left
