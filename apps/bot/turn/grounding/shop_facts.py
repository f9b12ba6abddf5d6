"""A sentence about the shop, taken apart: amounts and times, and the days, places and ways they are said of."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apps.bot.turn.grounding import mood, times
from apps.bot.turn.grounding.measures import measures
from apps.bot.turn.grounding.promises import PLACES, TELLING
from apps.bot.turn.grounding.segments import Span, Stretch, sentences
from apps.bot.turn.grounding.vocabulary import says_nothing
from apps.bot.turn.grounding.words import Word, words_of
from apps.bot.turn.numbers import parse_numbers, plain

_PARTS = re.compile(r",\s|;|\n|\s+(?:and|na|but|lakini)\s+|\s-\s|[()]")
# "Outside Nairobi", "nje ya Nairobi": the place named is where it is not.
_ELSEWHERE = frozenset({"outside", "nje"})
_NOT_SO = re.compile(r"\b(?:closed|hatufungui|tumefunga)\b")
_HEADS_PLACE = re.compile(
    r"\b(?:to|in|at|within|outside|near|hadi|mpaka|katika|huko|kule|jijini|mjini|around|across)(?: the)? $"
)


@dataclass(frozen=True, slots=True)
class Part:
    """`amounts` are of times, measures and numbers; `anchors` of days, places and ways; `words` all stems."""

    amounts: frozenset[object]
    anchors: frozenset[object]
    denied: bool
    words: frozenset[str] = frozenset()

    def joined(self, other: "Part") -> "Part":
        return Part(
            self.amounts | other.amounts,
            self.anchors | other.anchors,
            self.denied or other.denied,
            self.words | other.words,
        )


def parts_of(text: str, leave_out: Iterable[Span] = (), *, whole: bool = False) -> list[Part]:
    """`leave_out` are stretches that are something else's: names, numbers judged before.

    `whole` keeps each sentence together, as an address is.
    """
    shape = plain(text)
    apart = list(leave_out)
    found: list[Part] = []
    for sentence in sentences(shape):
        spans = [sentence] if whole else _split(shape, sentence)
        found += _merged([_part(text, shape, span, apart) for span in spans])
    return found


def _split(shape: str, sentence: Span) -> Iterator[Span]:
    numbers = list(parse_numbers(shape[sentence.start : sentence.end]))
    begin = sentence.start
    for gap in _PARTS.finditer(shape, sentence.start, sentence.end):
        inside = any(
            n.start + sentence.start < gap.end() and gap.start() < n.end + sentence.start for n in numbers
        )
        if not inside and gap.start() > begin:
            yield Span(begin, gap.start())
            begin = gap.end()
    if begin < sentence.end:
        yield Span(begin, sentence.end)


def _merged(parts: Iterable[Part]) -> list[Part]:
    """Days and places wait for the amounts said of them; amounts alone belong to what was named last."""
    units: list[Part] = []
    waiting: Part | None = None
    for part in parts:
        if not part.amounts and not part.denied:
            waiting = waiting.joined(part) if waiting else part
        elif part.amounts and not part.anchors and waiting is None and units and units[-1].anchors:
            units[-1] = units[-1].joined(part)
        else:
            units.append(waiting.joined(part) if waiting and part.amounts else part)
            if waiting and not part.amounts:
                units.append(waiting)
            waiting = None
    if waiting is not None:
        units.append(waiting)
    return units


def _part(text: str, shape: str, span: Span, leave_out: Sequence[Span]) -> Part:
    said = shape[span.start : span.end]
    apart = [Span(other.start - span.start, other.end - span.start) for other in leave_out]
    words = words_of(said)
    amounts = {
        value for start, end, value in _amounts(said) if not any(other.meets(start, end) for other in apart)
    }
    days = list(times.days(said))
    anchors: set[object] = {("day", day.value) for day in days}
    apart += [Span(time.start, time.end) for time in (*days, *times.times(said))]
    for word, name in _anchors(text[span.start : span.end], said, words):
        if not any(other.meets(word.start, word.end) for other in apart):
            anchors.add(name)
    denied = mood.DENIAL.search(said) is not None or _NOT_SO.search(said) is not None
    return Part(frozenset(amounts), frozenset(anchors), denied, frozenset(word.stem for word in words))


def _amounts(said: str) -> Iterator[tuple[int, int, object]]:
    """Times, else measures, else numbers: each figure once."""
    taken: list[Stretch] = [*times.times(said)]
    yield from ((time.start, time.end, ("time", time.value)) for time in times.times(said))
    for measure in measures(said):
        if not _meets(taken, measure):
            taken.append(measure)
            yield measure.start, measure.end, measure.value
    for number in parse_numbers(said):
        if not _meets(taken, number):
            yield number.start, number.end, ("position" if number.ordinal else "number", number.value)


def _meets(taken: Iterable[Stretch], other: Stretch) -> bool:
    return any(span.start < other.end and other.start < span.end for span in taken)


def _anchors(text: str, shape: str, words: Sequence[Word]) -> Iterator[tuple[Word, str]]:
    for index, word in enumerate(words):
        joined = words[index + 1].word if index + 1 < len(words) else ""
        way = TELLING.get(word.word + joined) or TELLING.get(word.word)
        if way is not None:
            yield word, "=" + way
        elif {other.word for other in words[max(0, index - 2) : index]} & _ELSEWHERE:
            continue  # "outside Nairobi" is elsewhere
        elif word.word in PLACES or _may_be_place(text, shape, word, first=index == 0):
            yield word, word.stem


def _may_be_place(text: str, shape: str, word: Word, *, first: bool) -> bool:
    if says_nothing(word) or word.has_digit or len(word.word) < 3:
        return False
    capital = text[word.start].isupper() and not first
    return capital or _HEADS_PLACE.search(shape[max(0, word.start - 14) : word.start]) is not None
