"""Where lines, sentences and clauses begin and end. Every place is in exactly one of each."""

import re
from typing import NamedTuple, Protocol


class Stretch(Protocol):
    """Anything that has a place in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Span(NamedTuple):
    start: int
    end: int

    def holds(self, start: int, end: int) -> bool:
        return self.start <= start and end <= self.end

    def meets(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


_STOP = re.compile(r"[.!?…]+[\"')\]*_~]*(?=\s|$)")
# A full stop behind these ends no sentence, nor does the one of "1." at the head of a line.
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|st|dr|mr|mrs|ms|vs|ltd|co|incl|excl)$")
# Behind these it goes on only with a number: "Ksh. 1200", but not "1,200 KES. Shall I …".
_OF_NUMBERS = re.compile(r"(?<!\d)(?<!\d )\b(?:ksh|kshs|kes|sh|shs|tsh|nos?|approx|tel)$")
LINE_NUMBER = re.compile(r"\s*[^\w\s]*\d{1,2}[.)][*_]*(?=\s)")
_LONGEST_ABBREVIATION = 8
_BETWEEN_CLAUSES = re.compile(
    r"\s*[;·•|()\n]\s*|\s*,\s+|\s+-+\s+|:\s+|\s+=\s+"
    r"|\s+(?:and|but|while|whereas|with|including|plus|na|lakini|huku|pamoja)\s+(?=\S)"
)


def sentences(shape: str) -> list[Span]:
    """`shape` is plain text. A line break always ends a sentence; the space behind belongs to it."""
    found: list[Span] = []
    at = 0
    for line in shape.splitlines(keepends=True):
        begin, end = at, at + len(line)
        numbered = LINE_NUMBER.match(line)
        for stop in _STOP.finditer(line, numbered.end() if numbered else 0):
            if stop.group() == "." and _goes_on(line, stop):
                continue
            cut = at + _behind_space(line, stop.end())
            found.append(Span(begin, cut))
            begin = cut
        if begin < end:
            found.append(Span(begin, end))
        at = end
    return found


def _goes_on(line: str, stop: re.Match[str]) -> bool:
    before = line[max(0, stop.start() - _LONGEST_ABBREVIATION) : stop.start()]
    number_follows = line[stop.end() :].lstrip()[:1].isdigit()
    return bool(_ABBREVIATED.search(before)) or (number_follows and bool(_OF_NUMBERS.search(before)))


def _behind_space(line: str, at: int) -> int:
    while at < len(line) and line[at].isspace():
        at += 1
    return at


def clauses(shape: str, sentence: Span, whole: bytes | bytearray) -> list[Span]:
    """Parts of a sentence; `whole` has a 1 wherever no boundary may cut ("mia mbili na hamsini")."""
    found: list[Span] = []
    begin = sentence.start
    for gap in _BETWEEN_CLAUSES.finditer(shape, sentence.start, sentence.end):
        cut = gap.end()
        if cut >= sentence.end or 1 in whole[gap.start() : gap.end()]:
            continue
        if cut > begin:
            found.append(Span(begin, cut))
            begin = cut
    if begin < sentence.end or not found:
        found.append(Span(begin, sentence.end))
    return found
