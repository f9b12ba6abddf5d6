"""One outgoing text, read once: words, sentences, amounts, and who each place speaks of."""

import re
from bisect import bisect_right
from decimal import Decimal
from functools import cached_property

from apps.bot.turn.grounding.bare_prices import bare_prices
from apps.bot.turn.grounding.measures import Measure, measures
from apps.bot.turn.grounding.mentions import Index, Mention
from apps.bot.turn.grounding.segments import Span, Stretch, clauses, sentences
from apps.bot.turn.grounding.subject import Subject
from apps.bot.turn.grounding.words import Word, words_of
from apps.bot.turn.money import MoneySpan, parse_money
from apps.bot.turn.numbers import NumberSpan, parse_numbers, plain

_FIGURE = re.compile(r"\d")


def _end(span: Span) -> int:
    return span.end


class Reading:
    """`assumed` is spoken of where the text names nothing."""

    def __init__(self, text: str, index: Index, assumed: Subject, currency: str) -> None:
        self.text = text
        self.shape = plain(text)
        self.assumed = assumed
        self.currency = currency
        self._index = index
        # How many pieces each sentence may speak of, once asked.
        self.pieces: dict[Span, frozenset[Decimal]] = {}
        self._answered = bytearray(len(text))
        self._quoted = bytearray(len(text))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return words_of(self.shape)

    @cached_property
    def money(self) -> list[MoneySpan]:
        signed = parse_money(self._nameless(), self.currency)
        bare = bare_prices(self.shape, self.numbers, signed, self.measures, self.mentions, self.currency)
        return sorted([*signed, *bare], key=lambda span: span.start)

    def _nameless(self) -> str:
        """With letters for the figures in names, so that they are no amounts: "Kids Scarf 2 204 KES"."""
        text = self.text
        for name in self.mentions:
            if not name.option and not name.part:
                said = _FIGURE.sub("n", text[name.start : name.end])
                text = text[: name.start] + said + text[name.end :]
        return text

    @cached_property
    def numbers(self) -> list[NumberSpan]:
        return parse_numbers(self.text)

    @cached_property
    def measures(self) -> list[Measure]:
        return measures(self.shape)

    @cached_property
    def mentions(self) -> list[Mention]:
        return self._index.mentions(self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.shape)

    @cached_property
    def clauses(self) -> list[Span]:
        whole = bytearray(len(self.text))
        kept: list[Stretch] = [*self.numbers, *self.money, *self.mentions]
        for span in kept:
            whole[span.start : span.end] = b"\1" * (span.end - span.start)
        return [part for sentence in self.sentences for part in clauses(self.shape, sentence, whole)]

    def sentence_at(self, place: int) -> Span:
        return self.sentences[bisect_right(self.sentences, place, key=_end)]

    def clause_at(self, place: int) -> Span:
        return self.clauses[bisect_right(self.clauses, place, key=_end)]

    def say(self, span: Span) -> str:
        return self.shape[span.start : span.end]

    def answer_for(self, start: int, end: int) -> None:
        """A check has judged this stretch, or it is known to be true: no other need."""
        self._answered[start:end] = b"\1" * (end - start)

    def quote(self, start: int, end: int) -> None:
        """These are the shop's, the catalogue's or the customer's own words: nothing in them is claimed here."""
        self._quoted[start:end] = b"\1" * (end - start)
        self.answer_for(start, end)

    def is_quoted(self, start: int, end: int) -> bool:
        return 1 in self._quoted[start:end]

    def is_answered(self, start: int, end: int) -> bool:
        return 1 in self._answered[start:end]

    def mentions_in(self, span: Span) -> list[Mention]:
        return [mention for mention in self.mentions if span.holds(mention.start, mention.end)]

    def is_named(self, start: int, end: int) -> bool:
        return any(m.start <= start and end <= m.end for m in self.mentions)
