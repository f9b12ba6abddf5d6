"""Where a number stands in a text, and what it is worth."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """`ordinal` is true of whatever names a position ("2nd", "#4", "ya pili"); the last one is -1."""

    start: int
    end: int
    value: Decimal
    ordinal: bool = False
