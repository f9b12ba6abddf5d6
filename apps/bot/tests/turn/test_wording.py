import string

import pytest
from babel.messages.pofile import read_po

from apps.bot.tests.turn.msgids import said_in_code
from apps.bot.turn.wording import LANGUAGES, LOCALE, say, say_count

SAID = sorted(set(said_in_code()))


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def translations(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    with (LOCALE / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        messages = list(read_po(file, locale=language))
    forms = [(message.id, message.string) for message in messages if message.id]
    return {_all(msgid): _all(text) for msgid, text in forms}


def _all(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]  # babel: str or a pair


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_said_is_in_the_catalogue_and_no_other(language: str) -> None:
    assert len(SAID) > 90
    assert set(translations(language)) == set(SAID)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_or_invents_a_placeholder(language: str) -> None:
    for msgids, texts in translations(language).items():
        wanted = placeholders(msgids[-1])
        assert all(texts), msgids
        # the singular may say "one" in words
        assert placeholders(texts[-1]) == wanted, texts
        assert placeholders(texts[0]) <= wanted, texts


def test_swahili_is_no_copy_of_english() -> None:
    same = [
        ids for ids, texts in translations("sw").items() if ids == texts and any(map(str.isalpha, ids[0]))
    ]

    assert same == []


def test_a_count_takes_its_own_form() -> None:
    one, many = "One item of your basket I could not find in the shop.", "{count} items …"

    assert say_count("en", one, many, 1) == one
    assert say_count("sw", one, many, 3) == "Bidhaa 3 za kikapu chako sikuzipata dukani."


def test_what_a_shop_calls_itself_is_never_read_as_a_placeholder() -> None:
    assert say("en", "Hello, welcome to {shop}!", shop="{shop} {0} {") == "Hello, welcome to {shop} {0} {!"


def test_an_unknown_sentence_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(KeyError, match="Never written"):
        say("sw", "Never written")
