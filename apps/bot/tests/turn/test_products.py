"""Answers about the product that is meant name it, and say only what the catalogue says."""

from decimal import Decimal

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, called, made
from apps.bot.tests.turn.talking import Chat, body, taps_of
from apps.bot.turn import row_ids
from apps.bot.turn.types import Feature, ListKind
from apps.messaging.whatsapp.outgoing import Buttons, List


@pytest.fixture
def dresses() -> Chat:
    chat = Chat()
    chat.write("show me dresses")
    return chat


def test_the_second_one_is_answered_by_name(dresses: Chat) -> None:
    outcome = dresses.write("the second one")

    assert body(outcome).startswith("*Linen Sun Dress*\nKSh 1,800\nIn stock\nColour: White\nSize: M, L")
    assert list(taps_of(outcome.replies)) == ["Buy", "All options", "Similar ones"]
    assert Feature.REFERENCE_RESOLUTION in outcome.features


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how much is it?", "KSh 3,500"),
        ("bei gani", "KSh 3,500"),
        ("is it still available?", "Only 2 left"),
        ("bado iko?", "Zimebaki 2 tu"),
        ("how much is it and is it available", "KSh 3,500\nOnly 2 left"),
    ],
)
def test_a_question_is_answered_about_what_was_spoken_of(dresses: Chat, text: str, said: str) -> None:
    dresses.write("the black one")

    answer = body(dresses.write(text))

    assert answer.startswith("*Maxi Evening Dress*")
    assert said in answer
    # and only what was asked
    assert "Colour" in answer or "Material" not in answer


def test_a_price_that_differs_by_option_is_told_for_each() -> None:
    chat = Chat()
    chat.write("samsung galaxy a15")

    answer = body(chat.write("how much is it?"))

    assert "KSh 18,500 – 22,500" in answer
    assert "• 128GB · KSh 18,500\n• 256GB · KSh 22,500" in answer


def test_a_reduced_price_shows_what_it_was() -> None:
    assert "KSh 2,800 (was KSh 3,200)" in body(Chat().write("denim jacket"))


def test_options_are_listed_with_price_and_stock() -> None:
    chat = Chat()
    chat.write("running shoes")

    outcome = chat.write("what sizes do you have?")

    (reply,) = outcome.replies
    assert isinstance(reply, List)
    assert [row.description for row in reply.sections[0].rows] == [
        "KSh 3,200 · sold out for now",
        "KSh 3,200 · only 3 left",
    ]
    assert outcome.shown is not None
    assert outcome.shown.kind is ListKind.VARIANTS


def test_more_options_than_rows_go_on_behind_a_row() -> None:
    sizes = " ".join(map(str, range(20, 44)))
    chat = Chat(catalog=MemoryCatalog(stock=[made("Gumboots", 900, "Shoes", options={"Size": sizes})]))
    chat.write("gumboots")
    outcome = chat.write("which sizes?")
    seen = list(outcome.shown.items if outcome.shown else ())

    while "More options" in taps_of(outcome.replies):
        outcome = chat.tap(taps_of(outcome.replies)["More options"])
        seen += outcome.shown.items if outcome.shown else ()

    assert [item.variant_id for item in seen] == [variant.id for variant in chat.catalog.stock[0].variants]


def test_a_colour_it_lacks_is_denied_and_those_it_has_are_told() -> None:
    chat = Chat()
    chat.write("ankara wrap dress")

    answer = body(chat.write("iko kwa green?"))

    assert "Haiji katika kijani." in answer
    assert "Colour: Red, Blue" in answer


def test_what_the_shop_never_said_is_not_answered() -> None:
    chat = Chat()
    chat.write("kiondo bag")

    outcome = chat.write("is it waterproof?")

    assert "You asked about “waterproof”: the shop has not told me" in body(outcome)
    assert "Talk to a person" in taps_of(outcome.replies)


def test_one_variant_that_was_chosen_stays_chosen() -> None:
    chat = Chat()
    chat.write("samsung galaxy a15")
    chat.write("the 256gb one")

    assert "*Samsung Galaxy A15 (256GB)*\nKSh 22,500" in body(chat.write("how much is it?"))


def test_options_said_one_after_the_other_hold_together() -> None:
    chat = Chat()
    chat.write("red dresses")
    chat.write("in size M?")

    bought = chat.write("nitachukua hiyo")

    assert "Ankara Wrap Dress (Red / M), KSh 2,400" in body(bought)
    # and a new search begins without them
    assert "size" not in chat.write("show me shoes").last_query
    assert "o=" not in chat.state.last_query


def test_it_asks_which_when_two_fit_and_goes_on_from_the_answer(dresses: Chat) -> None:
    asked = dresses.write("how much is it?")
    assert asked.topic == "choice"
    assert "Which one do you mean?" in body(asked)

    answered = dresses.write("2")

    assert answered.focus_product_id == called("Linen Sun Dress").id
    # and a tap says the same
    assert (
        dresses.tap(next(iter(taps_of(asked.replies).values()))).focus_product_id
        == called("Ankara Wrap Dress").id
    )


def test_a_position_that_was_never_shown_is_asked_back(dresses: Chat) -> None:
    outcome = dresses.write("the ninth one")

    assert "That list has only 3. Which one do you mean?" in body(outcome)


def test_a_list_long_gone_is_shown_afresh() -> None:
    outcome = Chat().write("ya pili")

    assert "Orodha hiyo sinayo tena" in body(outcome)
    assert outcome.shown is not None


@pytest.mark.parametrize("text", ["compare 1 and 3", "tofauti ya ankara na maxi", "the first vs the third"])
def test_two_are_compared_side_by_side(dresses: Chat, text: str) -> None:
    outcome = dresses.write(text)

    answer = body(outcome)
    assert outcome.topic == "compare"
    assert answer.index("*Ankara Wrap Dress*") < answer.index("*Maxi Evening Dress*")
    assert "Material: Cotton" in answer
    assert "Ankara Wrap Dress" in answer.splitlines()[-1]


def test_names_that_were_never_shown_can_be_compared() -> None:
    outcome = Chat().write("compare samsung a15 and tecno spark")

    assert outcome.products == (called("Samsung Galaxy A15").id, called("Tecno Spark 20").id)


def test_which_of_the_two_is_cheaper_is_answered_from_their_prices() -> None:
    chat = Chat()
    chat.write("compare samsung a15 and tecno spark")

    assert "Tecno Spark 20 costs less, KSh 14,500." in body(chat.write("which one is better?"))
    assert "The cheapest of these:\n*Tecno Spark 20*" in body(chat.write("the cheaper one"))


def test_what_is_gone_from_the_shop_is_said_to_be_gone(dresses: Chat) -> None:
    dresses.catalog = MemoryCatalog(stock=[called("Ankara Wrap Dress"), called("Kiondo Bag")])

    outcome = dresses.write("the second one")

    assert "not in the shop any more" in body(outcome)
    assert "Linen" not in body(outcome)


def test_a_tap_works_whatever_is_remembered_or_switched_off() -> None:
    (reply,) = Chat().tap(row_ids.of_product(called("Kiondo Bag").id)).replies

    assert isinstance(reply, Buttons)
    assert "*Kiondo Bag*" in reply.body


def test_prices_are_todays_and_not_those_of_the_list(dresses: Chat) -> None:
    dresses.catalog = MemoryCatalog(
        stock=[made(d, 4000, "Dresses") for d in ("Ankara Wrap Dress", "Linen Sun Dress")]
    )

    outcome = dresses.write("the second one")

    assert "KSh 4,000" in body(outcome)
    assert outcome.shown is not None
    assert outcome.shown.items[0].price == Decimal(4000)
