"""Stretches that are true as they stand, or say nothing: the shop's and catalogue's own words, echoes, dates."""

import re
from collections.abc import Iterator

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import LINE_NUMBER, Span
from apps.bot.turn.grounding.vocabulary import says_nothing
from apps.bot.turn.grounding.world import World

_QUOTED = re.compile(r"[\"“«][^\"”»\n]{1,300}[\"”»]")
_MONTHS = (
    "jan(?:uary|uari)?|feb(?:ruary|ruari)?|mar(?:ch)?|machi|apr(?:il|ili)?|may|mei|june?|juni|july?|julai|aug(?:ust)?"
    "|agosti|sept?(?:ember|emba)?|oct(?:ober)?|okt(?:oba)?|nov(?:ember|emba)?|dec(?:ember)?|des(?:emba)?"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b)(?:,? (?:19|20)\d\d\b)?"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d{2}-\d{2}\b|\btarehe \d{1,2}\b"
)
_ORDER = re.compile(
    r"\b(?:order|oda|ref(?:erence)?|receipt|risiti|invoice)\b(?: (?:no|number|namba|nambari|id|code))?[.:# ]*"
    r"(?:[a-z]{1,4}-)?\d{3,}(?:-\d+)*\b"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?: ?[ap]m)?\b|\b\d{1,2} ?[ap]m\b")
# A description that is quoted at least this long is the catalogue's own wording, not a claim of ours.
_OWN_WORDING = 12
_WORDS_BESIDE = 2
_CUT = re.compile(r"[\s…]+$|^[\s\W]+")


def mask(reading: Reading, world: World) -> None:
    """Answer for what needs no check."""
    for span in _line_numbers(reading):
        reading.answer_for(*span)
    for span in (*_facts(reading, world), *_descriptions(reading), *_echoes(reading)):
        reading.quote(*span)


def mask_figures(reading: Reading) -> None:
    """Dates and times, which count nothing. Only after the facts have been checked."""
    if not reading.numbers:
        return
    for pattern in (_DATE, _CLOCK, _ORDER):
        for found in pattern.finditer(reading.shape):
            reading.answer_for(*found.span())


def _line_numbers(reading: Reading) -> Iterator[Span]:
    at = 0
    for line in reading.shape.splitlines(keepends=True):
        numbered = LINE_NUMBER.match(line)
        if numbered:
            yield Span(at, at + numbered.end())
        at += len(line)


def _facts(reading: Reading, world: World) -> Iterator[Span]:
    for fact in world.fact_sentences:
        start = reading.shape.find(fact)
        while start >= 0:
            end = start + len(fact)
            if (
                not reading.shape[end : end + 1].isalnum()
                and not reading.shape[max(0, start - 1) : start].isalnum()
            ):
                yield Span(start, end)
            start = reading.shape.find(fact, end)


def _descriptions(reading: Reading) -> Iterator[Span]:
    """Of the products that the text names, else of those it may be about."""
    named = {known: None for mention in reading.mentions if not mention.part for known, _ in mention.items}
    products = tuple(named or reading.assumed.products)
    shapes = [known.description for known in products]
    pairs = {pair for known in products for pair in known.pairs}
    at = 0
    for line in reading.shape.splitlines(keepends=True):
        said = _CUT.sub("", line)
        if said in pairs or any(known.lists(said) for known in products):
            yield Span(at, at + len(line))
        at += len(line)
    for span in (*reading.sentences, *reading.clauses):
        if any(span.holds(money.start, money.end) for money in reading.money) or _is_mere_name(reading, span):
            continue
        said = _CUT.sub("", reading.say(span).rstrip(" .!·|-…*_"))
        if len(said) >= _OWN_WORDING and " " in said and any(said in shape for shape in shapes):
            yield span


def _is_mere_name(reading: Reading, span: Span) -> bool:
    """A name may stand in a description too; here it says what the rest is about."""
    names = [m for m in reading.mentions_in(span) if not m.option and not m.part]
    words = [word for word in reading.words if span.holds(word.start, word.end) and not says_nothing(word)]
    beside = [w for w in words if not any(m.start <= w.start and w.end <= m.end for m in names)]
    return bool(names) and len(beside) < _WORDS_BESIDE


def _echoes(reading: Reading) -> Iterator[Span]:
    """Quotes of what a customer wrote, or may write."""
    for found in _QUOTED.finditer(reading.text):
        if mood.is_wish(reading, found.start()) or mood.gives_example(reading, found.start()):
            yield Span(*found.span())
