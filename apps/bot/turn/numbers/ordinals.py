"""Words and signs that name a position: "second", "2nd", "ya pili", "the last", "no. 3", "#4", keycaps."""

import re
from collections.abc import Iterator
from decimal import Decimal

from apps.bot.turn.numbers import english, swahili
from apps.bot.turn.numbers.spans import NumberSpan
from apps.bot.turn.numbers.tokens import Tokens

_ENGLISH = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
}
_SWAHILI = {"kwanza": 1, "pili": 2} | {w: v for w, v in swahili.UNITS.items() if v > 2} | {"kumi": 10}
# The words for counting that a position never takes: "simu za watatu" are three people's.
_SWAHILI = {w: v for w, v in _SWAHILI.items() if not w.startswith(("wat", "wan", "mat", "man", "mit", "min"))}
_POINTING = ("ile", "hii", "hiyo")
_PLAINLY_ORDINAL = ("kwanza", "pili")
_OF = "|".join(("ya", "wa", "la", "cha", "vya", "za", "pa", "kwa", *_POINTING))
_NUMERAL = r"(?<![\w.,])(?P<n>\d{1,3})(?:st|nd|rd|th)\b"
_LABEL = "number|nambari|namba|item|option|choice|chaguo"
_SIGN = rf"(?:(?<!\w)(?:no|nos|{_LABEL})\b[.:]? ?|#)(?P<m>\d{{1,3}})(?![\w,.]\d|\w)"
_KEYCAP = r"(?P<k>\d)\ufe0f?\u20e3|(?P<ten>\U0001f51f)"
_SIGNS = re.compile(f"{_NUMERAL}|{_SIGN}|{_KEYCAP}")
_SECOND_LAST = re.compile(r"\b(?:second (?:to )?last|last but one|ya pili (?:kutoka )?mwisho)\b")
_LAST = re.compile(
    r"\b(?:(?:the )?last(?: one| item| option)?|(?:ya|wa|la|cha|vya|za) mwisho)\b"
    r"(?! (?:week|month|year|time|night|price|day|chance|minute|but)\b)"
)
_WORDS = re.compile(
    rf"\b(?P<en>{'|'.join(_ENGLISH)})\b|\b(?P<of>{_OF})\s+(?P<sw>{'|'.join(_SWAHILI)})\b|\bpili\b"
)
_NAMED = re.compile(rf"\b(?:{_LABEL})[.:]? +(?P<word>[a-z]+)")
# A moment, or how often: not a position.
_NO_POSITION_BEFORE = re.compile(r"\b(?:a|one|per|each|every|wait|split|at|bei|last)\s+$")


def find(text: str, tokens: Tokens) -> Iterator[NumberSpan]:
    """`text` is plain (lower case, ASCII digits). Spans may overlap; the earlier and longer one is meant."""
    for found in _SIGNS.finditer(text):
        digits = found["n"] or found["m"] or found["k"] or "10"
        yield NumberSpan(found.start(), found.end(), Decimal(digits), ordinal=True)
    for found in _SECOND_LAST.finditer(text):
        yield NumberSpan(found.start(), found.end(), Decimal(-2), ordinal=True)
    for found in _LAST.finditer(text):
        # "bei ya mwisho" asks for the final price, and "at last" is relief.
        if not re.search(r"\b(?:bei|at) $", text[: found.start()]):
            yield NumberSpan(found.start(), found.end(), Decimal(-1), ordinal=True)
    yield from _in_words(text)
    for found in _NAMED.finditer(text):
        value = _cardinal(found["word"])
        if value:
            yield NumberSpan(found.start(), found.end(), Decimal(value), ordinal=True)


def _in_words(text: str) -> Iterator[NumberSpan]:
    for found in _WORDS.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        english_word, swahili_word, of = found["en"], found["sw"], found["of"]
        if english_word:
            if not _NO_POSITION_BEFORE.search(before) and not after.startswith((" hand", "hand")):
                yield NumberSpan(found.start(), found.end(), Decimal(_ENGLISH[english_word]), ordinal=True)
        elif not swahili_word:
            yield NumberSpan(found.start(), found.end(), Decimal(2), ordinal=True)
        elif not _goes_on(swahili_word, after) and (of not in _POINTING or swahili_word in _PLAINLY_ORDINAL):
            start = found.start("sw") if of in _POINTING else found.start()
            yield NumberSpan(start, found.end(), Decimal(_SWAHILI[swahili_word]), ordinal=True)


def _goes_on(word: str, after: str) -> bool:
    """Whether "ya kumi" is only the beginning of "ya kumi na tano", an amount."""
    following = [*after.split()[:2], "", ""]
    return following[0] in swahili.SCALES or (
        word == "kumi" and following[0] == "na" and following[1] in swahili.UNITS
    )


def _cardinal(word: str) -> int:
    return english.UNITS.get(word) or swahili.UNITS.get(word) or swahili.TENS.get(word, 0)
