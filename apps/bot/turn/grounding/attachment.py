"""Which product a claim is attached to: by the names and options around it, nearest first."""

import re
from itertools import pairwise

from apps.bot.turn.grounding.mentions import Mention
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span
from apps.bot.turn.grounding.subject import Subject, of

# "Blue Mug, Red Plate and Tray": names in a row, spoken of together.
_IN_A_ROW = re.compile(r"[\s*_\"')]*(?:(?:,|and|na|&|or|au|plus|the|a|an|our|both|\+)[\s*_\"']+)*")
# "KES 900 for the red one", "KES 900 (Red)".
_POINTS_ON = re.compile(
    r"[\s*_]*(?:\([\s*_]*|(?:each )?(?:for|kwa|ya|in|ni ya)\s+)(?:(?:the|a|an|our|ile|hii|size|saizi)\s+)*[*_\"]?"
)
_POINTS_BACK = re.compile(
    r"\b(?:its?|it's|this|that|they|these|each|yake|zake|hii|hiyo|ina|in?auzwa|zinauzwa|inagharimu)\b"
)

Group = list[Mention]


def subject_at(reading: Reading, start: int, end: int) -> Subject:
    """Whom the stretch speaks of; `reading.assumed` where the text names nothing."""
    if not reading.mentions:
        return reading.assumed
    names = _names(reading, start, end)
    options = _options(reading, start, end, names)
    if not names and not options:
        return reading.assumed
    return of(names, options, reading.assumed)


def _named_groups(reading: Reading, span: Span) -> list[Group]:
    """Names in a row count as one; single words of names only where no whole name stands."""
    here = [m for m in reading.mentions_in(span) if not reading.is_quoted(m.start, m.end)]
    found = [m for m in here if not m.option]
    options = [m for m in here if m.option]
    whole = [m for m in found if not m.part]
    parts = [m for m in found if not any(m.start < o.end and o.start < m.end for o in options)]
    groups: list[Group] = []
    for mention in whole or parts:
        if groups and _IN_A_ROW.fullmatch(reading.shape, groups[-1][-1].end, mention.start):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _names(reading: Reading, start: int, end: int) -> Group:
    sentence, clause = reading.sentence_at(start), reading.clause_at(start)
    groups = _named_groups(reading, sentence)
    pointed = _pointed_at(reading, end, [mention for group in groups for mention in group])
    if pointed:
        return [pointed]
    here = [g for g in groups if any(clause.holds(m.start, m.end) for m in g)]
    before = [g for g in groups if g[0].start < start]
    if here:
        return next((g for g in reversed(here) if g[0].start < start), here[0])
    if before:
        return before[-1]
    if groups and not _POINTS_BACK.search(reading.shape, clause.start, end):
        return groups[0]
    return _last_before(reading, sentence)


def names_in_row(reading: Reading, start: int) -> Group:
    """The names that stand together, nearest before `start` in its sentence."""
    before = [g for g in _named_groups(reading, reading.sentence_at(start)) if g[-1].end <= start]
    return before[-1] if before else []


def _last_before(reading: Reading, sentence: Span) -> Group:
    for earlier in reversed([span for span in reading.sentences if span.end <= sentence.start]):
        groups = _named_groups(reading, earlier)
        if groups:
            return groups[-1]
    return []


def _pointed_at(reading: Reading, end: int, mentions: Group) -> Mention | None:
    points = _POINTS_ON.match(reading.shape, end)
    return next((m for m in mentions if points and m.start == points.end()), None)


def _options(reading: Reading, start: int, end: int, names: Group) -> Group:
    sentence, clause = reading.sentence_at(start), reading.clause_at(start)
    options = [m for m in reading.mentions_in(sentence) if m.option]
    pointed = _pointed_at(reading, end, options)
    if pointed:
        return _beside(reading, options, pointed)
    here = [m for m in options if clause.holds(m.start, m.end)]
    if here:
        return _beside(reading, [m for m in options if m.start < start] or options, here[0])
    # A name nearer than the option begins afresh.
    since = max((m.start for m in names if sentence.start <= m.start < start), default=sentence.start)
    before = [m for m in options if since <= m.start < start]
    if before:
        return _beside(reading, before, before[-1])
    behind = [m for m in options if m.start >= end]
    if behind and not names:
        return _beside(reading, behind, behind[0])
    return _options_before(reading, sentence, names) if since == sentence.start else []


def _options_before(reading: Reading, sentence: Span, names: Group) -> Group:
    """ "The red one is lovely. It costs 1,200": an earlier sentence chose the variant."""
    since = max((m.start for m in names if m.start < sentence.start), default=0)
    earlier = [m for m in reading.mentions if m.option and since <= m.start < sentence.start]
    if not earlier or any(m.start >= sentence.start for m in names):
        return []
    return _beside(reading, earlier, earlier[-1])


def _beside(reading: Reading, options: Group, chosen: Mention) -> Group:
    """The options of one clause with the one chosen, and those in a row with them ("red, blue and green")."""
    clause = reading.clause_at(chosen.start)
    found = {m for m in options if clause.holds(m.start, m.end)} | {chosen}
    for left, right in [*pairwise(options), *reversed([*pairwise(options)])]:
        if {left, right} & found and _IN_A_ROW.fullmatch(reading.shape, left.end, right.start):
            found |= {left, right}
    return [m for m in options if m in found]
