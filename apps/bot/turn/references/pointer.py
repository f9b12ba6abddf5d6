"""How a text points, before anyone looks at what was shown."""

import re
from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.lexicon import pointing
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.lexicon.attributes import SIZES
from apps.bot.turn.money import parse_price_limits
from apps.bot.turn.numbers import NumberSpan, parse_numbers, plain
from apps.bot.turn.text import tokens
from apps.bot.turn.understand import Understanding, understand
from apps.catalog.text import words as catalog_words

LAST_POSITION = 10
EVERYTHING = 0
MIDDLE = 0
SHORTEST_WORD = 5  # "small" and "ndogo" are said of money and manners too
QUESTIONS = (Act.PRICE, Act.STOCK, Act.OPTIONS, Act.ABOUT, Act.PICTURE, Act.BUY, Act.HAGGLE, Act.SIMILAR)
_SEPARATORS = re.compile(r"[,&/+]")


@dataclass(frozen=True, slots=True)
class Pointer:
    """`positions` from 1, the last one is -1, the one in the middle `MIDDLE`. `take` is how many from the front
    (negative: from the end), `EVERYTHING` for all, None where not said. `is_bare` is true of numbers alone,
    which may also count. `labels` may be a size ("42 nyeusi", "in L"), `amounts` the price of one that was shown.
    """

    shape: str
    said: Understanding
    positions: tuple[int, ...] = ()
    take: int | None = None
    both: bool = False
    is_bare: bool = False
    words: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    amounts: frozenset[Decimal] = frozenset()
    negated: bool = False

    def has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.shape) is not None

    @property
    def is_definite(self) -> bool:
        return self.has(pointing.DEFINITE)

    @property
    def is_plural(self) -> bool:
        return self.has(pointing.PLURAL)

    @property
    def asks_of_one(self) -> bool:
        return self.said.does(*QUESTIONS)

    @property
    def describes(self) -> bool:
        return bool(self.words or self.options)


def read_pointer(said: Understanding, currency: str) -> Pointer:
    text, negated = _positive(said.text)
    if text != said.text:
        said = understand(text, currency)
    shape = " ".join(tokens(text))
    take = _take(shape, said)
    numbers = parse_numbers(text)
    words = tuple(word for word in said.wish.words.split() if word not in pointing.POINTING_WORDS)
    named = () if take is not None else _named(text, numbers, words)
    bare = () if take is not None or any(span.ordinal for span in numbers) else _bare(text, said)
    # "The first two" holds an ordinal, and "both" may hold a number, but neither is a position.
    return Pointer(
        shape=shape,
        said=said,
        positions=named or bare,
        take=take,
        both=take == EVERYTHING and pointing.BOTH.search(shape) is not None,
        is_bare=bool(bare),
        words=tuple(catalog_words(" ".join(_without_numbers(words, text, numbers)))),
        options=said.wish.options,
        labels=tuple(word for word in said.tokens if _may_be_size(word) and word not in said.wish.options),
        amounts=_amounts(text, numbers, currency),
        negated=negated,
    )


def _may_be_size(word: str) -> bool:
    return word.isdigit() or (word in SIZES and len(word) < SHORTEST_WORD)


def _positive(text: str) -> tuple[str, bool]:
    """Without a "not that one" that something wanted follows; else what is not wanted, and True."""
    shape = plain(text)
    found = pointing.NOT.search(shape)
    if found is None:
        return text, False
    end = pointing.BUT.search(shape, found.end())
    wanted = text[: found.start()] + " " + (text[end.start() :] if end else "")
    if end and tokens(text[end.end() :]):
        return wanted.strip(" ,;.!\n"), False
    return text, True


def _take(shape: str, said: Understanding) -> int | None:
    found = pointing.FIRST_OR_LAST.search(shape)
    if found:
        count = pointing.COUNTS[found["en_count"] or found["sw_count"]]
        return count if (found["en"] or found["sw"]) in ("first", "kwanza") else -count
    # "Bidhaa zote" asks for everything in the shop, not for all of a list.
    if said.does(Act.BROWSE, Act.CATEGORIES):
        return None
    return EVERYTHING if pointing.BOTH.search(shape) or pointing.ALL.search(shape) else None


def _named(text: str, numbers: list[NumberSpan], words: tuple[str, ...]) -> tuple[int, ...]:
    named = [int(span.value) for span in numbers if span.ordinal and _points(text, span, words)]
    if not named and pointing.THE_MIDDLE.search(plain(text)):
        named = [MIDDLE]
    return tuple(dict.fromkeys(named))


def _points(text: str, span: NumberSpan, words: tuple[str, ...]) -> bool:
    """ "The second (one)", "ya pili", "no. 2" point; a second phone for my mother does not."""
    shape = plain(text)
    # "Cheapest first" is an order to show them in.
    if re.search(r"(?:est|expensive|price|nafuu|rahisi)\s+$", shape[: span.start]):
        return False
    said = shape[span.start : span.end]
    # A Swahili ordinal carries its "ya"; signs and digits ("#2", "2nd") are plain enough.
    is_english = said.isalpha() and said != "pili"
    led = re.search(r"\b(?:the|this|that|your|hiyo|ile)\s+$", shape[: span.start])
    followed = pointing.POSITION_BEHIND.match(shape, span.end)
    return bool(not is_english or led or followed or not words)


def _bare(text: str, said: Understanding) -> tuple[int, ...]:
    """ "2", "1 na 3", "nataka 2": numbers with nothing beside them that could be counted or measured."""
    text = _SEPARATORS.sub(" na ", text)
    numbers = [span for span in parse_numbers(text) if not span.ordinal]
    values = [int(span.value) for span in numbers if span.value == int(span.value)]
    spoken = {word for word in said.tokens if word.isdigit()} & {
        part for option in said.wish.options for part in option.split()
    }
    beside = _without_numbers(tuple(said.wish.words.split()), text, numbers)
    others = [word for word in beside if word not in pointing.POINTING_WORDS]
    fits = values and len(values) == len(numbers) and all(1 <= value <= LAST_POSITION for value in values)
    limited = said.wish.price_min is not None or said.wish.price_max is not None
    return tuple(dict.fromkeys(values)) if fits and not (others or spoken or limited) else ()


def _without_numbers(words: tuple[str, ...], text: str, numbers: list[NumberSpan]) -> list[str]:
    """Numbers that stand alone; a number in a name ("Nokia 105") is kept by the words around it."""
    spoken = {word for span in numbers for word in tokens(text[span.start : span.end])}
    kept = [word for word in words if word not in spoken]
    return kept if not kept or any(span.ordinal for span in numbers) else list(words)


def _amounts(text: str, numbers: list[NumberSpan], currency: str) -> frozenset[Decimal]:
    # "Under 2,000" bounds a wish; only a price that is named may be the price of one.
    bounded = parse_price_limits(text, currency) != (None, None)
    return frozenset(() if bounded else (span.value for span in numbers if span.value >= LAST_POSITION))
