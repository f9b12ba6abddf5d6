"""What a turn's words ask for: acts, the shop's facts, and a wish for products."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.lexicon.acts import ACTS, GREETING_WORDS, WISH_VERB, Act
from apps.bot.turn.lexicon.attributes import (
    COLOUR_CUES,
    COLOURS,
    COLOURS_AFTER_CUE,
    NOT_A_SIZE_IN_A_WISH,
    SIZE_CUES,
    SIZES,
)
from apps.bot.turn.lexicon.facts import FACTS
from apps.bot.turn.lexicon.fillers import FILLERS, MONEY_WORDS
from apps.bot.turn.money import parse_money, parse_price_limits
from apps.bot.turn.numbers import parse_numbers
from apps.bot.turn.text import tokens
from apps.catalog.facts import ProductQuery

DEAREST = Decimal(10**9)
Limits = tuple[Decimal | None, Decimal | None]

_CLAUSES = re.compile(r"(?<!\bsh)(?<!\bksh)(?<!\bno)[.!?;]+(?=\s|$)|\n+|,(?!\d)")
_CHEAP = re.compile(
    r"(?<!\w)(?:cheap(?:er|est)?|affordable|low(?:est)? price|budget friendly|(?:bei )?(?:ya )?nafuu|bei (?:ya )?(?:rahisi|chini|poa)|rahisi)(?!\w)"
)
_DEAR = re.compile(
    r"(?<!\w)(?:most expensive|dearest|priciest|premium|high end|ghali zaidi|bei (?:ya )?juu)(?!\w)"
)
# How old who will wear it is, which is a size.
_AGE = re.compile(
    r"(?<!\w)(?:(?P<age>\d{1,2}) ?(?:(?P<months>months?)|(?:years?|yrs?))(?: olds?)?"
    r"|(?:umri wa )?(?:miaka|(?P<miezi>miezi)) (?P<umri>\d{1,2})|aged? (?P<aged>\d{1,2}))(?!\w)"
)
# "Type" says nothing by itself, but the kind of a plug.
_PLUG = re.compile(r"(?<!\w)type ([abc])(?!\w)")
# These speak of the talk itself: a clause that does one of them wishes for no product.
_WHOLE_CLAUSE = (Act.HISTORY, Act.PERSON, Act.ASKS_IF_BOT, Act.ORDER_STATUS, Act.NONE_OF_THESE)
_CUE_GLUE = frozenset({"ya", "ni", "namba", "number", "no", "is", "in", "of", "za", "la"})
# "Around" widens to both sides by this much, so the amount that was said is the bound divided by it.
_AROUND = (Decimal("0.8"), Decimal("1.2"))


@dataclass(frozen=True, slots=True)
class Understanding:
    """`asks` is true of an explicit wish ("show me", "nataka"); `greets_only` of a bare "hi"."""

    text: str
    tokens: tuple[str, ...]
    acts: frozenset[Act]
    facts: tuple[str, ...]
    asks: bool
    wish: ProductQuery

    def does(self, *acts: Act) -> bool:
        return any(act in self.acts for act in acts)

    @property
    def wishes(self) -> bool:
        return bool(self.wish.words or self.refines)

    @property
    def refines(self) -> bool:
        """Narrows what was asked before rather than naming goods."""
        wish = self.wish
        bounded = wish.price_min is not None or wish.price_max is not None
        return not wish.words and (bounded or bool(wish.options) or wish.order != "relevance")


def understand(text: str, currency: str) -> Understanding:
    clauses = [(clause, " ".join(tokens(clause))) for clause in _CLAUSES.split(text)]
    clauses = [(raw, _without_greeting(shape)) for raw, shape in clauses if shape]
    whole = " ".join(shape for _, shape in clauses)
    said = tokens(text)
    acts = frozenset(act for act in Act for _, shape in clauses if _does(act, shape)) | _greeting(said)
    limits = _limits(text, currency)
    options = tuple(dict.fromkeys(_options(said)))
    words = [word for raw, shape in clauses for word in _wish_words(raw, shape, currency)]
    spoken = _numbers_of(text, limits, currency)
    kept = [word for word in dict.fromkeys(words) if not _is_spoken_for(word, options) and word not in spoken]
    return Understanding(
        text=text,
        tokens=said,
        acts=acts,
        facts=tuple(key for key, pattern in FACTS.items() if pattern.search(whole)),
        asks=any(WISH_VERB.search(shape) for _, shape in clauses),
        wish=ProductQuery(
            words=" ".join(kept),
            price_min=limits[0],
            price_max=limits[1],
            options=options,
            order="price" if _CHEAP.search(whole) else "-price" if _DEAR.search(whole) else "relevance",
        ),
    )


def _without_greeting(shape: str) -> str:
    return GREETING_WORDS.sub("", shape).strip()


def _greeting(said: tuple[str, ...]) -> frozenset[Act]:
    found = GREETING_WORDS.match(" ".join(said))
    if found is None:
        return frozenset()
    return frozenset(
        {Act.GREETING, Act.HOW_ARE_YOU} if _does(Act.HOW_ARE_YOU, found.group()) else {Act.GREETING}
    )


def _does(act: Act, shape: str) -> bool:
    return act in ACTS and ACTS[act].search(shape) is not None


def _limits(text: str, currency: str) -> Limits:
    """Stated bounds; an amount of money that stands alone is as much as may be spent."""
    least, most = parse_price_limits(text, currency)
    amounts = parse_money(text, currency)
    if least is None and most is None and len(amounts) == 1 and amounts[0].currency == currency:
        most = amounts[0].amount
    return _payable(least), _payable(most)


def _payable(bound: Decimal | None) -> Decimal | None:
    """A row of a thousand digits bounds nothing."""
    return bound if bound is not None and bound < DEAREST else None


def _numbers_of(text: str, limits: Limits, currency: str) -> frozenset[str]:
    """The words that said the bounds, so that they are not searched for as goods."""
    bounds = {bound for bound in limits if bound is not None}
    if not bounds:
        return frozenset()
    said = bounds | {bound / share for bound in bounds for share in _AROUND}
    spans = [(span.start, span.end) for span in parse_numbers(text) if span.value in said]
    spans += [(span.start, span.end) for span in parse_money(text, currency)]
    return frozenset(word for start, end in spans for word in tokens(text[start:end])) | MONEY_WORDS


def _wish_words(raw: str, shape: str, currency: str) -> Iterator[str]:
    if any(_does(act, shape) for act in (*_WHOLE_CLAUSE, Act.NO)):
        return
    for pattern in FACTS.values():
        found = pattern.search(shape)
        if found:
            # "nataka viatu na mnaleta Rongai": the goods stand between the wish and the question.
            wish = WISH_VERB.search(shape)
            shape = shape[wish.start() : found.start()] if wish and wish.start() < found.start() else ""
    for act, pattern in ACTS.items():
        if act not in (Act.YES, Act.NO):
            shape = pattern.sub(" ", shape)
    shape = _AGE.sub(" ", shape)
    shape = _PLUG.sub(r"type-\1", shape)
    shape = _DEAR.sub(" ", _CHEAP.sub(" ", WISH_VERB.sub(" ", shape)))
    yield from (word for word in shape.split() if word not in FILLERS)


def _options(said: tuple[str, ...]) -> Iterator[str]:
    for found in _AGE.finditer(" ".join(said)):
        unit = "months" if found["months"] or found["miezi"] else "years"
        yield f"{int(found['age'] or found['umri'] or found['aged'])} {unit}"
    for index, word in enumerate(said):
        cue = _cue_before(said, index)
        if word in COLOURS:
            yield COLOURS[word]
        elif cue in COLOUR_CUES and word in COLOURS_AFTER_CUE:
            yield COLOURS_AFTER_CUE[word]
        elif cue in SIZE_CUES and word not in _CUE_GLUE and (word in SIZES or word.isdigit()):
            yield SIZES.get(word, word)
        elif word in SIZES and len(word) > 1 and word not in NOT_A_SIZE_IN_A_WISH:
            yield SIZES[word]


def _cue_before(said: tuple[str, ...], index: int) -> str:
    before = [word for word in said[max(0, index - 3) : index] if word not in _CUE_GLUE]
    return before[-1] if before else ""


def _is_spoken_for(word: str, options: tuple[str, ...]) -> bool:
    meant = COLOURS.get(word) or COLOURS_AFTER_CUE.get(word) or SIZES.get(word) or word
    return meant in options
