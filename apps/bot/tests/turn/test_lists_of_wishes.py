"""Several things in one message, how many of each, and what is said beside a name to choose among its variants."""

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog, made
from apps.bot.tests.turn.talking import Chat, body, taps_of
from apps.bot.turn.row_ids import TapKind, read
from apps.catalog.facts import ProductFacts

RICE = made(
    "Pishori Rice",
    230,
    "Rice",
    options={"Size": "1kg 2kg 25kg"},
    dearer={"2kg": 220, "25kg": 5000},
    stock={"1kg": 24, "2kg": 3, "25kg": 0},
)
MILK = made("Fresh Milk", 62, "Dairy", options={"Size": "500ml 1l"}, dearer={"1l": 58})
GREENS = made("Sukuma Wiki", 30, "Vegetables")
TOMATOES = made("Tomatoes", 70, "Vegetables")
EGGS = made("Eggs", 15, "Dairy")
CHARGER = made("Fast Charger", 1200, "Chargers", port="USB-C")
KANZU = made(
    "Kanzu", 2500, "Shirts", options={"Colour": "White Cream", "Size": "M L"}, stock={"M": 2, "Cream": 1}
)
GROCER = (RICE, MILK, GREENS, TOMATOES, EGGS, CHARGER, KANZU)


def chat() -> Chat:
    return Chat(catalog=MemoryCatalog(stock=GROCER))


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("nataka sukuma na nyanya", (GREENS, TOMATOES)),
        ("2kg rice and 1 litre milk", (RICE, MILK)),
        ("eggs, tomatoes + milk", (EGGS, TOMATOES, MILK)),
        ("naomba mayai 6 na mchele", (EGGS, RICE)),
    ],
)
def test_of_several_things_it_shows_what_fits_each(text: str, products: tuple[ProductFacts, ...]) -> None:
    outcome = chat().write(text)

    assert outcome.topic == "browse"
    assert set(outcome.products) == {product.id for product in products}
    assert "do not have exactly" not in body(outcome)


def test_several_messages_in_a_row_are_a_list_too() -> None:
    assert set(chat().write("2kg rice", "sukuma", "eggs").products) == {RICE.id, GREENS.id, EGGS.id}


def test_a_weight_that_is_said_is_the_one_that_is_shown_and_tapped() -> None:
    outcome = chat().write("2kg rice and 1 litre milk")

    assert "1. Pishori Rice (2kg) — KSh 450" in body(outcome)
    tap = read(taps_of(outcome.replies)["Pishori Rice (2kg)"])
    assert tap is not None
    assert tap.kind is TapKind.VARIANT


@pytest.mark.parametrize(
    ("text", "said"), [("rice and beer", "nothing for “beer”"), ("mchele na bia", "kwa “bia”")]
)
def test_the_thing_it_does_not_have_is_named(text: str, said: str) -> None:
    outcome = chat().write(text)

    assert said in body(outcome)
    assert "Pishori Rice" in body(outcome)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sukuma wiki 3 bunches", "Sukuma Wiki"),
        ("also add eggs", "Eggs"),
        ("niongezee mayai", "Eggs"),
        ("do u hav egggs", "Eggs"),
        ("charger ya type c iko?", "Fast Charger"),
        ("type c charger", "Fast Charger"),
    ],
)
def test_how_it_is_asked_for_hides_nothing_that_is_there(text: str, name: str) -> None:
    outcome = chat().write(text)

    assert outcome.topic == "product"
    assert f"*{name}*" in body(outcome)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Pishori 2kg iko?", "*Pishori Rice (2kg)*\nKSh 450\nZimebaki 3 tu"),
        ("pishori rice 1 kg", "*Pishori Rice (1kg)*\nKSh 230\nIn stock"),
        ("Kanzu cream L", "*Kanzu (Cream / L)*\nKSh 2,500\nOnly 1 left"),
    ],
)
def test_an_option_beside_the_name_is_the_one_that_is_told_of(text: str, said: str) -> None:
    assert said in body(chat().write(text))


@pytest.mark.parametrize(
    ("talk", "sorry"),
    [
        (["Kanzu white L"], "Sorry, Kanzu (White / L) is sold out for now."),
        (["Kanzu", "white L?"], "Sorry, Kanzu (White / L) is sold out for now."),
        (["Pishori 25kg"], "Sorry, Pishori Rice (25kg) is sold out for now."),
        (["Kanzu", "nataka white L"], "Samahani, Kanzu (White / L) imeisha kwa sasa."),
    ],
)
def test_an_option_that_is_sold_out_is_said_to_be_and_what_there_is_shown(
    talk: list[str], sorry: str
) -> None:
    begun = chat()
    *_, outcome = [begun.write(text) for text in talk]

    assert sorry in body(outcome)
    assert "1. " in body(outcome)
    assert "White / L —" not in body(outcome)
    assert outcome.findings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nataka mbili za rangi nyeusi", "Haiji katika nyeusi."),
        ("I want two in black", "It does not come in black."),
    ],
)
def test_so_many_in_a_colour_that_it_lacks_are_not_offered_in_others_unsaid(text: str, said: str) -> None:
    begun = chat()
    begun.write("Kanzu")

    outcome = begun.write(text)

    assert said in body(outcome)
    assert outcome.cart is None


def test_a_price_range_holds_only_what_can_be_bought() -> None:
    assert "KSh 230 – 450" in body(chat().write("rice"))
    assert "230 – 450" in body(chat().write("how much is the pishori rice"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("tomaoes", ""), ("tomatces", "Did you mean “tomato"), ("beers", ""), ("milkk", "")]
)
def test_a_word_put_right_that_may_be_another_is_asked_about(typed: str, meant: str) -> None:
    answer = body(chat().write(typed))

    assert meant in answer
    assert ("Did you mean" in answer) is bool(meant)


def test_another_size_is_never_taken_for_the_one_that_was_asked() -> None:
    shirts = (made("Polo Shirt", 900, "Shirts", options={"Size": "XL XXL"}),)

    answer = body(Chat(catalog=MemoryCatalog(stock=shirts)).write("XXXL shirt"))

    assert "size XXXL" in answer
    assert "in another colour or size" in answer
