"""The small table of words that mean the same, English and Swahili, and of words that say nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.catalog.text import stem, words

TABLE = Path(__file__).parent.parent / "data" / "synonyms.json"
LONGEST_PHRASE = 3


Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    same: Mapping[Phrase, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    everyday: frozenset[str]
    ignored: frozenset[str]


@cache
def _table() -> _Table:
    loaded = json.loads(TABLE.read_text(encoding="utf-8"))
    ignored = frozenset(map(stem, loaded["ignored"]))
    same: dict[Phrase, set[str]] = {}
    for line in loaded["same"]:
        # as what is typed is left with: «dawa ya meno» is two words
        phrases = [tuple(s for s in map(stem, words(phrase)) if s not in ignored) for phrase in line]
        single = {phrase[0] for phrase in phrases if len(phrase) == 1}
        # a phrase of several words also stands for itself written as one: «power bank», «powerbank»
        single |= {"".join(phrase) for phrase in phrases if len(phrase) > 1}
        for phrase in filter(None, phrases):
            same.setdefault(phrase, set()).update(single)
    return _Table(
        same={phrase: frozenset(own) for phrase, own in same.items()},
        kinds={stem(whole): frozenset(map(stem, own)) for whole, own in loaded["kinds"].items()},
        everyday=frozenset(loaded["everyday"]),
        ignored=ignored,
    )


def meanings(phrase: Phrase) -> frozenset[str]:
    """Stems that mean the same as this phrase of stems; nothing when the table does not have it."""
    return _table().same.get(phrase, frozenset())


def kinds(phrase: Phrase) -> frozenset[str]:
    """Stems of what is always one of these: tilapia of fish, a dress of clothes, never the reverse."""
    table = _table()
    wholes = meanings(phrase) | ({phrase[0]} if len(phrase) == 1 else set())
    return frozenset[str]().union(*(table.kinds.get(whole, frozenset()) for whole in wholes))


def is_everyday(word: str) -> bool:
    """Whether it is a word by itself, and so no misspelling of one that the shop has: «beer» is not beef."""
    return word in _table().everyday


def is_ignored(word: str) -> bool:
    return stem(word) in _table().ignored


def known_words() -> frozenset[str]:
    """Every single word of the table, for putting a misspelled one right."""
    return frozenset(phrase[0] for phrase in _table().same if len(phrase) == 1)
