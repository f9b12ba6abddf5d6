"""What the catalogue says of one part of a product, and whether that is a yes or a no to who asked for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from apps.bot.turn.grounding.measures import measures
from apps.bot.turn.lexicon import details
from apps.bot.turn.numbers import plain
from apps.bot.turn.references.options import same_as
from apps.bot.turn.references.values import Target
from apps.catalog.text import stem, words

_SENTENCE = re.compile(r"[^.;!?\n]+")


class Verdict(Enum):
    YES = auto()
    NO = auto()
    TOLD = auto()  # a value, which answers without a yes or no


@dataclass(frozen=True, slots=True)
class Detail:
    """`text` is the catalogue's own."""

    text: str
    verdict: Verdict


def is_part_of(word: str, target: Target) -> bool:
    """Whether `word` is the name of a part, for this product or for things altogether."""
    return stem(word) in details.PARTS or has_part(word, target)


def has_part(word: str, target: Target) -> bool:
    """Whether the product has a part of that name, or one that is measured like it ("5000mah")."""
    named = {stem(known) for name, _ in target.product.attributes for known in words(name)}
    return not _names_of(word).isdisjoint(named) or _by_value(word, target) is not None


def detail_of(word: str, target: Target) -> Detail | None:
    """None where the catalogue is silent about it."""
    return _by_value(word, target) or _by_name(word, target) or _by_text(word, target)


def _names_of(word: str) -> frozenset[str]:
    part = details.PARTS.get(stem(word))
    return same_as(word) | ({part} if part else frozenset())


def _is_value(word: str) -> bool:
    return bool(details.GENERATION.fullmatch(word) or measures(word))


def _pairs(target: Target) -> Iterator[tuple[str, str]]:
    """Attributes and options; of an option all values together, for it has any of them."""
    yield from target.product.attributes
    values: dict[str, dict[str, None]] = {}
    for variant in target.variants:
        for name, value in variant.options:
            values.setdefault(name, {})[value] = None
    yield from ((name, ", ".join(own)) for name, own in values.items())


def _by_name(word: str, target: Target) -> Detail | None:
    """ "Battery" → "Battery: 1800 mAh"."""
    asked = _names_of(word)
    for name, value in _pairs(target):
        if not asked.isdisjoint(map(stem, words(name))):
            return Detail(f"{name}: {value}", Verdict.TOLD)
    return None


def _by_value(word: str, target: Target) -> Detail | None:
    """ "4G" of "Network: 2G", "5000mah" of "Battery: 1800 mAh": a yes, or a no where the value is another."""
    if not _is_value(word):
        return None
    for name, value in _pairs(target):
        verdict = _generation(word, value) or _measured(word, value)
        if verdict:
            return Detail(f"{name}: {value}", verdict)
    return None


def _generation(word: str, value: str) -> Verdict | None:
    asked = details.GENERATION.fullmatch(word)
    has = [int(found["number"]) for found in map(details.GENERATION.fullmatch, words(value)) if found]
    if asked is None or not has:
        return None
    if int(asked["number"]) in has:
        return Verdict.YES
    # What has 4G may do 3G beside it: only what comes later is certainly lacking.
    return Verdict.NO if int(asked["number"]) > max(has) else Verdict.TOLD


def _measured(word: str, value: str) -> Verdict | None:
    asked, has = measures(word), measures(plain(value))
    alike = [measure for measure in has if asked and measure.kind == asked[0].kind]
    if not alike:
        return None
    return Verdict.YES if asked[0].value in [measure.value for measure in alike] else Verdict.NO


def _by_text(word: str, target: Target) -> Detail | None:
    """The attribute or the sentence of the description in which the word stands."""
    asked = _names_of(word)
    for name, value in _pairs(target):
        if not asked.isdisjoint(map(stem, words(value))):
            return Detail(f"{name}: {value}", Verdict.YES)
    for found in _SENTENCE.finditer(target.product.description):
        text = found.group().strip()
        if not asked.isdisjoint(map(stem, words(text))):
            return Detail(f"{text}.", Verdict.TOLD if details.DENIED.search(plain(text)) else Verdict.YES)
    return None
