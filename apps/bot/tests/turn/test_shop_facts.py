"""Of the shop itself only its own sentences are said."""

import pytest

from apps.bot.tests.turn.talking import SHOP, Chat, body, taps_of


@pytest.mark.parametrize(
    ("text", "key", "language"),
    [
        ("what time do you open?", "hours", "en"),
        ("mnafungua saa ngapi", "hours", "sw"),
        ("do you deliver to Rongai and how much is delivery?", "delivery", "en"),
    ],
)
def test_it_says_the_shops_own_sentence(text: str, key: str, language: str) -> None:
    outcome = Chat().write("hi", text)

    assert SHOP.facts[key, language] in body(outcome)
    assert outcome.topic == "fact"


def test_a_fact_written_in_one_language_is_said_in_that_one() -> None:
    assert SHOP.facts["delivery", "en"] in body(Chat().write("mnaleta Rongai?"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("naweza lipa na mpesa?", "halijaniambia jinsi unavyoweza kulipa"),
        ("where is your shop", "has not told me where it is"),
        ("can I return it?", "has not told me how returns work"),
        ("does it have a warranty", "has not told me about its warranty"),
    ],
)
def test_what_the_shop_has_not_told_is_not_made_up(text: str, said: str) -> None:
    chat = Chat()
    outcome = chat.write(text)

    assert said in body(outcome)
    assert set(taps_of(outcome.replies)) & {"Talk to a person", "Ongea na mtu"}
    # and a yes takes the offer up
    assert chat.write("yes").wants_person


def test_goods_and_a_fact_in_one_message_get_one_answer() -> None:
    answer = body(Chat().write("nataka viatu na mnaleta Rongai?"))

    assert SHOP.facts["delivery", "en"] in answer
    assert "1. Canvas Sneakers" in answer


def test_it_is_asked_with_a_product_in_mind() -> None:
    chat = Chat()
    chat.write("kiondo bag")

    assert chat.write("do you deliver it?").topic == "fact"
    assert "*Kiondo Bag*\nKSh 1,900" in body(chat.write("how much is it and what time do you open?"))
