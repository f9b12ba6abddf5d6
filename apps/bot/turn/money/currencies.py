"""The names and signs of money, and where they stand in a text."""

import re
from dataclasses import dataclass

_CODES = "kes usd eur gbp tzs ugx rwf zar ngn inr etb cny jpy aed aud chf ghs bif cdf ssp"
_ELSEWHERE = {
    "us$": "USD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₦": "NGN",
    "₹": "INR",
    "¥": "JPY",
    "ksh": "KES",
    "kshs": "KES",
    "tsh": "TZS",
    "tshs": "TZS",
    "ush": "UGX",
    "ugsh": "UGX",
} | {code: code.upper() for code in _CODES.split()}
_BEHIND_ONLY = {
    "bob": "KES",
    "dollars": "USD",
    "dollar": "USD",
    "dola": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "/=": "",
    "/-": "",
    "=/": "",
}
# The shop's own money, whichever that is.
_LOCAL = dict.fromkeys(("sh", "shs", "shilingi", "shillings", "shilling"), "")
_ALL = _ELSEWHERE | _BEHIND_ONLY | _LOCAL


_LONGEST_FIRST = sorted(_ALL, key=len, reverse=True)
_WORDS = "|".join(name for name in _LONGEST_FIRST if name.isalpha())
_SYMBOLS = "|".join(re.escape(name) for name in _LONGEST_FIRST if not name.isalpha())
_SIGN = re.compile(rf"(?<![^\W\d_])(?:{_WORDS})(?![^\W\d_])|{_SYMBOLS}")
# "Ksh. 1200" goes on behind the dot; "two thousand shillings. 7 colours" does not.
_GAP = re.compile(r"[ .:]{0,3}")
_GAP_OF_WORD = re.compile(r"[ :]{0,3}")
_LONGEST_ABBREVIATION = 4
_FILLER = "·"


@dataclass(frozen=True, slots=True)
class Sign:
    """`code` is empty for the shop's own money; `reach` is where an amount may begin behind it."""

    start: int
    end: int
    reach: int
    code: str
    leads: bool


def _reach(shape: str, sign: re.Match[str]) -> int:
    gap = _GAP if len(sign.group()) <= _LONGEST_ABBREVIATION else _GAP_OF_WORD
    found = gap.match(shape, sign.end())
    return found.end() if found else sign.end()


def find_signs(shape: str) -> list[Sign]:
    return [
        Sign(
            found.start(),
            found.end(),
            _reach(shape, found),
            _ALL[found.group()],
            found.group() not in _BEHIND_ONLY,
        )
        for found in _SIGN.finditer(shape)
    ]


def without_signs(shape: str, signs: list[Sign]) -> str:
    """Signs that lead give way to fillers, so that "Ksh.1200" is read as a number of its own.

    A filler joins nothing: "kwa shilingi kumi" is ten shillings, and "kwa kumi" the tenth.
    """
    for sign in signs:
        if sign.leads:
            shape = shape[: sign.start] + _FILLER * (sign.reach - sign.start) + shape[sign.reach :]
    return shape
