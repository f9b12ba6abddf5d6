""" "We don't have X" while X is in the catalogue, and can be bought, is as false as having what is not."""

import re
from collections.abc import Iterator

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.mentions import Mention
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span, Stretch
from apps.bot.turn.grounding.vocabulary import says_nothing
from apps.bot.turn.grounding.world import World

_HAS_NOT = re.compile(
    r"\b(?:(?:we|i|they|shop) (?:do not|don't|dont|did not|didn't|cannot|can't|could not|couldn't|no longer)"
    r"(?: currently| yet| even| actually)* (?:have|sell|stock|carry|find|offer)"
    r"|(?:have|found|got|find|there (?:is|are)) no(?:thing)?(?: (?!like|similar)\w+)? ?(?:called|named|for|by the name)?"
    r"|hatuna|hatuuzi|hakuna|hamna|sina|(?:si|hatu)ku(?:pata|ona)|(?:si|hatu)japata)\b"
)
_LIKENS = re.compile(
    r"\b(?:like|similar|besides|except|other than|than|fanana\w*|\w*fanana|zaidi ya|isipokuwa|kama)\b"
)
_IS_NOT = re.compile(
    r"\s*(?:is|are)(?:n't| not) (?:something we (?:have|sell)|sold here|(?:in|part of) our (?:catalogue|catalog|range|shop))"
    r"|\s*(?:hatuna|hatuuzi|haipo kwetu)\b"
)


def check_denials(reading: Reading, world: World) -> Iterator[Doubt]:
    for mention in reading.mentions:
        sentence = reading.sentence_at(mention.start)
        if mention.option or mention.part or mood.claims_nothing(reading, mention.start):
            continue
        if not _is_denied(reading, sentence, mention) or _is_qualified(reading, sentence, mention):
            continue
        there = [known for known, _ in mention.items if known.product.in_stock]
        if there and len(there) == len(mention.items):
            yield _doubt(reading, mention, there[0])


def _is_denied(reading: Reading, sentence: Span, mention: Mention) -> bool:
    """The name is the first thing behind the denial, or what stands right before it."""
    denials = list(_HAS_NOT.finditer(reading.shape, sentence.start, mention.start))
    between = reading.shape[denials[-1].end() if denials else mention.start : mention.start]
    if _LIKENS.search(between):
        return False
    if denials and all(_says_little(reading, Span(denials[-1].end(), mention.start))):
        return True
    return _IS_NOT.match(reading.shape, mention.end) is not None


def _says_little(reading: Reading, span: Span) -> Iterator[bool]:
    return (says_nothing(word) for word in reading.words if span.holds(word.start, word.end))


def _is_qualified(reading: Reading, sentence: Span, mention: Mention) -> bool:
    """ "…in red", "…under KES 500", "…laptop stand": what is denied is less than the product."""
    span = Span(mention.end, sentence.end)
    behind = [word for word in reading.words if span.holds(word.start, word.end)]
    if any(not says_nothing(word) for word in behind):
        return True
    numbers = [n for n in reading.numbers if not n.ordinal]
    following: list[Stretch] = [*reading.money, *reading.measures, *numbers]
    options = [m for m in reading.mentions_in(sentence) if m.option]
    return bool(options) or any(mention.end <= other.start < sentence.end for other in following)


def _doubt(reading: Reading, mention: Mention, known: Known) -> Doubt:
    name = reading.text[mention.start : mention.end]
    return Doubt("name", mention.start, mention.end, f"{name} is in the catalogue: {known.product.name}")
