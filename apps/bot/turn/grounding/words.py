"""The words of a text with their places, in the shape in which names compare."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from apps.bot.turn.grounding.addresses import EMAIL, URL
from apps.bot.turn.lexicon.attributes import COLOURS
from apps.bot.turn.numbers import plain
from apps.catalog.text import stem

_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)*")
_FIGURE = re.compile(r"[\d.,]+k?")
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

    @property
    def is_figure(self) -> bool:
        return _FIGURE.fullmatch(self.word) is not None


# One text's words are asked for by its row, its reading and its names.
@lru_cache(maxsize=256)
def words_of(shape: str) -> tuple[Word, ...]:
    """`shape` is plain text. The words of links and e-mail addresses are left out."""
    words = tuple(map(_word, _WORD.finditer(shape)))
    if "." not in shape:
        return words
    addresses = [found.span() for pattern in (URL, EMAIL) for found in pattern.finditer(shape)]
    if not addresses:
        return words
    return tuple(word for word in words if not any(start <= word.start < end for start, end in addresses))


def _word(found: re.Match[str]) -> Word:
    word = _bare(found.group())
    return Word(found.start(), found.end(), word, _stem(word))


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words_of(plain(text)))


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    root = word.split("'")[0] or word
    return COLOURS.get(root) or stem(root)
