"""A wish shows products at once; nothing that fits shows the closest, and says why."""

from dataclasses import replace

import pytest

from apps.bot.tests.turn.shop import PRODUCTS, MemoryCatalog, called, many
from apps.bot.tests.turn.talking import Chat, body, taps_of
from apps.bot.turn import row_ids
from apps.bot.turn.types import BotConfig, Feature, ListKind, TurnOutcome
from apps.messaging.whatsapp.outgoing import Buttons, List


def list_of(outcome: TurnOutcome) -> List:
    (reply,) = outcome.replies
    assert isinstance(reply, List)
    return reply


@pytest.mark.parametrize("text", ["what do you sell?", "mnauza nini?", "niaje, mko na nini hapa", "products"])
def test_asked_what_is_sold_it_shows_products_at_once(text: str) -> None:
    outcome = Chat().write(text)

    products, categories = list_of(outcome).sections
    assert [row.title for row in products.rows[:5]] == [product.name for product in PRODUCTS[:5]]
    assert categories.rows[0].id == row_ids.of_category("dresses")
    assert Feature.IMMEDIATE_DISPLAY in outcome.features
    # and the text can be read, and answered with a number, without opening the list
    assert "1. Ankara Wrap Dress — KSh 2,400" in body(outcome)


def test_rows_carry_the_products_and_are_remembered_by_position() -> None:
    outcome = Chat().write("show me dresses")

    ids = [row.id for section in list_of(outcome).sections for row in section.rows]
    assert outcome.shown is not None
    assert ids == [row_ids.of_product(item.product_id) for item in outcome.shown.items if item.product_id]
    assert [item.position for item in outcome.shown.items] == [1, 2, 3]
    assert outcome.shown.kind is ListKind.PRODUCTS


@pytest.mark.parametrize(("most", "shown"), [(1, 1), (5, 5), (9, 9), (50, 9), (0, 1), (-3, 1)])
def test_it_shows_as_many_as_configured_and_whatsapp_takes(most: int, shown: int) -> None:
    outcome = Chat(config=BotConfig(version=1, max_products_to_show=most)).write("what do you sell?")

    reply = list_of(outcome)
    assert outcome.shown is not None
    assert len(outcome.shown.items) == shown
    assert sum(len(section.rows) for section in reply.sections) <= 10
    assert "More products" in taps_of(outcome.replies)


def test_the_more_row_goes_on_page_by_page_to_the_end() -> None:
    chat = Chat(catalog=MemoryCatalog(stock=many(12)))
    outcome = chat.write("what do you sell?")
    seen = list(outcome.products)

    while "More products" in taps_of(outcome.replies):
        outcome = chat.tap(taps_of(outcome.replies)["More products"])
        seen += outcome.products

    assert seen == [product.id for product in many(12)]
    # and a typed "more" then says that this was all
    assert chat.write("more").topic == "nothing_more"


def test_a_typed_more_shows_what_comes_next() -> None:
    chat = Chat()
    chat.write("mnauza nini")

    assert "Running Shoes" in body(chat.write("zingine"))


def test_one_that_fits_is_shown_as_a_card_with_its_picture() -> None:
    outcome = Chat().write("do you have sneakers?")

    (reply,) = outcome.replies
    assert isinstance(reply, Buttons)
    assert reply.image_link == called("Canvas Sneakers").image_url
    assert outcome.focus_product_id == called("Canvas Sneakers").id


def test_a_whole_name_among_many_hits_is_that_product() -> None:
    outcome = Chat(catalog=MemoryCatalog(stock=many(40))).write("do you have Kiondo Bag 7")

    assert "*Kiondo Bag 7*" in body(outcome)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("red dresses under 1000", "at another price"),
        ("green dresses", "in another colour or size"),
        ("wooden dresses", "going by only some of the words"),
        ("nataka gauni nyekundu chini ya 1000", "kwa bei nyingine"),
    ],
)
def test_where_nothing_fits_it_shows_the_closest_and_says_why(text: str, reason: str) -> None:
    outcome = Chat().write(text)

    assert outcome.topic == "nothing_found"
    assert reason in body(outcome)
    assert "Ankara Wrap Dress" in body(outcome)


def test_the_wish_is_named_as_it_was_understood() -> None:
    assert "“dresses, red, up to KSh 1,000”" in body(Chat().write("show me red dresses under 1000"))
    assert "“gauni, nyekundu, hadi KSh 1,000”" in body(Chat().write("nataka gauni nyekundu chini ya 1000"))
    assert "“sneakres”" not in body(Chat().write("sneakres and shoes please"))


def test_words_that_nothing_answers_to_are_said_to_be_unknown() -> None:
    outcome = Chat().write("wireless keyboard")

    assert "You asked for “wireless keyboard”, but I found nothing like it" in body(outcome)
    assert outcome.shown is not None


@pytest.mark.parametrize("text", ["hello, what do you sell?", "do you have dresses?", "mnauza nini"])
def test_an_empty_shop_says_so(text: str) -> None:
    outcome = Chat(catalog=MemoryCatalog(stock=())).write(text)

    assert outcome.topic == "empty"
    assert outcome.shown is None


def test_a_narrowing_goes_on_from_the_last_search() -> None:
    chat = Chat()
    chat.write("show me shoes")

    outcome = chat.write("under 2000")

    assert outcome.products == tuple(called(name).id for name in ("Canvas Sneakers", "Leather Sandals"))
    # and a second one narrows further
    assert chat.write("black ones").products == (called("Canvas Sneakers").id,)


@pytest.mark.parametrize(
    ("text", "first"), [("cheap shoes", "Leather Sandals"), ("viatu ghali zaidi", "Running Shoes")]
)
def test_cheap_and_dear_set_the_order(text: str, first: str) -> None:
    assert f"1. {first}" in body(Chat().write(text))


def test_a_colour_that_is_part_of_a_name_is_no_filter() -> None:
    assert "*Orange Juice 1L*" in body(Chat().write("orange juice"))


def test_a_category_opens_by_tap_and_by_number() -> None:
    chat = Chat()
    outcome = chat.write("categories please")
    assert outcome.shown is not None
    assert outcome.shown.kind is ListKind.CATEGORIES

    typed = replace(chat).write("ya tatu")

    assert typed.products == chat.tap(taps_of(outcome.replies)["Shoes"]).products
    assert called("Running Shoes").id in typed.products


def test_a_category_that_is_gone_is_not_quoted_back() -> None:
    outcome = Chat().tap("c:no-such-thing")

    assert body(outcome).startswith("This is what we do have:\n1. ")


def test_none_of_these_brings_others_and_then_another_way_in() -> None:
    chat = Chat(catalog=MemoryCatalog(stock=many(8)))
    first = chat.write("what do you sell?")

    others = chat.write("none of these")

    assert not set(first.products) & set(others.products)
    assert chat.write("sijapenda hizi").topic == "none_of_these"


def test_similar_ones_are_of_its_kind_and_not_itself() -> None:
    chat = Chat()
    chat.write("do you have sneakers")

    outcome = chat.write("similar ones")

    assert outcome.shown is not None
    assert [item.name for item in outcome.shown.items] == ["Running Shoes", "Leather Sandals"]


def test_with_immediate_display_off_the_categories_come_first_and_keep_the_wish() -> None:
    chat = Chat(config=BotConfig(version=1, enable_immediate_product_display=False))

    asked = chat.write("red dresses")

    assert asked.topic == "categories"
    assert Feature.IMMEDIATE_DISPLAY not in asked.features
    shown = chat.tap(taps_of(asked.replies)["Dresses"])
    assert shown.products == (called("Ankara Wrap Dress").id,)
