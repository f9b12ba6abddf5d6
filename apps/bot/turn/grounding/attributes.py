"""Colours, sizes, materials, properties and measures: only what the catalogue says of the thing itself."""

import re
from collections.abc import Iterator
from uuid import UUID

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.measures import Measure
from apps.bot.turn.grounding.mentions import Mention
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.vocabulary import BRANDS, COLOUR_NAMES, PROPERTIES, properties_in
from apps.bot.turn.grounding.words import stems_of
from apps.bot.turn.grounding.world import World
from apps.bot.turn.lexicon.attributes import SIZES

_SIZE_LIST = re.compile(
    r"\b(?:sizes?|saizi|saisi|ukubwa)(?: (?:za|ya|are|is|ni|from|kuanzia|in|uk|eu|us)|[:=*_ ])*"
    r"(?P<list>(?:(?:x{0,3}[sl]|m|[2-5]xl|small|medium|large|\d{1,3}(?:\.5)?)\b"
    r"(?: ?(?:,|-|/|to|hadi|mpaka|and|na|or|au|&) ?)?)+)"
)
_LETTER_SIZE = re.compile(r"(?<![\w'])(?:x{1,4}s|x{1,4}l|[2-6]xl)(?![\w'])")
_SIZE = re.compile(r"[a-z]+|\d+(?:\.5)?(?:xl)?|[2-6]xl")
_OF_IT = re.compile(r"\b(?:it|it's|its|this one|that one|haina|hii|hiyo)\b")
_JOINS = frozenset({"to", "hadi", "mpaka", "and", "na", "or", "au"})


def check_attributes(reading: Reading, world: World) -> Iterator[Doubt]:
    for start, end, kind, name in _claims(reading):
        if reading.is_answered(start, end):
            continue
        doubt = _judge(reading, world, (start, end), kind, name)
        reading.answer_for(start, end)
        if doubt is not None:
            yield doubt


def _claims(reading: Reading) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, kind, the name it goes by in English)."""
    yield from ((start, end, "property", name) for start, end, name in properties_in(reading.words))
    for word in reading.words:
        if word.stem in COLOUR_NAMES:
            yield word.start, word.end, "colour", word.stem
        elif word.word in BRANDS:
            yield word.start, word.end, "brand", word.stem
    yield from _sizes(reading)


def _sizes(reading: Reading) -> Iterator[tuple[int, int, str, str]]:
    for found in _SIZE_LIST.finditer(reading.shape):
        for size in _SIZE.finditer(reading.shape, found.start("list"), found.end("list")):
            if size.group() not in _JOINS:
                yield size.start(), size.end(), "size", SIZES.get(size.group(), size.group())
    for found in _LETTER_SIZE.finditer(reading.shape):
        yield found.start(), found.end(), "size", SIZES.get(found.group(), found.group())


def _judge(reading: Reading, world: World, place: tuple[int, int], kind: str, name: str) -> Doubt | None:
    start, end = place
    offered = kind in ("colour", "size") and mood.is_offer(reading, start) and _names_one(reading, start)
    if (mood.claims_nothing(reading, start) and not offered) or mood.is_about_us(reading, start):
        return None
    if offered and _was_wished(world, reading.shape[start:end], name):
        return None
    if _is_in_a_name(reading, start, end):
        return None
    subject = subject_at(reading, start, end)
    if mood.is_denied(reading, start, end):
        return _falsely_denied(reading, place, kind, name, subject)
    if mood.is_wish(reading, start) and _was_wished(world, reading.shape[start:end], name):
        return None
    borne = any(_has(known, kind, name) for known in subject.products)
    if borne or _is_said_by_shop(world, kind, name):
        return None
    return Doubt(_KINDS[kind], start, end, f"{kind} {name} is not borne out for {subject.called}")


def _names_one(reading: Reading, place: int) -> bool:
    mentions = reading.mentions_in(reading.sentence_at(place))
    return any(not mention.option and not mention.part for mention in mentions)


_KINDS = {"colour": "variant", "size": "variant", "property": "attribute", "brand": "name"}


def _has(known: Known, kind: str, name: str) -> bool:
    if kind == "property":
        return name in known.properties
    if kind == "size":
        return name in known.sizes
    return name in known.stems


def _is_in_a_name(reading: Reading, start: int, end: int) -> bool:
    return any(not m.option and not m.part and m.start <= start and end <= m.end for m in reading.mentions)


def _was_wished(world: World, said: str, name: str) -> bool:
    return said in world.customer_stems or name in world.customer_stems


def _is_said_by_shop(world: World, kind: str, name: str) -> bool:
    """Words of the shop's own sentences and of its categories ("Leather Bags")."""
    if kind == "size":
        return False
    words = [word for word, group in PROPERTIES.items() if group == name] or [name]
    return any(
        word in world.shop_stems or (kind == "property" and world.is_category_word(word)) for word in words
    )


def _falsely_denied(
    reading: Reading, place: tuple[int, int], kind: str, name: str, subject: Subject
) -> Doubt | None:
    """ "It is not waterproof", "we don't have it in red", of a thing that is, and that there is."""
    start, end = place
    said_of_it = subject.named or _OF_IT.search(reading.shape, *reading.sentence_at(start))
    if not said_of_it or not subject.is_one or kind == "brand":
        return None
    known = subject.products[0]
    if kind == "property":
        false = name in known.properties and not _denied_by_catalogue(known, name)
    else:
        having = [v for v in known.product.variants if _offers(v.options, name) and v.in_stock]
        false = bool(having)
    return (
        Doubt(_KINDS[kind], start, end, f"the catalogue has {name} for {subject.called}") if false else None
    )


def _offers(options: tuple[tuple[str, str], ...], name: str) -> bool:
    return any(name in {SIZES.get(word, word) for word in value.lower().split()} for _, value in options)


def _denied_by_catalogue(known: Known, name: str) -> bool:
    return (
        re.search(rf"\b(?:not|non|no|isn't|without)[ -](?:\w+ )?{re.escape(name)}", known.shape) is not None
    )


def check_combinations(reading: Reading, world: World) -> Iterator[Doubt]:
    """ "Red in size 42" where red ends at 41: each value exists, the variant does not."""
    if len({mention.option for mention in reading.mentions}) < 2:
        return
    for clause in reading.clauses:
        options = [m for m in reading.mentions_in(clause) if m.option]
        if len({m.option for m in options}) < 2 or reading.is_answered(options[0].start, options[-1].end):
            continue
        if mood.claims_nothing(reading, clause.start) or mood.is_denied(
            reading, options[0].start, clause.end
        ):
            continue
        subject = subject_at(reading, clause.end - 1, clause.end)
        if subject.products and not any(_have_together(known, options) for known in subject.products):
            said = " / ".join(reading.text[m.start : m.end] for m in options)
            reason = f"no variant of {subject.called} is {said}"
            yield Doubt("variant", options[0].start, options[-1].end, reason)


def _have_together(known: Known, options: list[Mention]) -> bool:
    by_option: dict[str, set[UUID]] = {}
    for mention in options:
        ids = {i for other, some in mention.items if other is known and some for i in some}
        if ids:
            by_option.setdefault(mention.option, set()).update(ids)
    return bool(by_option) and bool(set.intersection(*by_option.values()))


def check_measures(reading: Reading, world: World) -> Iterator[Doubt]:
    for measure in reading.measures:
        start, end = measure.start, measure.end
        if reading.is_answered(start, end):
            continue
        reading.answer_for(start, end)
        subject = subject_at(reading, start, end)
        if not _measure_holds(reading, world, measure, subject):
            reason = f"{reading.text[start:end].strip()} is not borne out for {subject.called}"
            yield Doubt("attribute", start, end, reason)


def _counts_an_order(reading: Reading, world: World, measure: Measure) -> bool:
    """ "3 pieces of it" are what a customer takes; a "3 piece set" is what the thing is."""
    ordered = measure.size in world.extra or measure.size in world.customer_numbers
    return ordered or reading.shape.startswith(" of ", measure.end)


def _measure_holds(reading: Reading, world: World, measure: Measure, subject: Subject) -> bool:
    start, end = measure.start, measure.end
    if mood.claims_nothing(reading, start) or _is_in_a_name(reading, start, end):
        return True
    wished = mood.is_wish(reading, start) and not world.customer_stems.isdisjoint(
        stems_of(reading.text[start:end])
    )
    if wished or mood.is_denied(reading, start, end):
        return True
    if measure.kind == "pieces" and _counts_an_order(reading, world, measure):
        return True
    return any(measure.value in known.measures for known in subject.products)
