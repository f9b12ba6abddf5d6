"""The small table of words that mean the same, English and Swahili, and of words that say nothing."""

import json
from functools import cache
from pathlib import Path

from apps.catalog.text import stem, words

TABLE = Path(__file__).parent.parent / "data" / "synonyms.json"
LONGEST_PHRASE = 3


@cache
def _table() -> tuple[dict[tuple[str, ...], frozenset[str]], frozenset[str]]:
    loaded = json.loads(TABLE.read_text(encoding="utf-8"))
    ignored = frozenset(map(stem, loaded["ignored"]))
    meanings: dict[tuple[str, ...], set[str]] = {}
    for line in loaded["same"]:
        # as what is typed is left with: «dawa ya meno» is two words
        phrases = [tuple(s for s in map(stem, words(phrase)) if s not in ignored) for phrase in line]
        single = {phrase[0] for phrase in phrases if len(phrase) == 1}
        # a phrase of several words also stands for itself written as one: «power bank», «powerbank»
        single |= {"".join(phrase) for phrase in phrases if len(phrase) > 1}
        for phrase in filter(None, phrases):
            meanings.setdefault(phrase, set()).update(single)
    return {phrase: frozenset(same) for phrase, same in meanings.items()}, ignored


def meanings(phrase: tuple[str, ...]) -> frozenset[str]:
    """Stems that mean the same as this phrase of stems; nothing when the table does not have it."""
    return _table()[0].get(phrase, frozenset())


def is_ignored(word: str) -> bool:
    return stem(word) in _table()[1]


def known_words() -> frozenset[str]:
    """Every single word of the table, for putting a misspelled one right."""
    return frozenset(phrase[0] for phrase in _table()[0] if len(phrase) == 1)
