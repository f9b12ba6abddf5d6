"""What an amount is said to be: a price now, a price before, a saving, a total, the end of a range, a bound."""

import re
from enum import Enum, auto

from apps.bot.turn.grounding.reading import Reading
from apps.bot.turn.money import cues


class Role(Enum):
    PRICE = auto()
    WAS = auto()
    SAVING = auto()
    TOTAL = auto()
    LOWEST = auto()
    HIGHEST = auto()
    BOUND = auto()


_REACH = 40
_GLUE = r"(?:[\s:=*_~(-]|is|are|ya|ni|kwa|la|za|of|at|just|only|about|price|the|an?|up to|bei|tu|for)*$"
_WAS = re.compile(
    r"(?:\b(?:was|were|before|originally|original|usual(?:ly)?|normal(?:ly)?|regular|old|instead of|down from"
    r"|(?:reduced|dropped|slashed|cut|marked down) from|rrp|previously|ilikuwa|zilikuwa|awali|badala|kabla"
    r"|zamani|kawaida)\b)" + _GLUE
)
_WAS_BEHIND = re.compile(r"[\s*_)]*\b(?:before|previously|originally|ya (?:zamani|awali|kawaida))\b")
_SAVING = re.compile(
    r"\b(?:sav(?:e|es|ing|ings)|you save|okoa|unaokoa|utaokoa|discount|punguzo|less by|off by|reduced by"
    r"|(?:cheaper|more expensive|dearer|less|more) by|imepungua|difference|tofauti)\b" + _GLUE
)
_SAVING_BEHIND = re.compile(
    r"[\s*_]*(?:(?:off|discount|cheaper|savings?|punguzo|nafuu|dearer)\b|(?:less|more) than\b)"
)
_TOTAL = re.compile(
    r"(?:\b(?:sub ?totals?|totals?|grand total|jumla|altogether|in all|sum|comes? to|amounts? to|kwa pamoja"
    r"|utalipa|that(?:'s| is|'ll be| will be| would be| makes)|itakuwa|inakuwa|zitakuwa|you(?:'ll| will) pay|both for|all for|zote|yote|vyote)\b|[=])"
    + _GLUE
)
_TOTAL_BEHIND = re.compile(
    r"[\s*_]*(?:in total|altogether|in all|for (?:both|all|the (?:pair|lot|set|two|three|four|five)|two|three"
    r"|four|five|\d{1,2}\b(?! (?:days|months|year)))|kwa (?:jumla|pamoja|zote|vyote|yote|mbili|tatu|nne|tano)"
    r"|jumla)\b"
)
_LOWEST = re.compile(
    r"\b(?:from|start(?:s|ing)?|begin(?:s|ning)?|as low as|kuanzia|kutoka|[iz]?(?:ina|zina)anzia|lowest|cheapest)\b"
    + _GLUE
)
_HIGHEST = re.compile(r"\b(?:up ?to|hadi|mpaka|as high as|most expensive|dearest)\b" + _GLUE)
_BOUND_BEHIND = re.compile(
    r"[\s*_]*(?:or (?:less|below|under|more|above)|and (?:below|above|under|up)|budget|up(?:wards)?|(?:na|au) zaidi|na kuendelea|kwenda juu)\b"
)
_RANGE = re.compile(r"[\s*_]*(?:-|to|hadi|mpaka|up to)[\s*_]*")
_RANGE_AND = re.compile(r"[\s*_]*(?:and|na)[\s*_]*")
_BETWEEN = re.compile(r"\b(?:between|kati ya|range[sd]?(?: from)?)[\s*_:]*$")


def role_of(reading: Reading, index: int) -> Role:
    span = reading.money[index]
    sentence = reading.sentence_at(span.start)
    before = reading.shape[max(sentence.start, span.start - _REACH, _previous(reading, index)) : span.start]
    behind = reading.shape[span.end : min(sentence.end, span.end + _REACH)]
    struck = before.endswith("~") and behind.startswith("~")
    if struck or _says_before(reading, before, span.start) or _WAS_BEHIND.match(behind):
        return Role.WAS
    if _SAVING.search(before) or _SAVING_BEHIND.match(behind):
        return Role.SAVING
    ends = _end_of_range(reading, index)
    if ends is not None:
        return ends
    if cues.is_bound(reading.shape, span.start) or _BOUND_BEHIND.match(behind):
        return Role.HIGHEST if _HIGHEST.search(before) else Role.BOUND
    if _TOTAL.search(before) or _TOTAL_BEHIND.match(behind):
        return Role.TOTAL
    if _LOWEST.search(before):
        return Role.LOWEST
    return Role.HIGHEST if _HIGHEST.search(before) else Role.PRICE


def _says_before(reading: Reading, before: str, start: int) -> bool:
    """ "Regular" may also be an option's value, whose price is the one now."""
    found = _WAS.search(before)
    if found is None:
        return False
    place = start - len(before) + found.start()
    return not any(m.option and m.start <= place < m.end for m in reading.mentions)


def _previous(reading: Reading, index: int) -> int:
    return reading.money[index - 1].end if index else 0


def _end_of_range(reading: Reading, index: int) -> Role | None:
    """Falling ends ("from 1,500 to 1,200") are a price before and a price now."""
    money, span = reading.money, reading.money[index]
    if index and _joins(reading, index - 1):
        falls = money[index - 1].amount > span.amount
        return Role.PRICE if falls else Role.HIGHEST
    if index + 1 < len(money) and _joins(reading, index):
        return Role.WAS if span.amount > money[index + 1].amount else Role.LOWEST
    return None


def _joins(reading: Reading, index: int) -> bool:
    """Whether the amount at `index` and the next are two ends of one range."""
    low, high = reading.money[index], reading.money[index + 1]
    if _RANGE.fullmatch(reading.shape, low.end, high.start):
        return True
    between = _BETWEEN.search(reading.shape[max(0, low.start - 24) : low.start])
    return between is not None and _RANGE_AND.fullmatch(reading.shape, low.end, high.start) is not None
