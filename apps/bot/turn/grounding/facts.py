"""What is said of the shop itself: opening, delivery, payment, returns, place, and what it promises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.known import Known
from apps.bot.turn.grounding.promises import CLAIMS, MAY_BIND
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.segments import Span, Stretch
from apps.bot.turn.grounding.shop_facts import Part, parts_of
from apps.bot.turn.grounding.world import World

_WHOLE = frozenset({"location", "contact"})
_SUMS_UP = re.compile(
    r"=|\b(?:totals?|jumla|altogether|in all|comes? to|makes?|that's|that is|itakuwa|inakuwa)\b"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Clauses in a row that speak of one kind of fact; `said` are the words by which they do, at `place`."""

    key: str
    span: Span
    said: str
    place: int


def check_facts(reading: Reading, world: World) -> Iterator[Doubt]:
    if not MAY_BIND.search(reading.shape):
        return
    for sentence in reading.sentences:
        for unit in _units(reading, sentence):
            if mood.claims_nothing(reading, unit.place):
                continue
            doubt = _judge(reading, world, unit)
            if doubt is not None:
                yield doubt
            if doubt is not None or not reading.mentions_in(unit.span):
                reading.answer_for(*unit.span)
            else:
                _answer_for_numbers(reading, unit.span)


def _units(reading: Reading, sentence: Span) -> list[_Unit]:
    """A clause without a cue of its own goes with its neighbour unless it speaks of goods or money."""
    clauses = [clause for clause in reading.clauses if sentence.holds(*clause)]
    cues = [_cue(reading, clause, sentence) for clause in clauses]
    units: list[_Unit] = []
    waiting: int | None = None
    for clause, cue in zip(clauses, cues, strict=True):
        if cue is not None:
            begin = clause.start if waiting is None else waiting
            units.append(_Unit(cue[0], Span(begin, clause.end), *cue[1:]))
            waiting = None
        elif _speaks_of_goods(reading, clause) or _sums_up(reading, clause):
            waiting = None
        elif units and units[-1].span.end == clause.start:
            units[-1] = replace(units[-1], span=Span(units[-1].span.start, clause.end))
        elif waiting is None and not any(clause.holds(m.start, m.end) for m in reading.money):
            waiting = clause.start
    return units


def _cue(reading: Reading, clause: Span, sentence: Span) -> tuple[str, str, int] | None:
    """A cue may reach into the next clause ("Delivery: KES 200")."""
    for key, pattern in CLAIMS.items():
        found = pattern.search(reading.shape, clause.start, sentence.end)
        if found and found.start() < clause.end and not reading.is_answered(found.start(), found.end()):
            return key, found.group(), found.start()
    return None


def _speaks_of_goods(reading: Reading, clause: Span) -> bool:
    return any(not mention.option for mention in reading.mentions_in(clause))


def _sums_up(reading: Reading, clause: Span) -> bool:
    return _SUMS_UP.search(reading.shape, max(0, clause.start - 3), clause.end) is not None


def _judge(reading: Reading, world: World, unit: _Unit) -> Doubt | None:
    start, end = unit.span
    text = reading.text[start:end]
    subject = subject_at(reading, start, end)
    goods = bool(reading.mentions_in(unit.span))
    own = {("number", price) for price in subject.prices} if goods else set()
    own |= {value for known in subject.products for value in known.measures} if goods else set()
    claims = parts_of(text, _judged_elsewhere(reading, unit.span))
    whole = unit.key in _WHOLE
    facts = [part for fact in world.facts_about(unit.key) for part in parts_of(fact, whole=whole)]
    if _is_in_catalogue(unit, subject.products):
        return None
    for claim in claims:
        claim = replace(claim, amounts=claim.amounts - own)
        if (claim.amounts or claim.anchors) and not _is_borne(claim, facts):
            return _doubt(
                unit, reading, "the shop's facts say otherwise" if facts else "the shop has no such fact"
            )
    bare = not any(claim.amounts or claim.anchors for claim in claims)
    if (bare or unit.key == "promise") and not _is_known(world, unit, claims, facts):
        return _doubt(unit, reading, "no fact of the shop says so")
    return None


def _judged_elsewhere(reading: Reading, span: Span) -> Iterator[Span]:
    """Names, and figures that another check has answered for, by their places within `span`."""
    others: list[Stretch] = [m for m in reading.mentions_in(span) if not m.part]
    others += [n for n in reading.numbers if reading.is_answered(n.start, n.end)]
    for other in others:
        yield Span(other.start - span.start, other.end - span.start)


def _is_borne(claim: Part, facts: list[Part]) -> bool:
    if claim.denied and not claim.amounts and _on_other_days(claim, facts):
        return True
    alike = [fact for fact in facts if fact.denied == claim.denied]
    if "=free" in claim.anchors:
        alike = [fact for fact in alike if "=free" not in fact.anchors or _on_its_terms(claim, fact)]
    everything = frozenset().union(*(fact.anchors | fact.words for fact in alike))
    if not claim.amounts:
        return claim.anchors <= everything
    return any(
        claim.amounts <= fact.amounts
        and claim.anchors <= (fact.anchors | fact.words if fact.anchors else everything)
        for fact in alike
    )


def _on_its_terms(claim: Part, fact: Part) -> bool:
    """What is free above an amount, or when picked up, is not free without that."""
    return fact.amounts <= claim.amounts and ("=pickup" in claim.anchors or "=pickup" not in fact.anchors)


def _on_other_days(claim: Part, facts: list[Part]) -> bool:
    """ "Closed on Sundays", of a shop that says it is open from Monday to Saturday."""
    said = {anchor for anchor in claim.anchors if isinstance(anchor, tuple)}
    open_days = {
        anchor for fact in facts if not fact.denied for anchor in fact.anchors if isinstance(anchor, tuple)
    }
    return bool(open_days) and said == claim.anchors and not said & open_days


def _is_known(world: World, unit: _Unit, claims: list[Part], facts: list[Part]) -> bool:
    """Of a claim without details: the shop has a fact of this kind, and it does not say the contrary."""
    if unit.key == "promise":
        return any(unit.said in fact.lower() for fact in world.facts)
    denied = any(claim.denied for claim in claims)
    return world.has_fact(unit.key) and any(fact.denied == denied for fact in facts)


def _is_in_catalogue(unit: _Unit, products: tuple[Known, ...]) -> bool:
    return any(unit.said in known.shape for known in products)


def _doubt(unit: _Unit, reading: Reading, why: str) -> Doubt:
    words = reading.text[unit.span.start : unit.span.end].rstrip(" \n")
    return Doubt(unit.key, unit.span.start, unit.span.start + len(words), f"{unit.key}: {why}")


def _answer_for_numbers(reading: Reading, span: Span) -> None:
    for number in reading.numbers:
        if span.holds(number.start, number.end) and not reading.is_named(number.start, number.end):
            reading.answer_for(number.start, number.end)
