"""English number words: "one thousand two hundred", "fifteen hundred", "2 thousand", "half"."""

from decimal import Decimal

from apps.bot.turn.numbers.tokens import Tokens

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
} | {"fourty": 40}
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
BEGINNINGS = UNITS.keys() | TENS.keys() | {"half", "dozen", "a"}
# "the red one", "this one": a pronoun. Only after these, or at the start of a sentence, is it a number.
_BEFORE_ONE = frozenset(
    "a and at buy by for from get give have have got i'll in is just least me most need number of only or "
    "option order over pay take than times to under us want with x".split()
)


def read(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """The number that begins at token `index` and the index behind it."""
    if tokens.word(index) == "half":
        return Decimal("0.5"), index + 1
    if tokens.word(index) == "dozen" or (
        tokens.word(index) == "a" and tokens.next_word(index + 1) == "dozen"
    ):
        return Decimal(12), index + (1 if tokens.word(index) == "dozen" else 2)
    if _pronoun(tokens, index):
        return None
    return _scaled(tokens, index)


def _scaled(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    total, ceiling, at = Decimal(0), 10**9, index
    while (part := _part(tokens, at, ceiling, first=at == index)) is not None:
        value, ceiling, at = part
        total += value
        if ceiling == 1:
            break
    # Bare digits are another reader's; here they count only before a scale word.
    return None if at == index or (at == index + 1 and tokens.digits(index) is not None) else (total, at)


def _part(tokens: Tokens, index: int, ceiling: int, *, first: bool) -> tuple[Decimal, int, int] | None:
    """One descending step: its value, the size that the next must stay under, and where that begins."""
    start = index
    if not first:
        if tokens.next_word(index) == "and":
            start = index + 1
        if not tokens.joined(start) or (tokens.digits(start) is not None):
            return None
    small = _below_thousand(tokens, start) if ceiling > 100 else _below_hundred(tokens, start)
    if small is None:
        return None
    value, at = small
    scale = SCALES.get(tokens.next_word(at), 1)
    if scale >= ceiling or (scale == 1 and value >= ceiling):
        return None
    return value * scale, scale, at + (scale > 1)


def _below_thousand(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    """ "two hundred and fifty", which may itself count thousands; also "fifteen hundred"."""
    small = _below_hundred(tokens, index)
    if small is None or tokens.next_word(small[1]) != "hundred":
        return small
    value, at = small[0] * 100, small[1] + 1
    tail = _below_hundred(tokens, at + (tokens.next_word(at) == "and")) if tokens.next_word(at) else None
    # "five hundred and nine hundred" are two numbers, and "two hundred, 12" as well.
    if tail is None or tokens.next_word(tail[1]) == "hundred" or tokens.digits(tail[1] - 1) is not None:
        return value, at
    return value + tail[0], tail[1]


def _below_hundred(tokens: Tokens, index: int) -> tuple[Decimal, int] | None:
    word = tokens.word(index)
    digits = tokens.digits(index)
    if digits is not None:
        return digits, index + 1
    if word == "a" and tokens.next_word(index + 1) in SCALES:
        return Decimal(1), index + 1
    if word in TENS:
        unit = UNITS.get(tokens.next_word(index + 1), 0)
        # "fifty, two": a comma parts two numbers, but "fifty two" and "fifty-two" are one.
        if 0 < unit < 10 and "," not in tokens.text[tokens.items[index].end : tokens.items[index + 1].start]:
            return Decimal(TENS[word] + unit), index + 2
        return Decimal(TENS[word]), index + 1
    return (Decimal(UNITS[word]), index + 1) if word in UNITS else None


def _pronoun(tokens: Tokens, index: int) -> bool:
    if tokens.word(index) != "one" or tokens.next_word(index + 1) in SCALES:
        return False
    return bool(tokens.next_word(index)) and index > 0 and tokens.word(index - 1) not in _BEFORE_ONE
