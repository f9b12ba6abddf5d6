"""Addresses, phone numbers, e-mail and payment numbers: to the letter, or not at all."""

import re
from collections.abc import Iterator

from apps.bot.turn.grounding.addresses import EMAIL, URL, bare_link
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Stretch
from apps.bot.turn.grounding.world import World, subscriber
from apps.bot.turn.numbers import plain

_HANDLE = re.compile(r"(?<![\w.@/])@[a-z][\w.]{2,29}\w")
_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[ ()-]{0,2}\d){8,13}(?![\w]|[.,]\d)")
_PAYMENT = re.compile(
    r"\b(?:till|pay ?bill|business|account|acc|a/c|buy goods|till no|nambari ya till)\b"
    r"(?: (?:number|no|namba|nambari|ya|is|ni|our)|[.:=*_# ])*(?P<digits>\d[\d -]{2,12}\d)"
)
_TRAILING = ".,;:!?)*_~]}…"


def check_links(reading: Reading, world: World) -> Iterator[Doubt]:
    """Also e-mail addresses, which look like links in part."""
    if "." not in reading.shape and "@" not in reading.shape:
        return
    for found in EMAIL.finditer(reading.shape):
        address = found.group().rstrip(_TRAILING)
        if not reading.is_answered(found.start(), found.end()) and not _in_facts(world, address):
            reason = f"{address} is not in the shop's facts"
            yield Doubt("contact", found.start(), found.start() + len(address), reason)
        reading.answer_for(found.start(), found.end())
    for found in _HANDLE.finditer(reading.shape):
        if not reading.is_answered(*found.span()) and not _in_facts(world, found.group()):
            yield Doubt("contact", *found.span(), f"{found.group()} is not in the shop's facts")
    for found in URL.finditer(reading.shape):
        if reading.is_answered(found.start(), found.end()) or _is_name(world, found.group()):
            continue
        # A link may end in what usually closes a sentence.
        whole = bare_link(reading.text[slice(*found.span())]) in world.links
        end = found.end() if whole else found.start() + len(found.group().rstrip(_TRAILING))
        reading.answer_for(found.start(), found.end())
        doubt = _judge_link(reading, world, found.start(), end)
        if doubt is not None:
            yield doubt


def _is_name(world: World, said: str) -> bool:
    """Some things are called like an address."""
    return any(said in plain(known.product.name) for known in world.known)


def _judge_link(reading: Reading, world: World, start: int, end: int) -> Doubt | None:
    # Paths differ by case, hosts do not.
    said = bare_link(reading.text[start:end])
    subject = subject_at(reading, start, end)
    own = {
        bare_link(known.product.link): known.product.link for known in subject.products if known.product.link
    }
    if said in own or said == bare_link(world.evidence.shop.link) or _in_facts(world, said):
        return None
    scheme = reading.shape.startswith("http", start)
    certain = scheme and subject.is_one and len(own) == 1
    truth = next(iter(own.values())) if certain else None
    return Doubt("link", start, end, "the link is neither the product's nor the shop's own", truth)


def _in_facts(world: World, said: str) -> bool:
    """As a whole: "shop.co.ke/x" is not borne out by "shop.co.ke/xyz"."""
    whole = re.compile(rf"(?<![\w@]){re.escape(said)}/?(?![\w@/-]|\.\w)", re.IGNORECASE)
    return any(whole.search(fact) for fact in world.facts)


def check_contacts(reading: Reading, world: World) -> Iterator[Doubt]:
    if not reading.numbers:
        return
    for found in _PAYMENT.finditer(reading.shape):
        start, end = found.span("digits")
        yield from _judge_digits(reading, world, start, end, "payment")
    others: list[Stretch] = [*reading.money, *reading.mentions]
    for found in _PHONE.finditer(reading.shape):
        if any(other.start < found.end() and found.start() < other.end for other in others):
            continue
        yield from _judge_digits(reading, world, found.start(), found.end(), "contact")


def _judge_digits(reading: Reading, world: World, start: int, end: int, kind: str) -> Iterator[Doubt]:
    if reading.is_answered(start, end):
        return
    reading.answer_for(start, end)
    digits = re.sub(r"\D", "", reading.shape[start:end])
    if subscriber(digits) in world.numbers_in_facts or _is_sku(world, digits):
        return
    yield Doubt(kind, start, end, f"the number {digits} is not in the shop's facts")


def _is_sku(world: World, digits: str) -> bool:
    return any(variant.sku == digits for known in world.known for variant in known.product.variants)
