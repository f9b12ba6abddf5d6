"""Which enhancements a turn made use of, and what it does without them."""

from dataclasses import replace

import pytest

from apps.bot.tests.turn.shop import called
from apps.bot.tests.turn.talking import Chat, body
from apps.bot.turn import row_ids
from apps.bot.turn.types import BotConfig, Feature, TurnOutcome

ALL_OFF = BotConfig(
    version=1,
    enable_message_harmonization=False,
    enable_immediate_product_display=False,
    enable_grounded_validation=False,
    enable_reference_resolution=False,
)


def used(outcome: TurnOutcome) -> set[Feature]:
    return set(outcome.features) - {Feature.GROUNDED_VALIDATION}


def test_each_reply_says_which_features_it_rests_on() -> None:
    chat = Chat()

    assert used(chat.write("hi")) == set()
    assert used(chat.write("hi", "do you have dresses?")) == {
        Feature.HARMONIZATION,
        Feature.IMMEDIATE_DISPLAY,
    }
    assert used(chat.write("the second one")) == {Feature.REFERENCE_RESOLUTION}
    assert used(chat.write("what time do you open?")) == set()
    assert used(chat.tap(row_ids.of_product(called("Kiondo Bag").id))) == set()


@pytest.mark.parametrize(
    "text", ["hi", "do you have dresses?", "the second one", "how much?", "compare them", "yes"]
)
def test_what_is_switched_off_is_not_used(text: str) -> None:
    chat = Chat()
    chat.write("do you have dresses?")
    chat.write("the second one")

    outcome = replace(chat, config=ALL_OFF).write(text)

    assert outcome.features == frozenset()
    assert outcome.findings == ()
    assert outcome.replies


def test_without_references_words_are_searched_and_taps_still_work() -> None:
    chat = Chat(config=BotConfig(version=1, enable_reference_resolution=False))
    chat.write("do you have dresses?")

    assert "1. Ankara Wrap Dress" in body(chat.write("the red dress, the second one")) or chat.state.lists
    assert Feature.REFERENCE_RESOLUTION not in chat.write("the second one").features
    assert "*Kiondo Bag*" in body(chat.tap(row_ids.of_product(called("Kiondo Bag").id)))


@pytest.mark.parametrize(
    "talk",
    [
        [
            "hi",
            "what do you sell?",
            "the second one",
            "how much is it?",
            "do you have it in red?",
            "I'll take it",
        ],
        [
            "Niaje, mko na viatu?",
            "ya kwanza",
            "iko na rangi gani",
            "42 nyeusi",
            "nataka hiyo",
            "bei ya mwisho?",
        ],
        ["nataka gauni nyekundu chini ya 1000", "zingine", "hakuna hata moja", "tumeongea nini", "asante"],
        [
            "show me phones",
            "compare 1 and 2",
            "the cheaper one",
            "is it waterproof?",
            "are you a bot?",
            "help",
        ],
        ["mnafungua saa ngapi", "do you deliver", "naweza kulipa na mpesa", "can I return it", "yes"],
        ["denim jacket", "last price?", "nokia 105", "similar ones", "wireless keyboard", "orange juice"],
        [
            "samsung galaxy a15",
            "bei gani",
            "the 256gb one",
            "I'll take 2",
            "the ninth one",
            "categories",
            "ya tatu",
        ],
        [
            "buda mko na sneakers za black",
            "hiyo ni how much",
            "iko size 45",
            "niletee hiyo",
            "wewe ni mtu ama boti",
        ],
    ],
)
def test_nothing_that_it_says_by_itself_is_in_doubt(talk: list[str]) -> None:
    chat = Chat()

    for text in talk:
        outcome = chat.write(text)
        assert outcome.findings == (), text
        assert len(outcome.replies) == 1, text
