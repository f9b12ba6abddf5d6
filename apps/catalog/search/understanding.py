"""From words as typed to groups of terms: a product must have one term of each group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from apps.catalog.search.ages import ranges_with
from apps.catalog.search.synonyms import LONGEST_PHRASE, is_ignored, kinds, meanings
from apps.catalog.search.terms import option_term, word_term
from apps.catalog.search.vocabulary import Vocabulary
from apps.catalog.text import stem, words


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of which a product must have one. `own` is the one as typed; the others mean the same."""

    terms: tuple[str, ...] = ()
    own: str = ""

    def __bool__(self) -> bool:
        return bool(self.terms)


@dataclass(slots=True)
class Understood:
    """`unknown` are words that no product of the shop answers to, even when put right."""

    groups: list[Group] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    corrected: str = ""


def understand(text: str, vocabulary: Vocabulary) -> Understood:
    typed = [word for word in words(text) if not is_ignored(word)][:12]
    phrases = _phrases(typed, vocabulary)
    together = _together(phrases)
    vocabulary.look_up({term for phrase in phrases for term in _same(phrase)}.union(*together))
    result = Understood()
    written: list[str] = []
    for phrase, joined in zip(phrases, together, strict=True):
        groups, right = _read(phrase, joined, vocabulary)
        result.groups += groups
        written += right
        if not groups:
            result.unknown += phrase
    result.corrected = " ".join(written) if "".join(written) != "".join(typed) else ""
    result.groups = list(dict.fromkeys(result.groups))
    return result


def _read(
    phrase: tuple[str, ...], joined: Sequence[str], vocabulary: Vocabulary
) -> tuple[list[Group], tuple[str, ...]]:
    """What a phrase asks for, and its words put right; no group when nothing is near enough."""
    known = _known(phrase, vocabulary, joined)
    if known:
        return [known], phrase
    if len(phrase) == 1 and phrase[0].isdigit():
        measures = vocabulary.spelling().with_unit(phrase[0])
        vocabulary.look_up(measures)
        return list(filter(None, [Group(_counted(measures, vocabulary))])), phrase
    meant = _meant(phrase[0], vocabulary) if len(phrase) == 1 else []
    return [_known((word,), vocabulary) for word in meant], tuple(meant) or phrase


def option_group(value: str, vocabulary: Vocabulary) -> Group:
    """The terms of one wished option, «nyekundu» and «red» alike; empty when no product offers it."""
    typed = tuple(words(value))
    same = {" ".join(typed), *meanings(tuple(map(stem, typed))), *ranges_with(value)}
    terms = sorted(option_term(other) for other in same if other)
    vocabulary.look_up(terms)
    return Group(_counted(terms, vocabulary), option_term(value))


def _phrases(typed: Sequence[str], vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """Single words, except where several together mean one thing that the shop has: «power bank»."""
    runs = {
        (at, length): tuple(typed[at : at + length])
        for length in range(2, LONGEST_PHRASE + 1)
        for at in range(len(typed) - length + 1)
        if meanings(tuple(map(stem, typed[at : at + length])))
    }
    vocabulary.look_up({term for run in runs.values() for term in _same(run)})
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(typed):
        longest = (runs[at, length] for length in range(LONGEST_PHRASE, 1, -1) if (at, length) in runs)
        phrase = next((run for run in longest if _known(run, vocabulary)), (typed[at],))
        found.append(phrase)
        at += len(phrase)
    return _joined(found)


def _joined(phrases: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A lone letter belongs to its neighbour: «t shirt» is tshirt. Sizes keep standing alone at the end."""
    joined: list[tuple[str, ...]] = []
    skip = False
    for here, following in pairwise([*phrases, ()]):
        if skip:
            skip = False
        elif (
            len(here) == 1
            and len(here[0]) == 1
            and here[0].isalpha()
            and here[0] not in "sml"
            and len(following) == 1
        ):
            joined.append((here[0] + following[0],))
            skip = True
        else:
            joined.append(here)
    return joined


def _same(phrase: tuple[str, ...]) -> list[str]:
    stems = tuple(map(stem, phrase))
    return sorted({word_term("".join(phrase))} | meanings(stems) | kinds(stems))


def _together(phrases: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """For each phrase the terms that it makes with a neighbour: «smart watch» may be written smartwatch."""
    joined: list[list[str]] = [[] for _ in phrases]
    for at, (here, following) in enumerate(pairwise(phrases)):
        term = word_term("".join(here + following))
        joined[at].append(term)
        joined[at + 1].append(term)
    return joined


def _known(phrase: tuple[str, ...], vocabulary: Vocabulary, joined: Sequence[str] = ()) -> Group:
    return Group(_counted((*_same(phrase), *joined), vocabulary), word_term("".join(phrase)))


def _counted(terms: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(term for term in terms if vocabulary.counts.get(term))


def _meant(word: str, vocabulary: Vocabulary) -> list[str]:
    """What an unknown word stands for: one put right, or two written as one."""
    spelling = vocabulary.spelling()
    right = spelling.corrected(word)
    meant = [right] if right else list(spelling.split(word) or ())
    vocabulary.look_up({term for part in meant for term in _same((part,))})
    return [part for part in meant if _known((part,), vocabulary)]
