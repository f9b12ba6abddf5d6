from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.understand import DEAREST, understand
from apps.catalog.facts import ProductQuery


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("do you have red dresses?", ProductQuery(words="dresses", options=("red",))),
        ("show me shoes under 2000", ProductQuery(words="shoes", price_max=Decimal(2000))),
        ("nataka viatu nyekundu size 42", ProductQuery(words="viatu", options=("red", "42"))),
        ("naomba gauni chini ya elfu mbili", ProductQuery(words="gauni", price_max=Decimal(2000))),
        ("cheap phones", ProductQuery(words="phones", order="price")),
        ("simu ya bei nafuu", ProductQuery(words="simu", order="price")),
        ("niko na 5k, mko na sneakers?", ProductQuery(words="sneakers", price_max=Decimal(5000))),
        ("buda mko na hoodie za black", ProductQuery(words="hoodie", options=("black",))),
        (
            "between 500 and 900 bob, bags",
            ProductQuery(words="bags", price_min=Decimal(500), price_max=Decimal(900)),
        ),
        ("Hi, good morning", ProductQuery()),
        ("I want to buy a charger", ProductQuery(words="charger")),
        ("nataka viatu na mnaleta Rongai?", ProductQuery(words="viatu")),
        ("dress for a 6 year old", ProductQuery(words="dress", options=("6 years",))),
        ("iko ya miaka 6?", ProductQuery(options=("6 years",))),
        ("nguo za mtoto wa miezi 3", ProductQuery(words="nguo mtoto", options=("3 months",))),
        ("charger ya type c", ProductQuery(words="charger type-c")),
    ],
)
def test_it_reads_the_wish_and_nothing_else(text: str, wish: ProductQuery) -> None:
    assert understand(text, "KES").wish == wish


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("what do you sell?", Act.BROWSE),
        ("mnauza nini", Act.BROWSE),
        ("niaje, mko na nini hapa", Act.BROWSE),
        ("how much is it", Act.PRICE),
        ("hii ni ngapi", Act.PRICE),
        ("are you a bot?", Act.ASKS_IF_BOT),
        ("wewe ni mtu ama boti", Act.ASKS_IF_BOT),
        ("naomba kuongea na mtu", Act.PERSON),
        ("what have we talked about?", Act.HISTORY),
        ("tumeongea nini", Act.HISTORY),
        ("bei ya mwisho", Act.HAGGLE),
        ("none of these", Act.NONE_OF_THESE),
        ("zingine", Act.MORE),
        ("nitachukua hiyo", Act.BUY),
        ("bado iko?", Act.STOCK),
        ("iko na rangi gani", Act.OPTIONS),
        ("compare them", Act.COMPARE),
        ("my parcel came damaged, this is broken", Act.ORDER_STATUS),
        ("sawa", Act.YES),
        ("hapana asante", Act.NO),
    ],
)
def test_it_hears_what_is_done_with_words(text: str, act: Act) -> None:
    assert understand(text, "KES").does(act)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("what time do you open?", ("hours",)),
        ("mko wapi na mnafungua saa ngapi", ("hours", "location")),
        ("do you deliver to Rongai", ("delivery",)),
        ("naweza lipa na mpesa?", ("payment",)),
        ("can I return it if it doesn't fit", ("returns",)),
        ("iko na waranti?", ("warranty",)),
        ("naeza rudisha ikinikataa?", ("returns",)),
    ],
)
def test_it_hears_which_fact_of_the_shop_is_asked_for(text: str, facts: tuple[str, ...]) -> None:
    said = understand(text, "KES")

    assert set(facts) <= set(said.facts)
    assert not said.wish.words or "rongai" in said.wish.words


def test_a_narrowing_names_no_goods() -> None:
    assert understand("red ones under 2000", "KES").refines
    assert not understand("red dresses under 2000", "KES").refines


@given(st.text(max_size=400))
def test_it_takes_any_text_and_no_amount_that_nobody_could_pay(text: str) -> None:
    wish = understand(text, "KES").wish

    assert all(bound is None or bound < DEAREST for bound in (wish.price_min, wish.price_max))


def test_a_row_of_a_thousand_digits_bounds_nothing() -> None:
    assert understand("under " + "9" * 1000, "KES").wish.price_max is None
