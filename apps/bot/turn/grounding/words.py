"""The words of a text with their places, in the shape in which names compare."""

import re
import unicodedata
from dataclasses import dataclass

from apps.bot.turn.lexicon.attributes import COLOURS
from apps.bot.turn.numbers import plain
from apps.catalog.text import stem

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)*")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Word:
    """`word` is lower case without accents; `stem` its singular, a colour's English name, no "'s"."""

    start: int
    end: int
    word: str
    stem: str

    @property
    def has_digit(self) -> bool:
        return _DIGIT.search(self.word) is not None


def words_of(shape: str) -> list[Word]:
    """`shape` is plain text."""
    return [
        Word(found.start(), found.end(), word := _bare(found.group()), _stem(word))
        for found in _WORD.finditer(shape)
    ]


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words_of(plain(text)))


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _stem(word: str) -> str:
    root = word.split("'")[0] or word
    return COLOURS.get(root) or stem(root)
