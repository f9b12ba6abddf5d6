"""Where a text speaks of products, by their names or by their options ("the red one", "42 / Black")."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.bot.turn.grounding.known import Known, Stems
from apps.bot.turn.grounding.vocabulary import COLOUR_NAMES, COMMON
from apps.bot.turn.grounding.words import Word, words_of
from apps.bot.turn.lexicon.attributes import COLOUR_CUES, SIZE_CUES
from apps.bot.turn.lexicon.fillers import FILLERS
from apps.bot.turn.numbers import plain

Item = tuple[Known, frozenset[UUID] | None]
_ONE_NAME = re.compile(r"[ \-'/&+,.()\"*_:]{1,4}|")
_OF_ITS = re.compile(r"[\s*_]*(?:(?:for|ya|kwa|in|fits|your|the|a|katika)\b|[-/:(|]|[\s*_])*")
_CUT_SHORT = re.compile(r"[*_]?…")
_CUES = SIZE_CUES | COLOUR_CUES
# How far before a bare "42" or "M" the word "size" may stand.
_CUE_REACH = 4
_NO_NAME = COMMON | FILLERS


@dataclass(frozen=True, slots=True)
class Mention:
    """`option` names the option where only a value was said; a `part` is one word of a longer name."""

    start: int
    end: int
    items: tuple[Item, ...]
    option: str = ""
    part: bool = False


class Index:
    """The names and options of some products, ready to be found in texts."""

    def __init__(self, products: Iterable[Known]) -> None:
        self._found: dict[str, list[Mention]] = {}
        self.names: dict[str, list[tuple[Known, int]]] = {}
        self.options: dict[str, list[tuple[Stems, str, Item]]] = {}
        for known in products:
            for position, stem in enumerate(known.name):
                self.names.setdefault(stem, []).append((known, position))
            for key, values in known.options.items():
                for option, ids in values:
                    self.options.setdefault(key[0], []).append((key, option, (known, ids)))

    def mentions(self, text: str) -> list[Mention]:
        """In reading order; only an option and a part of a name may overlap ("red" in two senses)."""
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> list[Mention]:
        shape = plain(text)
        words = words_of(shape)
        options = list(self._options(shape, words))
        names = _without_values(shape, list(self._names(shape, text, words)), options)
        whole = [mention for mention in names if not mention.part]
        options = [option for option in options if not any(_meet(option, name) for name in whole)]
        return sorted([*names, *options], key=lambda mention: mention.start)

    def _names(self, shape: str, text: str, words: Sequence[Word]) -> Iterator[Mention]:
        index = 0
        while index < len(words):
            runs = self._runs(shape, text, words, index)
            longest = max((length for _, length, _ in runs), default=0)
            best = [(known, whole) for known, length, whole in runs if length == longest]
            if any(whole for _, whole in best):
                best = [(known, whole) for known, whole in best if whole]
            if best:
                end = words[index + longest - 1].end
                part = longest == 1 and not best[0][1] and not words[index].has_digit
                items = tuple(dict.fromkeys((known, None) for known, _ in best))
                yield Mention(words[index].start, end, items, part=part)
            index += max(longest, 1)

    def _runs(
        self, shape: str, text: str, words: Sequence[Word], index: int
    ) -> list[tuple[Known, int, bool]]:
        """(product, how many words of its name stand here, whether that is all of it)."""
        found = []
        for known, position in self.names.get(words[index].stem, ()):
            length = _run(shape, words, index, known.name[position:])
            cut = _CUT_SHORT.match(shape, words[index + length - 1].end) is not None
            whole = position == 0 and (length == len(known.name) or (cut and length > 1))
            if whole and length == 1 and not known.meant and not text[words[index].start].isupper():
                continue
            if whole or (known.meant and (length > 1 or _may_be_name(words[index]))):
                found.append((known, length, whole))
        return found

    def _options(self, shape: str, words: Sequence[Word]) -> Iterator[Mention]:
        for index, word in enumerate(words):
            fitting = [
                (key, option, item)
                for key, option, item in self.options.get(word.stem, ())
                if _run(shape, words, index, key) == len(key)
                and (not _is_terse(key) or _has_cue(shape, words, index, option))
            ]
            longest = max((len(key) for key, _, _ in fitting), default=0)
            best = [(option, item) for key, option, item in fitting if len(key) == longest]
            if best:
                items = tuple(item for _, item in best)
                yield Mention(word.start, words[index + longest - 1].end, items, option=best[0][0].lower())


def _without_values(shape: str, names: list[Mention], options: list[Mention]) -> list[Mention]:
    """ "Phone Case for Tivuka S5": right behind the case's name the phone's is a value of its option."""
    kept: list[Mention] = []
    for name in names:
        before = kept[-1] if kept else None
        close = before is not None and _OF_ITS.fullmatch(shape, before.end, name.start)
        values = [option for option in options if option.start <= name.start and name.end <= option.end]
        owners = {known for known, _ in before.items} if before and close else set()
        if not any(known in owners for option in values for known, _ in option.items):
            kept.append(name)
    return kept


def _meet(left: Mention, right: Mention) -> bool:
    return left.start < right.end and right.start < left.end


def _run(shape: str, words: Sequence[Word], index: int, stems: Stems) -> int:
    length = 0
    for word, stem in zip(words[index : index + len(stems)], stems, strict=False):
        cut = _CUT_SHORT.match(shape, word.end) is not None and len(word.stem) > 1
        if word.stem != stem and not (cut and stem.startswith(word.stem)):
            break
        if length and not _ONE_NAME.fullmatch(shape, words[index + length - 1].end, word.start):
            break
        length += 1
    return max(length, 1)


def _may_be_name(word: Word) -> bool:
    return word.stem in COLOUR_NAMES or (
        len(word.stem) > 2
        and word.word not in _NO_NAME
        and word.stem not in _NO_NAME
        and not word.word[0].isdigit()
    )


def _is_terse(key: Stems) -> bool:
    return len(key) == 1 and (key[0].isdigit() or len(key[0]) == 1 or key[0] in _NO_NAME)


def _has_cue(shape: str, words: Sequence[Word], index: int, option: str) -> bool:
    """Whether "42", "M" or "large" is said as an option here: beside a slash, behind "size", or alone."""
    word = words[index]
    before, after = shape[max(0, word.start - 3) : word.start], shape[word.end : word.end + 3]
    if before.rstrip().endswith("/") or after.lstrip().startswith(("/", "·")) or len(words) == 1:
        return True
    if before.endswith("(") and after.startswith(")"):
        return True
    near = {other.word for other in words[max(0, index - _CUE_REACH) : index]}
    return not near.isdisjoint(_CUES | {option.lower()})
