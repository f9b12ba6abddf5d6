"""Amounts: each must be what the catalogue asks for the thing it is said of."""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.bot.turn.grounding import mood
from apps.bot.turn.grounding.attachment import names_in_row, subject_at
from apps.bot.turn.grounding.evidence import Doubt
from apps.bot.turn.grounding.price_roles import Role, role_of
from apps.bot.turn.grounding.price_truth import Said, is_among, true_amounts, truth
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.world import World
from apps.bot.turn.money import MoneySpan, cues

_SPENDS = re.compile(r"\b(?:with|ukiwa na|budget of|bajeti ya) $")
_OR_LESS = re.compile(
    r"\b(?:under|below|less|most|max|maximum|up to|cheaper|within|budget|chini|[iz]\w*sizo?zidi|bajeti)\b"
)
_HANGING_BEFORE = re.compile(r"\d+['’_.,]$")
_HANGING_BEHIND = re.compile(r"(?:['’_.,]\d+)+")
_OR_MORE = re.compile(r"\b(?:over|above|more than|at least|zaidi|juu)\b")


def check_prices(reading: Reading, world: World) -> Iterator[Doubt]:
    # Amounts found true so far: a total may sum them.
    borne: list[Decimal] = []
    for index, span in enumerate(reading.money):
        if reading.is_answered(span.start, span.end):
            continue
        reading.answer_for(span.start, span.end)
        doubt = _judge(reading, world, index, borne)
        if doubt is not None:
            yield doubt


def _judge(reading: Reading, world: World, index: int, borne: list[Decimal]) -> Doubt | None:
    span, role = reading.money[index], role_of(reading, index)
    subject = _subject(reading, index)
    if _echoes_limit(reading, world, span, role):
        return None
    if role is Role.BOUND:
        return None if _bound_holds(reading, span, subject) else _doubt(reading, span, subject, role, None)
    said = Said(reading, world, span, role, subject)
    true = true_amounts(said, borne)
    if is_among(said, true):
        if role in (Role.PRICE, Role.TOTAL):
            borne.append(span.amount)
        return None
    return _doubt(reading, span, subject, role, truth(said, true))


def _echoes_limit(reading: Reading, world: World, span: MoneySpan, role: Role) -> bool:
    """The customer's own amount, said as what they wished for and not as a price."""
    if span.amount not in world.extra | world.customer_numbers:
        return False
    said_as_limit = role is Role.BOUND or cues.is_bound(reading.shape, span.start)
    wished = (
        said_as_limit or mood.is_wish(reading, span.start) or _SPENDS.search(reading.shape, 0, span.start)
    )
    return bool(wished) and not cues.price_word_before(reading.shape, span.start)


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


def _bound_holds(reading: Reading, span: MoneySpan, subject: Subject) -> bool:
    """A limit that every product spoken of keeps, or in a denial none."""
    if mood.is_question(reading, span.start):
        return True
    around = reading.shape[max(0, span.start - 24) : span.end + 16]
    fits = {_fits(price, span.amount, around) for price in subject.prices}
    return fits == {not mood.is_denied(reading, span.start, span.end)}


def _fits(price: Decimal, bound: Decimal, around: str) -> bool:
    if _OR_MORE.search(around) and not _OR_LESS.search(around):
        return price >= bound
    return price <= bound


_KINDS = {Role.WAS: "discount", Role.SAVING: "discount", Role.TOTAL: "total"}


def _edges(reading: Reading, span: MoneySpan) -> tuple[int, int]:
    """With what hangs on to the digits in foreign spellings ("1'100", "1.100,00"), so that no rest is left."""
    start, end = span.start, span.end
    head = _HANGING_BEFORE.search(reading.text, max(0, start - 8), start)
    tail = _HANGING_BEHIND.match(reading.text, end)
    return head.start() if head and reading.shape[start].isdigit() else start, tail.end() if tail else end


def _doubt(reading: Reading, span: MoneySpan, subject: Subject, role: Role, shown: str | None) -> Doubt:
    reason = f"{role.name.lower()} {span.amount:f} {span.currency} is not borne out for {subject.called}"
    if subject.prices:
        reason += f" (asked: {subject.prices[0]:f} to {subject.prices[-1]:f})"
    return Doubt(_KINDS.get(role, "price"), *_edges(reading, span), reason, shown)
