"""Reductions: percents, and the word that there is one at all."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.totals import shares_off
from apps.bot.turn.grounding.world import World

_OFF_BEHIND = re.compile(r"[\s*_]*(?:off|discount|cheaper|less|reduction|savings?|punguzo|nafuu|sale)\b")
_OFF_BEFORE = re.compile(
    r"(?:\b(?:discount|save|saving|punguzo|off|reduced|sale|okoa|reduction|imepungua|cheaper|down)"
    r"(?:[\s:*_(-]|of|by|la|ya|kwa|up to|a|an|ni|is|at)*|-)$"
)
_ON_SALE = re.compile(
    r"\b(?:on (?:sale|offer|promotion|special)|(?:is|are|now|currently) (?:discounted|reduced)|special offer|marked down|price drop"
    r"|(?:has|have|with|at|get|there(?:'s| is)) an? (?:\w+ )?(?:discount|reduced price)|discounted price|half[- ]price|nusu bei"
    r"|(?:iko|ziko|ipo|zipo) (?:kwa|kwenye) (?:ofa|punguzo)|(?:ina|zina|kuna|lina) (?:ofa|punguzo)|imepunguzwa|zimepunguzwa|bei imepungua)\b"
)

_MAY_REDUCE = re.compile(
    r"%|percent|asilimia|kwa mia|sale|off|promo|special|discount|reduc|drop|down|half|nusu|ofa|punguz|pungua"
)


def check_discounts(reading: Reading, world: World) -> Iterator[Doubt]:
    if not _MAY_REDUCE.search(reading.shape):
        return
    yield from _percents(reading, world)
    for found in _ON_SALE.finditer(reading.shape):
        if reading.is_answered(*found.span()) or mood.claims_nothing(reading, found.start()):
            continue
        if mood.is_denied(reading, *found.span()):
            continue
        subject = subject_at(reading, *found.span())
        off = shares_off(subject.variants)
        holds = any(share >= 50 for share in off) if _is_half(found.group()) else bool(off)
        if not holds:
            yield Doubt("discount", *found.span(), "no price before is known, so there is no reduction")


def _is_half(said: str) -> bool:
    return "half" in said or "nusu" in said


def _percents(reading: Reading, world: World) -> Iterator[Doubt]:
    for measure in reading.measures:
        start, end = measure.start, measure.end
        if measure.kind != "percent" or reading.is_answered(start, end):
            continue
        before = reading.shape[max(0, start - 24) : start]
        if not _OFF_BEHIND.match(reading.shape, end) and not _OFF_BEFORE.search(before):
            continue
        reading.answer_for(start, end)
        if mood.is_question(reading, start) and measure.size in world.customer_numbers:
            continue
        subject = subject_at(reading, start, end)
        off = shares_off(subject.variants)
        if not any(_is_rounded(measure.size, share) for share in off):
            certain = len(off) == 1 and subject.is_one and reading.shape[end - 1] == "%"
            true = ", ".join(f"{share:.1f}" for share in off) or "none"
            reason = f"{measure.size:f} % off is not borne out (true: {true})"
            yield Doubt("discount", start, end, reason, f"{int(off[0])}%" if certain else None)


def _is_rounded(said: Decimal, share: Decimal) -> bool:
    """Shops round down or to the nearest, to whole percents or to one digit more."""
    return said in (int(share), round(share), round(share, 1)) or said == share.quantize(
        Decimal(1), ROUND_HALF_UP
    )
