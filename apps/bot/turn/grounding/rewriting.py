"""Taking claims out of a text, or putting the truth in their place, so that the rest still reads."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import LINE_NUMBER, Span, Stretch
from apps.bot.turn.grounding.tidying import CUT, tidied

_PARENTHESES = re.compile(r"\s*\([^()\n]*\)")
# Parts of a label ("Blue Mug — KES 500 · in stock") stand alone; parts of prose lean on the first.
_LABEL_GAP = re.compile(r"\s*[·•|]\s*|\s+-+\s+")
_PROSE_GAP = re.compile(
    r"\s*,\s+(?:(?:and|but|or|na|lakini|au|which|with)\s+)?|\s*;\s*"
    r"|\s+(?:and|but|or|while|whereas|plus|with|na|lakini|au|huku)\s+"
)
_STANDS_ALONE = re.compile(
    r"[*_]*(?:the|it|it's|they|we|you|there|this|these|our|both|all|tuna|kuna|ni|ina|ipo|zipo|hii|hizi|pia|bei|duka)\b"
    r"|[*_]*[A-Z0-9]"
)
_LEANS_ON = re.compile(
    r"\W*(?:with|for|in|at|if|when|while|since|as|because|although|kwa|katika|ukiwa|kama|ikiwa)\b"
)
# A head that says nothing without what was joined to it: "It comes | with a warranty".
_HANGS = re.compile(
    r"(?:^|\b(?:comes?|is|are|was|made|goes|come|has|have|it|they|we|you|inakuja|ina|ni|iko|kuja))\W*$"
)
_ARTICLES = frozenset("the a an our both all na and pia".split())
_ASIDE = re.compile(r"\s*,\s+(?:which|that|with|a|an|our|ambayo|yenye)\b")
_REFERS = re.compile(
    r"\b(?:it|its|it's|they|them|this one|that one|hii|hiyo|yake|ina|inauzwa|ipo)\b"
    r"|^\W*(?:price|bei|only|comes|available|in stock|costs?|this|these|that|ni)\b"
)


class _Change(NamedTuple):
    start: int
    end: int
    new: str = ""


def rewritten(reading: Reading, doubts: Sequence[Doubt]) -> str:
    cuts = _joined(_cuts(reading, [doubt for doubt in doubts if doubt.replacement is None]))
    changes = list(cuts)
    for doubt in doubts:
        clear = not any(change.start < doubt.end and doubt.start < change.end for change in changes)
        if doubt.replacement is not None and clear:
            changes.append(_Change(doubt.start, doubt.end, doubt.replacement))
    text = reading.text
    for change in sorted(changes, reverse=True):
        mark = "" if reading.text[change.start : change.end].endswith("\n") or change not in cuts else CUT
        text = text[: change.start] + mark + change.new + text[change.end :]
    return tidied(text) if cuts else text


def _joined(cuts: Iterable[_Change]) -> list[_Change]:
    joined: list[_Change] = []
    for cut in sorted(cuts):
        if joined and cut == joined[-1]:
            continue
        if joined and cut.start < joined[-1].end:
            joined[-1] = _Change(joined[-1].start, max(joined[-1].end, cut.end))
        else:
            joined.append(cut)
    return joined


def _cuts(reading: Reading, doubts: Sequence[Doubt]) -> Iterator[_Change]:
    for doubt in doubts:
        cut = _cut(reading, doubt)
        yield cut
        sentence = reading.sentence_at(doubt.start)
        if doubt.kind == "name" and cut.start <= sentence.start and sentence.end <= cut.end + 1:
            yield from _leaning_on(reading, sentence)


def _leaning_on(reading: Reading, removed: Span) -> Iterator[_Change]:
    """Sentences that go on about the thing whose name was taken out."""
    for sentence in reading.sentences:
        if sentence.start < removed.end:
            continue
        if any(not m.option and not m.part for m in reading.mentions_in(sentence)):
            return
        if _REFERS.search(reading.say(sentence)):
            yield _whole(reading, sentence)


def _whole(reading: Reading, sentence: Span) -> _Change:
    """With its line break only where the line is nothing else."""
    begins_line = sentence.start == 0 or reading.text[sentence.start - 1] == "\n"
    end = sentence.end
    if not begins_line:
        end = sentence.start + len(reading.text[sentence.start : end].rstrip("\n"))
    return _Change(sentence.start, end)


def _cut(reading: Reading, doubt: Doubt) -> _Change:
    sentence = reading.sentence_at(doubt.start)
    if doubt.end > sentence.end:
        return _Change(sentence.start, doubt.end)
    for aside in _PARENTHESES.finditer(reading.shape, sentence.start, sentence.end):
        if aside.start() <= doubt.start and doubt.end <= aside.end():
            return _Change(*aside.span())
    beside = _beside_a_name(reading, doubt)
    if beside is not None:
        return beside
    inner = _Inner(reading, doubt, _without_end(reading, sentence))
    return inner.of_label() or inner.of_prose() or _whole(reading, sentence)


def _beside_a_name(reading: Reading, doubt: Doubt) -> _Change | None:
    """ "Waterproof Blue Mug": the word that describes a name can go alone."""
    if doubt.kind not in ("attribute", "variant"):
        return None
    for mention in reading.mentions:
        if not mention.part and not mention.option and 0 <= mention.start - doubt.end <= 1:
            return _Change(doubt.start, mention.start)
    return None


def _without_end(reading: Reading, sentence: Span) -> Span:
    """Without its number in front, and without the full stop and space behind."""
    number = LINE_NUMBER.match(reading.shape, sentence.start, sentence.end)
    said = reading.say(sentence)
    end = sentence.start + len(said.rstrip().rstrip(".!?…"))
    return Span(number.end() if number else sentence.start, max(end, sentence.start))


class _Inner:
    """The least part of one sentence that holds the doubt and can go without hurting the rest."""

    def __init__(self, reading: Reading, doubt: Doubt, span: Span) -> None:
        self.reading = reading
        self.doubt = doubt
        self.span = span

    def of_label(self) -> _Change | None:
        gaps, parts = self._parts(_LABEL_GAP)
        first, last = self._places(parts)
        if not gaps or first is None or last is None:
            return None
        if first > 0:
            return _Change(gaps[first - 1].start, parts[last].end)
        if self.doubt.kind == "name" or last >= len(gaps) or self.reading.mentions_in(parts[0]):
            return None
        return _Change(self.span.start, gaps[last].end)

    def of_prose(self) -> _Change | None:
        gaps, parts = self._parts(_PROSE_GAP)
        first, last = self._places(parts)
        if not gaps or first is None or last is None:
            return None
        if first > 0:
            return self._later_of_prose(gaps, parts, first, last)
        return self._first_of_prose(gaps, parts, last)

    def _later_of_prose(self, gaps: list[Span], parts: list[Span], first: int, last: int) -> _Change | None:
        shape = self.reading.shape
        if last < len(gaps) and _ASIDE.match(shape, gaps[first - 1].start):
            return _Change(gaps[first - 1].start, gaps[last].end, " ")
        # "… and comes | with a warranty": what only led up to it goes too.
        while first > 1 and _HANGS.search(shape, self.span.start, parts[first - 1].end):
            first -= 1
        head = shape[self.span.start : parts[first - 1].end]
        if _LEANS_ON.match(head) or _HANGS.search(head) or self._is_mere_name(parts[0], parts[first]):
            return None
        return _Change(gaps[first - 1].start, parts[last].end)

    def _is_mere_name(self, head: Span, doubted: Span) -> bool:
        """ "The mug | and the lamp are in stock": without the lamp nothing is said of the mug."""
        if self.doubt.start <= doubted.start and doubted.end <= self.doubt.end:
            return False
        words = [word for word in self.reading.words if head.holds(word.start, word.end)]
        names = [m for m in self.reading.mentions_in(head) if not m.option]
        unsaid = [w for w in words if not any(m.start <= w.start and w.end <= m.end for m in names)]
        return bool(names) and all(word.word in _ARTICLES for word in unsaid)

    def _first_of_prose(self, gaps: list[Span], parts: list[Span], last: int) -> _Change | None:
        if last >= len(gaps):
            return None
        following = self.reading.text[parts[last + 1].start :]
        opening = self.reading.text[parts[0].start : self.doubt.start].strip(" *_")
        names_follow = bool(self.reading.mentions_in(parts[last + 1]))
        if self.doubt.kind == "name" and opening and names_follow and self.doubt.end >= parts[last].end:
            return _Change(self.doubt.start, gaps[last].end)
        goes_on = self.doubt.kind == "name" and _REFERS.match(self.reading.shape, parts[last + 1].start)
        if goes_on or not _STANDS_ALONE.match(following):
            return None
        return _Change(self.span.start, gaps[last].end + 1, following[:1].upper())

    def _parts(self, pattern: re.Pattern[str]) -> tuple[list[Span], list[Span]]:
        whole: list[Stretch] = [*self.reading.numbers, *self.reading.money, *self.reading.mentions]
        gaps = [
            Span(*gap.span())
            for gap in pattern.finditer(self.reading.shape, self.span.start, self.span.end)
            if gap.start() > self.span.start
            and gap.end() < self.span.end
            and not any(other.start < gap.end() and gap.start() < other.end for other in whole)
        ]
        edges = [self.span.start, *(edge for gap in gaps for edge in gap), self.span.end]
        return gaps, [Span(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]

    def _places(self, parts: list[Span]) -> tuple[int | None, int | None]:
        met = [i for i, part in enumerate(parts) if part.meets(self.doubt.start, self.doubt.end)]
        return (met[0], met[-1]) if met else (None, None)
