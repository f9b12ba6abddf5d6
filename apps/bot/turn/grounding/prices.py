"""Amounts: each must be what the catalogue asks for the thing it is said of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from apps.bot.turn.grounding import mood, totals
from apps.bot.turn.grounding.attachment import names_in_row, subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.price_roles import Role, role_of
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.world import World
from apps.bot.turn.money import MoneySpan, cues, format_money

# "About 1,200" may be said of 1,199.
_NEARLY = Decimal("0.01")
_OR_LESS = re.compile(
    r"\b(?:under|below|less|most|max|maximum|up to|cheaper|within|budget|chini|[iz]\w*sizo?zidi|bajeti)\b"
)
_OR_MORE = re.compile(r"\b(?:over|above|more than|at least|zaidi|juu)\b")


@dataclass(slots=True)
class _Judgement:
    """What was found true so far: totals may sum it."""

    borne: list[Decimal] = field(default_factory=list)


def check_prices(reading: Reading, world: World) -> Iterator[Doubt]:
    so_far = _Judgement()
    for index, span in enumerate(reading.money):
        if reading.is_answered(span.start, span.end):
            continue
        reading.answer_for(span.start, span.end)
        doubt = _judge(reading, world, index, so_far)
        if doubt is not None:
            yield doubt


def _judge(reading: Reading, world: World, index: int, so_far: _Judgement) -> Doubt | None:
    span, role = reading.money[index], role_of(reading, index)
    subject = _subject(reading, index)
    if _echoes_limit(reading, world, span, role):
        return None
    if role is Role.BOUND:
        return None if _bound_holds(reading, span, subject) else _doubt(span, subject, role, None)
    true = _true_amounts(reading, world, span, role, subject, so_far)
    if _is_in(span, true, subject, world):
        if role in (Role.PRICE, Role.TOTAL):
            so_far.borne.append(span.amount)
        return None
    return _doubt(span, subject, role, _truth(role, true, subject, world))


def _echoes_limit(reading: Reading, world: World, span: MoneySpan, role: Role) -> bool:
    """The customer's own amount, said as what they wished for and not as a price."""
    if span.amount not in world.extra | world.customer_numbers:
        return False
    said_as_limit = role is Role.BOUND or cues.is_bound(reading.shape, span.start)
    wished = said_as_limit or mood.is_wish(reading, span.start)
    return wished and not cues.price_word_before(reading.shape, span.start)


def _subject(reading: Reading, index: int) -> Subject:
    """Names in a row with as many prices behind them take one each, in order."""
    span = reading.money[index]
    row = names_in_row(reading, span.start)
    if len(row) > 1:
        last = row[-1].end
        sentence = reading.sentence_at(span.start)
        later = [m for m in reading.mentions_in(sentence) if m.start >= last and not m.option]
        end = later[0].start if later else sentence.end
        run = [i for i, other in enumerate(reading.money) if last <= other.start < end]
        if len(run) == len(row):
            return Subject(row[run.index(index)].items, named=True)
    return subject_at(reading, span.start, span.end)


def _true_amounts(
    reading: Reading, world: World, span: MoneySpan, role: Role, subject: Subject, so_far: _Judgement
) -> frozenset[Decimal]:
    prices = subject.prices
    pieces = totals.quantities(reading, reading.sentence_at(span.start))
    if role is Role.PRICE:
        sold = totals.sold_together(reading, reading.sentence_at(span.start))
        return frozenset(prices) | (totals.totals(subject, sold) if sold else frozenset())
    if role is Role.TOTAL:
        lines = so_far.borne if len(so_far.borne) > 1 or not pieces else ()
        return totals.totals(subject, pieces, lines, world.fees) | world.extra
    if role is Role.WAS:
        return frozenset(v.compare_at_price for v in subject.variants if v.compare_at_price is not None)
    if role is Role.SAVING:
        return totals.savings(subject.variants) | totals.differences(_everything(reading, world, subject))
    edge = (min if role is Role.LOWEST else max)(prices, default=None)
    limits = frozenset() if _says_of_one_thing(reading, span) else world.extra
    return limits | (frozenset() if edge is None else frozenset({edge}))


def _says_of_one_thing(reading: Reading, span: MoneySpan) -> bool:
    """A whole name stands before it, so that "from KES 900" is that thing's price and no limit of a search."""
    sentence = reading.sentence_at(span.start)
    return any(not m.option and not m.part and m.end <= span.start for m in reading.mentions_in(sentence))


def _everything(reading: Reading, world: World, subject: Subject) -> Subject:
    named = tuple(dict.fromkeys(item for m in reading.mentions if not m.option for item in m.items))
    return Subject(named) if len(named) > 1 else subject


def _is_in(span: MoneySpan, true: frozenset[Decimal], subject: Subject, world: World) -> bool:
    currencies = {known.product.currency for known in subject.products} or {world.currency}
    if span.currency not in currencies:
        return False
    if span.amount in true:
        return True
    return span.approximate and any(abs(span.amount - amount) <= amount * _NEARLY for amount in true)


def _truth(role: Role, true: frozenset[Decimal], subject: Subject, world: World) -> str | None:
    """How the text should read, where only one thing can be meant."""
    if not subject.is_one:
        return None
    currency, prices = subject.products[0].product.currency, subject.prices
    if role is Role.PRICE:
        ends = dict.fromkeys((prices[0], prices[-1]))
        return " – ".join(format_money(price, currency, world.language) for price in ends)
    if len(true - world.extra) == 1:
        return format_money(next(iter(true - world.extra)), currency, world.language)
    return None


def _bound_holds(reading: Reading, span: MoneySpan, subject: Subject) -> bool:
    """A limit that every product spoken of keeps, or in a denial none."""
    if mood.is_question(reading, reading.sentence_at(span.start)):
        return True
    around = reading.shape[max(0, span.start - 24) : span.end + 16]
    fits = {_fits(price, span.amount, around) for price in subject.prices}
    return fits == {not mood.is_denied(reading, span.start, span.end)}


def _fits(price: Decimal, bound: Decimal, around: str) -> bool:
    if _OR_MORE.search(around) and not _OR_LESS.search(around):
        return price >= bound
    return price <= bound


_KINDS = {Role.WAS: "discount", Role.SAVING: "discount", Role.TOTAL: "total"}


def _doubt(span: MoneySpan, subject: Subject, role: Role, truth: str | None) -> Doubt:
    whose = ", ".join(known.product.name for known in subject.products[:3]) or "no product of this reply"
    reason = f"{role.name.lower()} {span.amount:f} {span.currency} is not borne out for {whose}"
    if subject.prices:
        reason += f" (asked: {subject.prices[0]:f} to {subject.prices[-1]:f})"
    return Doubt(_KINDS.get(role, "price"), span.start, span.end, reason, truth)
