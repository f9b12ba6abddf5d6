"""Greetings, thanks, honesty about being a bot, memory, media, and everything else between people."""

from dataclasses import replace

import pytest

from apps.bot.tests.turn.shop import MemoryCatalog
from apps.bot.tests.turn.talking import SHOP, Chat, body, taps_of
from apps.bot.turn.types import BotConfig


@pytest.mark.parametrize(
    "text", ["hi", "halo", "Habari yako", "habari ya asubuhi", "niaje", "uko poa?", "👋", "sasa"]
)
def test_a_bare_greeting_is_answered_with_something_to_tap(text: str) -> None:
    outcome = Chat().write(text)

    assert outcome.topic == "greeting"
    assert "Mama Njeri Styles" in body(outcome)
    assert len(taps_of(outcome.replies)) == 3


def test_the_shops_own_greeting_is_used_word_for_word() -> None:
    config = BotConfig(version=1, custom_bot_greeting="Karibu {shop}! *100%* mtumba safi.")

    assert body(Chat(config=config).write("hi")).startswith("Karibu {shop}! *100%* mtumba safi.")


def test_without_the_business_name_it_greets_without() -> None:
    config = BotConfig(version=1, use_business_name_as_identity=False)

    assert "Njeri" not in body(Chat(config=config).write("hi"))
    assert "Njeri" not in body(Chat(config=config).write("are you a bot?"))
    # and a shop without a name is no error
    assert body(Chat(shop=replace(SHOP, name=" ")).write("hi")).startswith("Hello and welcome!")


def test_a_greeting_with_a_wish_answers_the_wish_and_greets_only_once() -> None:
    chat = Chat()

    first, second = body(chat.write("hi, do you have dresses?")), body(chat.write("hi, do you have shoes?"))

    assert first.startswith("Hello, welcome to Mama Njeri Styles!\n\nThis is what I found for “dresses”:")
    assert second.startswith("This is what I found for “shoes”:")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hi", "Hello again! What can I show you?"),
        ("how are you?", "I am well, thank you! What can I show you?"),
        ("uko poa?", "Salama, asante! Nikuonyeshe nini?"),
        ("niaje", "Salama, asante! Nikuonyeshe nini?"),
    ],
)
def test_who_was_welcomed_is_answered_shortly(text: str, said: str) -> None:
    chat = Chat(config=BotConfig(version=1, custom_bot_greeting="Welcome to our shop of fine things."))
    chat.write("Habari" if said.startswith("Salama") else "hello")

    assert body(chat.write(text)) == said


def test_a_welcome_stands_above_no_answer_to_who_did_not_greet() -> None:
    config = BotConfig(version=1, custom_bot_greeting="Welcome to our shop of fine things.")

    assert body(Chat(config=config).write("do you have dresses?")).startswith("This is what I found")
    # who greets in Swahili is welcomed in it, whatever the shop's own greeting is written in
    assert body(Chat(config=config).write("Habari, mna viatu?")).startswith("Karibu!\n\nUlitafuta")
    assert body(Chat(config=config).write("Habari")).endswith("Nikuonyeshe nini?")


@pytest.mark.parametrize(
    "text", ["are you a bot?", "am I talking to a real person", "wewe ni boti?", "are you AI?"]
)
def test_it_never_pretends_to_be_a_person(text: str) -> None:
    answer = body(Chat().write(text))

    assert "not a person" in answer or "si mtu" in answer


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a person",
        "naomba kuongea na mtu",
        "where is my order?",
        "my parcel came broken, it is damaged",
        "your shoes broke after 1 week!",
        "viatu vimeharibika",
        "I am very disappointed",
        "the dress faded after one wash",
        "simu imevunjika",
    ],
)
def test_a_person_is_called_when_one_is_needed(text: str) -> None:
    outcome = Chat().write(text)

    assert (outcome.topic, outcome.wants_person) == ("handoff", True)


@pytest.mark.parametrize("text", ["what have we talked about?", "tumeongea nini"])
def test_it_recalls_truthfully_what_was_said(text: str) -> None:
    chat = Chat()
    chat.write("do you have dresses?")
    chat.write("the second one")

    outcome = chat.write(text)

    assert "“do you have dresses?”, “the second one”" in body(outcome)
    assert "Linen Sun Dress, Ankara Wrap Dress, Maxi Evening Dress" in body(outcome)
    assert not outcome.wants_person


def test_at_the_beginning_there_is_nothing_to_recall() -> None:
    assert "not talked about anything yet" in body(Chat().write("what have we talked about?"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("image", "cannot look at pictures"),
        ("audio", "cannot listen"),
        ("location", "cannot read maps"),
        ("contacts", "cannot use it"),
        ("sticker", "Nice one"),
        ("unsupported", "does not reach me"),
        ("hologram", "does not reach me"),
    ],
)
def test_what_it_cannot_see_or_hear_it_admits(kind: str, said: str) -> None:
    outcome = Chat().send(kind)

    assert said in body(outcome)
    assert len(taps_of(outcome.replies)) == 3


def test_the_name_of_a_place_that_was_sent_is_no_wish() -> None:
    outcome = Chat().send("location", "Shoes & Dresses House, Moi Avenue")

    assert outcome.topic == "media"
    assert "Thank you for the location" in body(outcome)


def test_a_picture_with_words_is_answered_by_the_words() -> None:
    answer = body(Chat().send("image", "do you have red dresses like this?"))

    assert "I cannot look at pictures" in answer
    assert "Ankara Wrap Dress" in answer


@pytest.mark.parametrize("kind", ["reaction", "system", "revoke"])
def test_a_reaction_gets_no_reply(kind: str) -> None:
    outcome = Chat().send(kind)

    assert outcome.replies == ()
    assert outcome.features == frozenset()


def test_a_heart_between_people_who_have_met_needs_no_words() -> None:
    chat = Chat()
    chat.write("asante")

    assert chat.write("❤️").replies == ()
    # but a question mark does
    assert chat.write("?").topic == "unclear"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("thanks a lot", "thanks"),
        ("kwaheri", "thanks"),
        ("hapana asante", "acknowledged"),
        ("cancel", "acknowledged"),
        ("sitaki tena", "acknowledged"),
        ("msaada", "help"),
        ("sawa", "acknowledged"),
    ],
)
def test_small_talk_gets_a_small_answer(text: str, topic: str) -> None:
    chat = Chat()
    chat.write("hi")

    outcome = chat.write(text)

    assert outcome.topic in (topic, "thanks")
    assert len(body(outcome)) < 300


def test_it_answers_in_the_language_that_is_written_and_keeps_to_it() -> None:
    chat = Chat()

    languages = [
        chat.write(text).language
        for text in ("Hi", "nataka viatu", "2", "ok", "how much is this one please?", "sawa", "iko size gani")
    ]

    assert languages == ["en", "sw", "sw", "sw", "en", "en", "sw"]


def test_what_was_shown_before_a_new_greeting_stays_in_mind() -> None:
    chat = Chat(catalog=MemoryCatalog())
    chat.write("kiondo bag")
    chat.write("hello")

    assert "*Kiondo Bag*" in body(chat.write("how much is it?"))
