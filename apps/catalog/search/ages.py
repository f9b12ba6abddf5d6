"""Ages as sizes: what is made for 6-7 years fits who asks for six years."""

import re

WIDEST = 6  # years or months that one size may span
_RANGE = re.compile(r"(\d{1,2})\s*(?:[-–]|to|hadi)\s*(\d{1,2})\s*(years?|yrs?|months?|miaka|miezi)\b")
_AGE = re.compile(r"(\d{1,2}) (years|months)")


def ages_in(value: str) -> frozenset[str]:
    """ "6-7 years" → "6 years", "7 years"; nothing where the value is no range of ages."""
    found = _RANGE.search(value.casefold())
    if found is None:
        return frozenset()
    unit = "months" if found[3].startswith(("mo", "mie")) else "years"
    return frozenset(f"{age} {unit}" for age in range(int(found[1]), int(found[2]) + 1))


def ranges_with(age: str) -> tuple[str, ...]:
    """The values that may be meant by "6 years": "6-7 years", "5-6 years" … Empty for what is no age."""
    found = _AGE.fullmatch(age)
    if found is None:
        return ()
    own, unit = int(found[1]), found[2]
    lows, highs = range(max(own - WIDEST, 0), own + 1), range(own, own + WIDEST + 1)
    return tuple(f"{low}-{high} {unit}" for low in lows for high in highs if low < high <= low + WIDEST)
