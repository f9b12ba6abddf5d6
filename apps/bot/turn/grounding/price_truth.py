"""Which amounts would be true where one is said, and which of them the text should have said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.grounding import totals
from apps.bot.turn.grounding.price_roles import Role
from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.world import World
from apps.bot.turn.money import MoneySpan, format_money

# "About 1,200" may be said of 1,199.
_NEARLY = Decimal("0.01")
_DELIVERY = re.compile(r"\b(?:deliver|shipping|courier|usafiri|kuleta)")
_NONE: frozenset[Decimal] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """An amount in its text, what it is said to be, and of what."""

    reading: Reading
    world: World
    span: MoneySpan
    role: Role
    subject: Subject

    @property
    def sold_together(self) -> frozenset[Decimal]:
        return totals.sold_together(self.reading, self.reading.sentence_at(self.span.start))

    @property
    def pieces(self) -> frozenset[Decimal]:
        """Said in this sentence, or of a total in the one before."""
        sentence = self.reading.sentence_at(self.span.start)
        found = totals.quantities(self.reading, sentence)
        if found or self.role is not Role.TOTAL or not sentence.start:
            return found
        return totals.quantities(self.reading, self.reading.sentence_at(sentence.start - 1))


def true_amounts(said: Said, borne: Sequence[Decimal]) -> frozenset[Decimal]:
    """`borne` are the amounts before it that were found true."""
    subject, prices = said.subject, frozenset(said.subject.prices)
    match said.role:
        case Role.PRICE:
            sold = said.sold_together
            return prices | (totals.totals(subject, sold) if sold else _NONE)
        case Role.TOTAL:
            pieces = said.pieces
            lines = borne if len(borne) > 1 or not pieces else ()
            fees = said.world.fees if _DELIVERY.search(said.reading.shape, 0, said.span.start) else ()
            return totals.totals(subject, pieces, lines, fees) | said.world.extra
        case Role.WAS:
            before = frozenset(v.compare_at_price for v in subject.variants if v.compare_at_price is not None)
            ids = {variant.id for variant in subject.variants}
            return before | {price for pk, price in said.world.evidence.told_prices if pk in ids}
        case Role.SAVING:
            return totals.savings(subject.variants) | totals.differences(_everything(said.reading, subject))
        case _:
            limits = _NONE if _says_of_one_thing(said) else said.world.extra
            # With what is sold out or without it: both ranges are the catalogue's.
            return limits | _edge(said, subject.prices) | _edge(said, subject.payable)


def _edge(said: Said, prices: Sequence[Decimal]) -> frozenset[Decimal]:
    edge = min if said.role is Role.LOWEST else max
    return frozenset({edge(prices)}) if prices else _NONE


def _everything(reading: Reading, subject: Subject) -> Subject:
    named = tuple(dict.fromkeys(item for m in reading.mentions if not m.option for item in m.items))
    return Subject(named or tuple((known, None) for known in subject.products))


def _says_of_one_thing(said: Said) -> bool:
    """A whole name stands before it, so that "from KES 900" is that thing's price and no limit of a search."""
    mentions = said.reading.mentions_in(said.reading.sentence_at(said.span.start))
    return any(not m.option and not m.part and m.end <= said.span.start for m in mentions)


def is_among(said: Said, true: frozenset[Decimal]) -> bool:
    span = said.span
    currencies = {known.product.currency for known in said.subject.products} or {said.world.currency}
    if span.currency not in currencies:
        return False
    nearly = span.approximate and any(abs(span.amount - amount) <= amount * _NEARLY for amount in true)
    return nearly or span.amount in true


def truth(said: Said, true: frozenset[Decimal]) -> str | None:
    """How the text should read, where only one thing can be meant."""
    if not said.subject.is_one:
        return None
    prices, sold = said.subject.payable, said.sold_together
    if said.role is not Role.PRICE:
        is_edge = said.role in (Role.LOWEST, Role.HIGHEST)
        certain = sorted(_edge(said, prices) if is_edge else true - said.world.extra)
        whole = said.role is Role.TOTAL and not said.pieces
        return _shown(said, certain) if len(certain) == 1 and not whole else None
    if sold:
        return _shown(said, [prices[0] * next(iter(sold))]) if len(prices) == 1 and len(sold) == 1 else None
    # "Three of them are …": whether one or three, nobody knows.
    return None if said.pieces else _shown(said, list(dict.fromkeys((prices[0], prices[-1]))))


def _shown(said: Said, amounts: Sequence[Decimal]) -> str:
    currency = said.subject.products[0].product.currency
    return " – ".join(format_money(amount, currency, said.world.language) for amount in amounts)
