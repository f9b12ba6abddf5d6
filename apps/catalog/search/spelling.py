"""Putting a misspelled word right, against the words that a shop really uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA


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
        if not allowed:
            return None
        lengths = range(len(word) - allowed, len(word) + allowed + 1)
        near = [known for length in lengths for known in self.by_length.get(length, ())]
        hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=20)
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
        # people seldom miss the first letter, and rarely the skeleton of consonants
        cost = distance + 0.6 * (typed[0] != known[0]) + 0.4 * (_skeleton(typed) != _skeleton(known))
        return cost, -self.words[known]


def _edits_allowed(word: str) -> int:
    if len(word) < 4 or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < 6 else 2


def _skeleton(word: str) -> str:
    consonants = [letter for letter in word if letter not in "aeiou"]
    return "".join(consonants[:1] + [later for earlier, later in pairwise(consonants) if earlier != later])
