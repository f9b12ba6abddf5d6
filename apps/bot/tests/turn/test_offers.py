"""What is reduced is told from the catalogue; the cheapest of the shop is asked of the whole shop."""

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, called, made
from apps.bot.tests.turn.talking import Chat, body
from apps.bot.turn.row_ids import to_search
from apps.catalog.facts import ProductQuery

JACKET = called("Denim Jacket")


def after(*texts: str) -> Chat:
    chat = Chat()
    for text in texts:
        chat.write(text)
    return chat


@pytest.mark.parametrize(
    ("product", "text", "said"),
    [
        (
            "denim jacket",
            "is it on offer?",
            "Yes. Denim Jacket is already reduced from KSh 3,200 to KSh 2,800.",
        ),
        ("denim jacket", "iko kwa ofa?", "Ndiyo. Denim Jacket"),
        ("kiondo bag", "is it on sale?", "No, Kiondo Bag is not reduced: it costs KSh 1,900."),
        ("kiondo bag", "ina punguzo?", "Hapana, Kiondo Bag haijapunguzwa: ni KSh 1,900."),
    ],
)
def test_whether_one_is_on_offer_is_a_yes_or_a_no(product: str, text: str, said: str) -> None:
    outcome = after(product).write(text)

    assert said in body(outcome)
    assert outcome.findings == ()


@pytest.mark.parametrize(
    ("before", "text"),
    [
        *(
            (said, text)
            for text in ("what's on offer today?", "any deals?", "mna ofa gani leo?")
            for said in ("hi", "dresses")
        ),
        ("hi", "any discount?"),
    ],
)
def test_what_is_on_offer_is_a_list_of_what_is_reduced(before: str, text: str) -> None:
    outcome = after(before).write(text)

    assert outcome.products == (JACKET.id,)
    assert "KSh 2,800 (" in body(outcome)


def test_of_a_list_it_says_which_is_reduced() -> None:
    jackets = MemoryCatalog(stock=(JACKET, made("Rain Jacket", 2000, "Jackets")))
    chat = Chat(catalog=jackets)
    chat.write("jackets")

    outcome = chat.write("are they on offer?")

    assert "Of these, this is reduced:" in body(outcome)
    assert outcome.products == (JACKET.id,)
    assert "None of these is reduced:" in body(after("dresses").write("are they on offer?"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("any offers on shoes?", "Nothing is reduced among “shoes” right now."),
        ("kuna ofa za viatu?", "Hakuna kilichopunguzwa kwa “viatu” kwa sasa."),
    ],
)
def test_that_nothing_of_a_kind_is_reduced_is_said_of_that_kind_alone(text: str, said: str) -> None:
    assert said in body(Chat().write(text))


def test_what_is_reduced_but_sold_out_is_no_offer() -> None:
    gone = (made("Denim Jacket", 2800, "Jackets", was=3200, stock=0), called("Kiondo Bag"))

    assert "Nothing is reduced right now." in body(
        Chat(catalog=MemoryCatalog(stock=gone)).write("any offers?")
    )


def test_the_next_page_of_offers_holds_offers_too() -> None:
    stock = tuple(made(f"Bag {n}", 100 + n, "Bags", was=300 if n % 2 else None) for n in range(16))
    chat = Chat(catalog=MemoryCatalog(stock=stock))
    first = chat.write("what's on offer?")

    second = chat.write("more")

    assert set(second.products) == {
        product.id for product in stock if product.variants[0].compare_at_price
    } - set(first.products)
    assert chat.tap(to_search(ProductQuery(reduced_only=True), 5)).products == second.products


@pytest.mark.parametrize(
    "text",
    [
        "what's your cheapest item?",
        "the cheapest thing you have",
        "kitu cha bei rahisi zaidi ni gani?",
        "bidhaa ya bei nafuu kabisa",
    ],
)
def test_the_cheapest_of_the_shop_forgets_what_was_wished_before(text: str) -> None:
    assert "1. Orange Juice 1L" in body(after("show me dresses").write(text))


@pytest.mark.parametrize("text", ["the cheapest one", "cheapest first", "ya bei nafuu"])
def test_the_cheapest_of_these_stays_among_them(text: str) -> None:
    answer = body(after("show me dresses").write(text))

    assert "Linen Sun Dress" in answer
    assert "Orange Juice" not in answer
