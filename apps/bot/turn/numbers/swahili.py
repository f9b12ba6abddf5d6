"""Swahili number words: "elfu moja mia mbili", "elfu kumi na tano", "laki moja na nusu", "viatu viwili"."""

from decimal import Decimal

from apps.bot.turn.numbers.tokens import Tokens

_STEMS = {"moja": 1, "wili": 2, "tatu": 3, "nne": 4, "tano": 5, "nane": 8}
_CLASSES = ("", "m", "wa", "ki", "vi", "ma", "mi", "ji")
UNITS = {
    prefix + stem: value for stem, value in _STEMS.items() for prefix in _CLASSES if prefix + stem != "wili"
}
UNITS |= {"mbili": 2, "sita": 6, "saba": 7, "tisa": 9, "sifuri": 0}
TENS = {
    "kumi": 10,
    "ishirini": 20,
    "thelathini": 30,
    "arobaini": 40,
    "arubaini": 40,
    "hamsini": 50,
    "sitini": 60,
    "sabini": 70,
    "themanini": 80,
    "tisini": 90,
}
SCALES = {
    "milioni": 10**6,
    "laki": 10**5,
    "elfu": 1000,
    "alfu": 1000,
    "thao": 1000,
    "ngiri": 1000,
    "mia": 100,
}
# Street words that mean something else in English ("soo nice"): a number only with its factor behind it.
_WITH_FACTOR = {"soo": 100, "buku": 1000}
_PARTS = {"nusu": Decimal("0.5"), "robo": Decimal("0.25")}
BEGINNINGS = UNITS.keys() | TENS.keys() | SCALES.keys() | _WITH_FACTOR.keys() | _PARTS.keys()

Small = tuple[Decimal, int]


def read(tokens: Tokens, index: int) -> Small | None:
    """The number that begins at token `index` and the index behind it."""
    if tokens.word(index) in _PARTS:
        return _PARTS[tokens.word(index)], index + 1
    around = [tokens.word(index + offset) for offset in range(-2, 3)]
    if around[2:] == ["moja", "kwa", "moja"] or around[:3] == ["moja", "kwa", "moja"]:
        return None  # straight on
    total, ceiling, at = Decimal(0), 10**9, index
    while (step := _step(tokens, at, ceiling, first=at == index)) is not None:
        value, ceiling, at = step
        total += value
        if ceiling == 1:
            break
    if at == index or (at == index + 1 and tokens.digits(index) is not None):
        return None
    return total, at


def _step(tokens: Tokens, index: int, ceiling: int, *, first: bool) -> tuple[Decimal, int, int] | None:
    start = index
    if not first:
        start += tokens.next_word(index) == "na"
        if not tokens.joined(start):
            return None
        half = _PARTS.get(tokens.word(start)) if start > index else None
        if half is not None and ceiling >= 100:
            return half * ceiling, 1, start + 1
    scaled = _scaled(tokens, start, ceiling)
    if scaled is not None:
        return scaled
    small = _small(tokens, start)
    if small is None or small[0] >= ceiling or (not first and not _counts_as_tail(tokens, start, small)):
        return None
    return small[0], 1, small[1]


def _counts_as_tail(tokens: Tokens, start: int, small: Small) -> bool:
    """Digits belong to a number begun in words only behind "na" ("elfu mbili na 500")."""
    return tokens.digits(start) is None or tokens.word(start - 1) == "na"


def _scaled(tokens: Tokens, index: int, ceiling: int) -> tuple[Decimal, int, int] | None:
    word = tokens.word(index)
    scale = SCALES.get(word) or _WITH_FACTOR.get(word, 0)
    if scale:
        factor = _factor(tokens, index + 1, scale) if tokens.next_word(index + 1) else None
        if factor is None and word in _WITH_FACTOR:
            return None
        value, at = factor or (Decimal(1), index + 1)
        return None if scale >= ceiling else (value * scale, scale, at)
    small = _small(tokens, index)
    if small is None:
        return None
    value, at = small
    scale = SCALES.get(tokens.next_word(at), 0)
    # "kumi na tano elfu": the factor may also stand first, but not where another follows ("tatu elfu mbili").
    if not scale or scale >= ceiling or _factor(tokens, at + 1, scale) is not None:
        return None
    return value * scale, scale, at + 1


def _factor(tokens: Tokens, index: int, scale: int) -> Small | None:
    if (
        not tokens.joined(index)
        or "," in tokens.text[tokens.items[index - 1].end : tokens.items[index].start]
    ):
        return None
    if scale > 100 and tokens.word(index) == "mia" and (hundreds := _factor(tokens, index + 1, 100)):
        return hundreds[0] * 100, hundreds[1]
    small = _small(tokens, index)
    return small if small and (scale > 100 or small[0] < 10) else None


def _small(tokens: Tokens, index: int) -> Small | None:
    """A number under a hundred, or one in digits."""
    word = tokens.word(index)
    digits = tokens.digits(index)
    if digits is not None:
        return digits, index + 1
    if word in TENS:
        unit = UNITS.get(tokens.next_word(index + 2), 0) if tokens.next_word(index + 1) == "na" else 0
        if 0 < unit < 10:
            return Decimal(TENS[word] + unit), index + 3
        return Decimal(TENS[word]), index + 1
    return (Decimal(UNITS[word]), index + 1) if word in UNITS else None
