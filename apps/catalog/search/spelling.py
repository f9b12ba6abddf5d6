"""Putting a misspelled word right, against the words that a shop really uses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from apps.catalog.search.synonyms import is_everyday

LONG = 7  # letters from which a word is known even with one consonant wrong
_A_SIZE = re.compile(r"x*[sml]|x+l?")  # another size is never what was meant
_SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("gh", "g"),
    ("sh", "s"),
)
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Spelling:
    """`words` maps each word as written to the number of products that have it."""

    words: Mapping[str, int]
    by_length: Mapping[int, Sequence[str]]
    measures: Sequence[str]

    @classmethod
    def of(cls, words: Mapping[str, int]) -> "Spelling":
        lengths: dict[int, list[str]] = {}
        for word in words:
            if not any(letter.isdigit() for letter in word):
                lengths.setdefault(len(word), []).append(word)
        measures = [word for word in words if word[0].isdigit() and word[-1].isalpha()]
        return cls(words=words, by_length=lengths, measures=measures)

    def corrected(self, word: str) -> str | None:
        """The likeliest word meant, or None when nothing is near enough to be sure of it."""
        allowed = _edits_allowed(word)
        if not allowed or is_everyday(word) or _A_SIZE.fullmatch(word):
            return None
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        near = [known for length in lengths for known in self.by_length.get(length, ())]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=20)
        hits = [hit for hit in found if _is_slip(word, hit[0])]
        if not hits:
            return None
        return min(hits, key=lambda hit: self._cost(word, hit[0], hit[1]))[0]

    def split(self, word: str) -> tuple[str, str] | None:
        """Two known words that were written as one; the pair whose rarer half is the most common."""
        parts = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
        known = [pair for pair in parts if pair[0] in self.words and pair[1] in self.words]
        return max(known, key=lambda pair: min(self.words[half] for half in pair), default=None)

    def with_unit(self, number: str) -> list[str]:
        """The shop's measures of this number: 20000mah for 20000."""
        return [word for word in self.measures if word.startswith(number) and word[len(number) :].isalpha()]

    def _cost(self, typed: str, known: str, distance: float) -> tuple[float, int]:
        # people rarely miss the skeleton of consonants
        return distance + 0.4 * (_skeleton(typed) != _skeleton(known)), -self.words[known]


def _edits_allowed(word: str) -> int:
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 6 else 2


def sounds_alike(typed: str, known: str) -> bool:
    """Whether `known` is `typed` in other letters, and not perhaps another word."""
    return _skeleton(typed) == _skeleton(known) or sorted(typed) == sorted(known)


def _is_slip(typed: str, known: str) -> bool:
    """Whether a hand or an ear slipped: another consonant makes another word («beer», «beef»), except where a
    word is long enough to be known without it; and hardly anybody misses the first letter.
    """
    distance = OSA.distance(typed, known)
    if sorted(typed) == sorted(known):
        return distance == 1 or len(typed) >= LONG
    if typed[0] != known[0]:
        return False
    one_more_or_less = distance == 1 and len(typed) != len(known) and len(typed) >= LONG - 1
    apart = OSA.distance(_skeleton(typed), _skeleton(known))
    return apart == 0 or one_more_or_less or (apart == 1 and len(typed) >= LONG)


def _skeleton(word: str) -> str:
    """Its consonants as they sound: «blak» and black, «jeanz» and jeans are the same."""
    sounds = word
    for written, sound in _SOUNDS:
        sounds = sounds.replace(written, sound)
    consonants = [letter for letter in sounds if letter not in _VOWELS]
    return "".join(consonants[:1] + [later for earlier, later in pairwise(consonants) if earlier != later])
