"""One shape for characters that people type in several. Positions in the text stay as they were."""

from functools import lru_cache

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000\t"), " ")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"), "-")
_QUOTES = {ord("\u2019"): "'", ord("\u2018"): "'", ord("\u02bc"): "'", ord("\u201c"): '"', ord("\u201d"): '"'}
_FULLWIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ARABIC = {0x0660 + digit: str(digit) for digit in range(10)} | {0x06F0 + d: str(d) for d in range(10)}
_BOLD = {0x1D7CE + offset: str(offset % 10) for offset in range(50)}
# What the wording puts in place of WhatsApp's formatting signs.
_FORMATTING = {ord("∗"): "*", ord("ˍ"): "_", ord("∼"): "~", ord("ˋ"): "`"}
_RAISED = {
    ord(sign): str(digit)
    for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉", "⓪①②③④⑤⑥⑦⑧⑨")
    for digit, sign in enumerate(signs)
}
_TABLE = _FORMATTING | _RAISED | _BOLD | _ARABIC | _FULLWIDTH | _SPACES | _DASHES | _QUOTES


def same_length_lower(text: str) -> str:
    lower = text.lower()
    # Lower case never takes fewer letters, so that equal lengths are equal letter by letter.
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


# Readers of numbers, money and words ask for the same texts in turn.
@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Lower case, ASCII digits, spaces, dashes and quotes; as long as `text`, so that spans fit both."""
    return same_length_lower(text if text.isascii() else text.translate(_TABLE))
