import json
from pathlib import Path

import pytest

from apps.bot.turn.language import detect_language

_SHARED = Path(__file__).parents[5] / "shared/data/language/e_langid_provenance_dev.jsonl"


@pytest.mark.parametrize(
    ("text", "previous", "language"),
    [
        ("I want the second one", "sw", "en"),
        ("Do you have unga?", "en", "en"),
        ("how much?", "sw", "en"),
        ("bei gani", "en", "sw"),
        ("ya pili", "en", "sw"),
        ("Nataka viatu", "en", "sw"),
        ("Niko interested na hii shoe", "en", "sw"),
        ("aje buda, hiyo jacket ni how much", "en", "sw"),
        ("mko na sneakers za size 42", "en", "sw"),
        ("Mambo", "", "sw"),
        ("hi", "", "en"),
        ("gumboots", "", "en"),
        ("viatu", "", "sw"),
        ("", "", "en"),
    ],
)
def test_it_follows_the_customer(text: str, previous: str, language: str) -> None:
    assert detect_language(text, previous) == language


@pytest.mark.parametrize("text", ["ok", "2", "sawa", "KES 500", "👍", "red", "asante"])
@pytest.mark.parametrize("previous", ["en", "sw"])
def test_it_does_not_turn_on_a_word_everybody_uses(text: str, previous: str) -> None:
    assert detect_language(text, previous) == previous


def test_it_tells_strangers_sentences_apart() -> None:
    if not _SHARED.exists():
        pytest.skip(f"no development data at {_SHARED}")
    rows = [json.loads(line) for line in _SHARED.read_text().splitlines()]
    known = [row for row in rows if row["lang"] in ("en", "sw")]
    right = sum(detect_language(row["text"], "") == row["lang"] for row in known)
    assert right / len(known) >= 0.98
