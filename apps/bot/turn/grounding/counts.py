"""Numbers that nothing else has judged: how many things there are, and figures that stand nowhere."""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.words import Word
from apps.bot.turn.grounding.world import World
from apps.bot.turn.numbers import NumberSpan

_GOODS = frozenset(
    """
    product products item items option options result results piece pieces design designs style styles model models
    type types kind kinds variety varieties choice choices match matches brand brands category categories colour
    colours color colors size sizes variant variants version versions bidhaa vitu aina chaguo machaguo matokeo rangi
    saizi kategoria
    """.split()
)
_HAVING = re.compile(
    r"\b(?:have|has|got|found|stock|sell|there (?:are|is)|here are|are|comes? in|available in|over|more than|about"
    r"|tuna|kuna|tumepata|nimepata|zipo|ziko|zaidi ya|ina|zina|kwa)[\s*_]*$"
)
_OF_THINGS = re.compile(r" (?:model|edition|version|collection|range|series|release)")
_TAKEN = re.compile(r"[\s*_]*(?:(?P<times>[x×]|(?:pcs|pieces?|pairs?)\b)[\s*_]*)?(?:of |the |our )*")
_CUE_REACH = 24
_KEYCAPS = re.compile(r"(?:\d\ufe0f?\u20e3\s?){2,}")
_HIDDEN = re.compile(r"\d[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+(?=\d)|\d['’`]\d{3}\b")
# How many words may describe what is counted ("3 other lovely colours").
_DESCRIBED = 3


def check_counts(reading: Reading, world: World) -> Iterator[Doubt]:
    for pattern in (_KEYCAPS, _HIDDEN):
        for found in pattern.finditer(reading.text):
            yield Doubt("number", found.start(), found.end(), "a number in disguise cannot be checked")
    for number in reading.numbers:
        named = any(m.start <= number.start and number.end <= m.end for m in reading.mentions if not m.part)
        if number.ordinal or named or reading.is_answered(number.start, number.end):
            continue
        if not _holds(reading, world, number):
            reason = f"nothing in the catalogue or the shop's facts is {number.value:f} here"
            yield Doubt("count", number.start, number.end, reason)


def _holds(reading: Reading, world: World, number: NumberSpan) -> bool:
    if number.value in world.extra or _is_ordered(reading, number):
        return True
    if mood.is_wish(reading, number.start) and number.value in world.customer_numbers:
        return True
    if mood.is_question(reading, number.start) or mood.invites(reading, number.start):
        return True
    subject = subject_at(reading, number.start, number.end)
    counted = _counted(reading, world, number)
    if counted is not None:
        said = reading.shape[number.start : counted.end]
        quoted = any(said in known.shape for known in subject.products)
        return quoted or number.value in _true_counts(reading, world, subject)
    # "two of them", "one more": words that count nothing the catalogue knows.
    if not reading.shape[number.start].isdigit():
        return True
    if _is_year(reading, number):
        return True
    known = any(number.value in known.numbers for known in subject.products)
    return known or number.value in subject.prices or number.value in _true_counts(reading, world, subject)


def _is_ordered(reading: Reading, number: NumberSpan) -> bool:
    """ "2 x Blue Mug", "3 Blue Mugs": what a customer takes, and not how many there are."""
    if _HAVING.search(reading.shape[max(0, number.start - _CUE_REACH) : number.start]):
        return False
    behind = _TAKEN.match(reading.shape, number.end)
    at = behind.end() if behind else number.end
    before = reading.shape[max(0, number.start - 2) : number.start]
    whole = any(not m.option and not m.part and m.start == at for m in reading.mentions)
    return whole or bool(behind and behind["times"]) or before.strip() in ("x", "×")


def _is_year(reading: Reading, number: NumberSpan) -> bool:
    """Of the calendar, not of a thing ("the 2023 model")."""
    sentence = reading.sentence_at(number.start)
    said = reading.shape[number.start : number.end]
    of_a_thing = reading.mentions_in(sentence) or _OF_THINGS.match(reading.shape, number.end)
    return re.fullmatch(r"(?:19|20)\d\d", said) is not None and not of_a_thing


def _counted(reading: Reading, world: World, number: NumberSpan) -> Word | None:
    """The goods that the number counts, in "we have 12 dresses" but not in "2 Blue Mugs cost"."""
    behind = [word for word in reading.words if word.start >= number.end][:_DESCRIBED]
    for index, word in enumerate(behind):
        before = behind[index - 1].end if index else number.end
        if reading.shape[before : word.start].strip(" *_"):
            return None
        if word.word in _GOODS:
            return word
        named = any(m.start <= word.start < m.end for m in reading.mentions if not m.option)
        if named or world.is_category_word(word.stem):
            having = _HAVING.search(reading.shape[max(0, number.start - _CUE_REACH) : number.start])
            return word if having else None
    return None


def _true_counts(reading: Reading, world: World, subject: Subject) -> frozenset[Decimal]:
    """Products shown, variants and values of what is spoken of, and what the whole catalogue holds."""
    counts = {len(world.known), world.shown}
    for known in subject.products:
        counts.add(len(known.product.variants))
        values: dict[str, set[str]] = {}
        for variant in known.product.variants:
            for name, value in variant.options:
                values.setdefault(name, set()).add(value)
        counts |= {len(some) for some in values.values()}
        counts |= {value.count(",") + 1 for _, value in known.product.attributes}
    return frozenset(map(Decimal, counts)) | world.catalogue_counts
