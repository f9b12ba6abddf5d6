"""What the bot says of itself, without any model, passes untouched in both languages."""

from dataclasses import replace

import pytest

from apps.bot.tests.grounding.catalogues import demo_products, demo_shop
from apps.bot.tests.grounding.shop import SHOP
from apps.bot.tests.turn.shop import PRODUCTS, MemoryCatalog, many
from apps.bot.tests.turn.talking import Chat, taps_of
from apps.bot.turn.types import BotConfig, OrderedItem
from apps.catalog.facts import ProductFacts

TALKS = [
    ["what do you sell?", "the second one", "do you have it in red?", "how much?", "compare 1 and 2", "what have we talked about?"],
    ["mnauza nini?", "ya pili", "iko na rangi gani?", "bei gani?", "linganisha 1 na 2", "tuliongea kuhusu nini?"],
    ["dresses under 2000", "the first", "is it in stock", "buy it"],
    ["nataka gauni nyekundu chini ya 2000", "ya kwanza", "ipo?", "nunua"],
    ["show me phones", "the cheapest", "samsung 256GB", "what options are there", "similar ones"],
    ["nokia 105", "is it available", "denim jacket", "any discount?"],
    ["what are your hours?", "do you deliver to mombasa?", "how can I pay?", "warranty?"],
    ["mko wapi", "mnaleta mombasa", "naweza kurudisha?", "simu za bei nafuu"],
    ["titanium kettle", "running shoes size 41", "viatu kati ya 1000 na 2000", "over 3000"],
    ["what do you have", "I'll take two of the first", "the first", "add the second one", "my cart", "checkout", "Amina Wanjiru, Kilimani, Flat 12B", "make it 3", "pay", "confirm", "where is my order"],
    ["mnauza nini", "nataka mbili za ya pili", "ya kwanza", "kikapu changu", "lipa", "Baraka, Rongai, namba 4", "ziwe 3", "toa ya kwanza", "lipa", "ndio"],
    ["is the Linen Sun Dress KES 900?", "do you have the linen sun dress in black size S?", "are you a bot?"],
]  # fmt: skip


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("stock", [PRODUCTS, many(40)], ids=["small", "large"])
def test_no_answer_of_the_bots_own_is_touched(talk: list[str], stock: tuple[ProductFacts, ...]) -> None:
    chat = Chat(catalog=MemoryCatalog(stock), shop=replace(SHOP, link=""))
    for text in talk:
        assert chat.write(text).findings == (), text


@pytest.mark.parametrize("name", list(demo_products()))
def test_neither_is_one_in_the_demo_shops(name: str) -> None:
    shop, greeting = demo_shop(name)
    products = tuple(demo_products()[name])
    for talk in (*TALKS, ["hours?", "location", "delivery", "how do I pay", "returns", "contact"]):
        chat = Chat(
            catalog=MemoryCatalog(products), shop=shop, config=BotConfig(1, custom_bot_greeting=greeting)
        )
        for text in talk:
            assert chat.write(text).findings == (), text


def test_neither_is_what_every_tap_leads_to() -> None:
    chat = Chat(catalog=MemoryCatalog(many(24)))
    waiting, tapped = dict(taps_of(chat.write("what do you sell?").replies)), set[str]()
    while waiting and len(tapped) < 40:
        title, row_id = waiting.popitem()
        tapped.add(row_id)
        outcome = chat.tap(row_id, title)
        assert outcome.findings == (), title
        waiting |= {title: one for title, one in taps_of(outcome.replies).items() if one not in tapped}
    assert len(tapped) > 20


def test_neither_is_an_order_with_its_total() -> None:
    wanted = zip(PRODUCTS[:6], (1, 2, 3, 9, 1, 4), strict=True)
    items = tuple(
        OrderedItem(p.variants[0].retailer_id, count, p.variants[0].price, "KES") for p, count in wanted
    )
    assert Chat().send("order", "", items).findings == ()
