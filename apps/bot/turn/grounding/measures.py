"""Numbers with a unit, brought to one unit each so that 500 g and half a kilo compare."""

import re
from dataclasses import dataclass
from decimal import Decimal

from apps.bot.turn.numbers import NumberSpan, parse_numbers

_UNITS: dict[str, tuple[str, str]] = {
    "mg": ("mass", "0.001"),
    "g": ("mass", "1"),
    "kg": ("mass", "1000"),
    "ml": ("volume", "1"),
    "cl": ("volume", "10"),
    "l": ("volume", "1000"),
    "mm": ("length", "1"),
    "cm": ("length", "10"),
    "m": ("length", "1000"),
    "inch": ("inches", "1"),
    "gb": ("memory", "1"),
    "tb": ("memory", "1024"),
    "mb": ("memory", "0.0009765625"),
    "mah": ("charge", "1"),
    "w": ("power", "1"),
    "kw": ("power", "1000"),
    "v": ("voltage", "1"),
    "hz": ("frequency", "1"),
    "mp": ("camera", "1"),
    "hour": ("time", "1"),
    "minute": ("minutes", "1"),
    "day": ("days", "1"),
    "week": ("days", "7"),
    "month": ("months", "1"),
    "year": ("months", "12"),
    "percent": ("percent", "1"),
    "star": ("stars", "1"),
    "page": ("pages", "1"),
    "piece": ("pieces", "1"),
}
_SPELLINGS = {
    "mg": "mg|milligrams?",
    "g": "gms?|grams?|gramu|g",
    "kg": "kgs?|kilograms?|kilogramu|kilos?",
    "ml": "mls?|millilit(?:re|er)s?|mililita",
    "cl": "cl",
    "l": "ltrs?|lt|lit(?:re|er)s?|lita|l",
    "mm": "mm|millimet(?:re|er)s?",
    "cm": "cms?|centimet(?:re|er)s?|sentimita",
    "m": "met(?:re|er)s?|mita|m",
    "inch": "inch(?:es)?|inchi|\"|''",
    "gb": "gb|gigabytes?",
    "tb": "tb",
    "mb": "mb",
    "mah": "mah",
    "w": "watts?|wati|w",
    "kw": "kw",
    "v": "volts?|v",
    "hz": "hz",
    "mp": "mp|megapixels?",
    "hour": "hours?|hrs?|h|saa|masaa",
    "minute": "min(?:ute)?s?|dakika",
    "day": "days?|siku",
    "week": "weeks?|wiki",
    "month": "months?|miezi|mwezi",
    "year": "years?|yrs?|mwaka|miaka",
    "percent": "%|percent|asilimia|kwa mia",
    "star": "stars?|nyota",
    "page": "pages?",
    "piece": "pieces?|pcs|pack|vipande",
}
_UNIT = "|".join(f"(?P<{unit}>{spelling})" for unit, spelling in _SPELLINGS.items())
_BEHIND = re.compile(rf"[ -]?(?:{_UNIT})(?![^\W\d_])")
# Swahili puts the unit first: "kilo mbili", "gramu 500", "mwaka mmoja".
_BEFORE = re.compile(
    r"\b(?:(?P<kg>kilo|kilogramu)|(?P<g>gramu)|(?P<l>lita)|(?P<ml>mililita)|(?P<m>mita)|(?P<year>mwaka|miaka)"
    r"|(?P<month>miezi|mwezi)|(?P<day>siku)|(?P<week>wiki)|(?P<hour>masaa)|(?P<minute>dakika)|(?P<inch>inchi)"
    r"|(?P<percent>asilimia)) $"
)
_HALF_A = re.compile(r" an? ")


@dataclass(frozen=True, slots=True)
class Measure:
    start: int
    end: int
    kind: str
    size: Decimal

    @property
    def value(self) -> tuple[str, Decimal]:
        return self.kind, self.size


def measures(shape: str) -> list[Measure]:
    """`shape` is plain text."""
    found = []
    for number in parse_numbers(shape):
        if number.ordinal:
            continue
        before = _BEFORE.search(shape[max(0, number.start - 14) : number.start])
        gap = _HALF_A.match(shape, number.end) if number.value == Decimal("0.5") else None
        behind = _BEHIND.match(shape, gap.end() if gap else number.end)
        unit_word = behind or before
        if unit_word is None or unit_word.lastgroup is None or _closes_quote(shape, number, behind):
            continue
        kind, factor = _UNITS[unit_word.lastgroup]
        start = number.start if behind else number.start - len(unit_word.group())
        end = behind.end() if behind else number.end
        found.append(Measure(start, end, kind, number.value * Decimal(factor)))
    return found


def _closes_quote(shape: str, number: NumberSpan, unit: re.Match[str] | None) -> bool:
    """ "the “Nokia 105”": the sign behind the number is no inch."""
    return unit is not None and unit.group() == '"' and shape.count('"', 0, number.start) % 2 == 1
