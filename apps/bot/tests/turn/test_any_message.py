"""Whatever a customer sends: an answer within WhatsApp's limits that says only what the catalogue says."""

import re
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.bot.tests.turn.shop import PRODUCTS, MemoryCatalog, called, many
from apps.bot.tests.turn.talking import NOON, Chat, taps_of, text_of
from apps.bot.turn import row_ids
from apps.bot.turn.decide import decide
from apps.bot.turn.decide.several import BETWEEN, MOST_THINGS
from apps.bot.turn.money import parse_money
from apps.bot.turn.row_ids import TapKind
from apps.bot.turn.types import (
    BotConfig,
    ConversationState,
    InboundMessage,
    OrderedItem,
    TurnInput,
    TurnOutcome,
)
from apps.messaging.whatsapp.outgoing import BODY_LIMIT, Buttons, List, Outgoing
from apps.orders.carts import EMPTY

MOST_CALLS = 7
PHRASES = (
    "show me|red|dresses|under 2000|the second one|ya pili|how much|bei gani|nataka|hiyo|both|compare|1|2 na 3|the other|"
    "not that one|in size 42|cheaper|more|none of these|do you deliver|I'll take it|last price|hi|asante|kiondo bag|"
    "samsung|or|and|na|iko|nyekundu|ile|what have we talked about|categories|similar ones|yes|no|sorry, blue|*shoes|"
    "\u202e002,1 KES|👍🏽|ksh 1,200|elfu moja|9999999999999999999|{name}|%s|*bold*|“quoted”|is it waterproof|?"
).split("|")
TALK = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=6).map(" ".join)
TEXTS = st.one_of(TALK, st.text(max_size=200), st.text(alphabet="1234567890 ,.kK-#", max_size=30))
KINDS = st.sampled_from(
    ["text", "image", "audio", "sticker", "reaction", "order", "interactive", "unknown", "system"]
)
IDS = st.sampled_from([str(product.id) for product in PRODUCTS] + ["", "1", "0" * 36])
ROW_IDS = st.one_of(
    st.just(""),
    st.text(max_size=250),
    st.builds("{}:{}".format, st.sampled_from(list(TapKind)), st.one_of(IDS, st.text(max_size=60))),
    st.builds("{}:{}:{}".format, st.sampled_from(list(TapKind)), IDS, st.one_of(IDS, st.integers().map(str))),
    st.sampled_from(
        ["m:w=dress&n=2", "m:~&n=99999", "m:n=3", "a:browse", "a:categories", "a:person", "a:x", "c:shoes"]
    ),
)
ORDERED = st.builds(
    OrderedItem, st.sampled_from(["kiondo-bag", "?"]), st.integers(), st.none(), st.just("KES")
)
MESSAGES = st.builds(
    InboundMessage,
    id=st.just(UUID(int=1)),
    wa_id=st.just("in"),
    at=st.just(NOON),
    kind=KINDS,
    text=TEXTS,
    row_id=ROW_IDS,
    quoted_wa_id=st.sampled_from(["", "out-0", "out-1", "?"]),
    referred_retailer_id=st.sampled_from(["", "kiondo-bag", "nobody"]),
    ordered=st.lists(ORDERED, max_size=3).map(tuple),
)
CONFIGS = st.builds(
    BotConfig,
    version=st.just(1),
    enable_immediate_product_display=st.booleans(),
    enable_grounded_validation=st.booleans(),
    enable_reference_resolution=st.booleans(),
    max_products_to_show=st.integers(),
    use_business_name_as_identity=st.booleans(),
    custom_bot_greeting=st.sampled_from(["", "Karibu sana!", " ", "x" * 3000]),
)


def in_the_middle(*said: str) -> ConversationState:
    chat = Chat()
    for text in said:
        chat.write(text)
    return chat.state


STATES = st.sampled_from(
    [
        ConversationState(),
        in_the_middle("show me dresses"),
        in_the_middle("nataka viatu", "ya kwanza", "nataka hiyo"),
        in_the_middle("what do you sell?", "compare 1 and 2"),
        in_the_middle("categories"),
        replace(
            in_the_middle("show me phones", "2"),
            language="fr",
            last_query="%%%&n=x",
            focus_product_id=UUID(int=5),
        ),
    ]
)


def parts(reply: Outgoing) -> list[str]:
    rows = [row for section in reply.sections for row in section.rows] if isinstance(reply, List) else []
    lines = text_of(reply).splitlines()
    return [*lines, *(row.title for row in rows), *(row.description for row in rows)]


def check(outcome: TurnOutcome, catalog: MemoryCatalog) -> None:
    given_ids = set(catalog.given)
    assert set(outcome.products) <= given_ids
    shown = outcome.shown.items if outcome.shown else ()
    assert {item.product_id for item in shown if item.product_id} <= given_ids
    ids = list(taps_of(outcome.replies).values())
    assert all(row_ids.read(row_id) for row_id in ids)
    for reply in outcome.replies:
        reply.payload()
        if isinstance(reply, List | Buttons):
            assert len(reply.body) <= BODY_LIMIT


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, max_size=4), STATES, CONFIGS)
def test_it_answers_anything_within_whatsapps_limits(
    messages: list[InboundMessage], state: ConversationState, config: BotConfig
) -> None:
    catalog = MemoryCatalog()

    outcome = decide(TurnInput(tuple(messages), state, config, Chat().shop, NOON), catalog)

    check(outcome, catalog)
    assert outcome.language in ("en", "sw")
    basket = 3 * sum(len(message.ordered) for message in messages)
    things = MOST_THINGS if len(BETWEEN.split("\n".join(message.text for message in messages))) > 1 else 0
    assert len(catalog.calls) <= MOST_CALLS + basket + things


PRICES = {variant.price for product in PRODUCTS for variant in product.variants}
REDUCED = {v.compare_at_price for product in PRODUCTS for v in product.variants if v.compare_at_price}
NUMBERED = re.compile(r"^\d+\. (?P<name>.+?)(?: \(.+?\))? — (?P<price>KSh [\d,]+)")


@settings(max_examples=200, deadline=None)
@given(TALK, STATES)
def test_every_price_that_is_shown_is_the_catalogues(text: str, state: ConversationState) -> None:
    catalog = MemoryCatalog()
    message = InboundMessage(UUID(int=1), "in", NOON, "text", text)
    # Unchecked, so that it is the wording itself that must be right.
    config = BotConfig(version=1, enable_grounded_validation=False)
    turn = TurnInput((message,), state, config, replace(Chat().shop, facts={}), NOON)

    outcome = decide(turn, catalog)

    cart = outcome.cart or EMPTY
    assert {line.price for line in cart.lines} <= PRICES
    in_the_cart = {cart.total, *(line.total for line in cart.lines)}
    for line in (line for reply in outcome.replies for line in parts(reply)):
        # What the customer said comes back in quotes, and is no price of ours.
        said = re.sub(r"“[^”]*”", "", line)
        assert {span.amount for span in parse_money(said, "KES")} <= PRICES | REDUCED | in_the_cart, line
        numbered = NUMBERED.match(line)
        if numbered and numbered["name"] in {product.name for product in PRODUCTS}:
            price = Decimal(numbered["price"].removeprefix("KSh ").replace(",", ""))
            assert called(numbered["name"]).price_min == price


def test_the_longest_message_is_answered() -> None:
    for text in (
        "nataka viatu " * 315,
        "😀" * 4096,
        "9" * 4096,
        "*" * 4096,
        "\u202e\u200f" * 2048,
        "a " * 2048,
    ):
        assert Chat().write(text[:4096]).replies


def test_names_that_break_things_are_shown_harmlessly() -> None:
    names = ("*_~`*", "\u202eevil", "x" * 400, "👩🏽‍🦱" * 40, " ", "{name}", "1. Fake — KSh 1", "“”")
    stock = [replace(product, name=name) for product, name in zip(many(8), names, strict=True)]
    chat = Chat(
        catalog=MemoryCatalog(stock=stock), config=BotConfig(version=1, enable_grounded_validation=False)
    )

    outcome = chat.write("what do you sell?")

    assert outcome.shown is not None
    for number in range(1, 6):
        check(chat.write(str(number)), chat.catalog)


def test_few_questions_are_asked_however_long_the_talk() -> None:
    chat = Chat()

    for text in (
        "hi",
        "wireless red shoes",
        "compare samsung and tecno",
        "orange juice",
        "I want to buy x",
        "more",
        "2",
    ):
        chat.write(text)
        assert len(chat.catalog.calls) <= MOST_CALLS, (text, chat.catalog.calls)
