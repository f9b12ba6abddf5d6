"""From words as typed to groups of terms: a product must have one term of each group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from apps.catalog.search.synonyms import LONGEST_PHRASE, is_ignored, meanings
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
    phrases = _phrases(typed)
    vocabulary.look_up({term for phrase in phrases for term in _same(phrase)})
    result = Understood()
    written: list[str] = []
    for phrase in phrases:
        meant = [phrase] if _known(phrase, vocabulary) else _meant(phrase, vocabulary)
        if not meant:
            result.unknown.extend(phrase)
        written.extend(word for part in (meant or [phrase]) for word in part)
        result.groups.extend(filter(None, (_known(part, vocabulary) for part in meant)))
    result.corrected = " ".join(written) if "".join(written) != "".join(typed) else ""
    result.groups = list(dict.fromkeys(result.groups))
    return result


def option_group(value: str, vocabulary: Vocabulary) -> Group:
    """The terms of one wished option, «nyekundu» and «red» alike; empty when no product offers it."""
    typed = tuple(words(value))
    same = {" ".join(typed), *meanings(tuple(map(stem, typed)))}
    terms = sorted(option_term(other) for other in same if other)
    vocabulary.look_up(terms)
    return Group(_counted(terms, vocabulary), option_term(value))


def _phrases(typed: Sequence[str]) -> list[tuple[str, ...]]:
    """Single words, except where several together mean one thing («power bank», «sukuma wiki»)."""
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(typed):
        for length in range(min(LONGEST_PHRASE, len(typed) - at), 0, -1):
            phrase = tuple(typed[at : at + length])
            if length == 1 or meanings(tuple(map(stem, phrase))):
                found.append(phrase)
                at += length
                break
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
    return sorted({word_term("".join(phrase))} | meanings(tuple(map(stem, phrase))))


def _known(phrase: tuple[str, ...], vocabulary: Vocabulary) -> Group:
    return Group(_counted(_same(phrase), vocabulary), word_term("".join(phrase)))


def _counted(terms: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(term for term in terms if vocabulary.counts.get(term))


def _meant(phrase: tuple[str, ...], vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """What an unknown phrase stands for: its words apart, one word put right, or two written as one."""
    if len(phrase) > 1:
        apart = [(word,) for word in phrase]
        vocabulary.look_up({term for part in apart for term in _same(part)})
        return [part for part in apart if _known(part, vocabulary)]
    spelling = vocabulary.spelling()
    meant = spelling.corrected(phrase[0])
    halves = None if meant else spelling.split(phrase[0])
    parts = [(meant,)] if meant else [(half,) for half in halves or ()]
    vocabulary.look_up({term for part in parts for term in _same(part)})
    return [part for part in parts if _known(part, vocabulary)]
