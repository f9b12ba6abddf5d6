"""Days and times of day in both languages, each in one shape, so that "saa tatu asubuhi" and 9am compare."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from apps.bot.turn.numbers import parse_numbers

_DAYS = (
    "mon(?:days?)?|jumatatu",
    "tue(?:s|sdays?)?|jumanne",
    "wed(?:nesdays?)?|jumatano",
    "thu(?:r|rs|rsdays?)?|alhamisi",
    "fri(?:days?)?|ijumaa",
    "sat(?:urdays?)?|jumamosi",
    "sun(?:days?)?|jumapili",
)
_DAY = re.compile(r"\b(?:" + "|".join(f"(?P<d{n}>{names})" for n, names in enumerate(_DAYS)) + r")\b")
_EVERY_DAY = re.compile(
    r"\b(?:daily|every ?day|(?:all|7|seven) days(?: a week)?|24/7|kila siku|siku (?:zote|saba)(?: za wiki)?|always open)\b"
)
_WEEKDAYS = re.compile(r"\b(?:week ?days|siku za kazi)\b")
_WEEKEND = re.compile(r"\b(?:week ?ends?|wikendi)\b")
_THROUGH = re.compile(r" ?(?:-|to|through|till|until|hadi|mpaka) ?")
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2})(?:[:.](?P<m>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?|\b(?P<h24>[01]?\d|2[0-3]):(?P<m24>[0-5]\d)\b"
)
_NOON = re.compile(r"\b(?P<noon>noon|mid ?day|adhuhuri)\b|\b(?:midnight|usiku wa manane)\b")
_SAA = re.compile(
    r"\b(?:saa )(?P<words>(?:(?!saa\b)[^,.;\n]){1,40}?) ?(?P<part>asubuhi|mchana|jioni|alasiri|usiku|alfajiri)\b"
)
_PARTS_OF_HOUR = {"kasoro": -15, "robo": 15, "nusu": 30}
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_SPOKEN = re.compile(
    rf"(?<![:.\d])\b(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})(?: o'?clock)?(?: in the (?P<part>morning|afternoon|evening)| at night)\b"
)
_ROUND_THE_CLOCK = re.compile(r"\b24(?:/7| ?hours?| ?hrs)\b|\b(?:masaa|saa) (?:24|ishirini na nne)\b")


class Said(NamedTuple):
    """`value` is a day's number from Monday 0, or minutes since midnight; -1 stands for round the clock."""

    start: int
    end: int
    value: int


def days(shape: str) -> Iterator[Said]:
    """Every day meant; "Mon-Fri" gives five, all at the same place."""
    found = list(_DAY.finditer(shape))
    for index, day in enumerate(found):
        number = _number(day)
        yield Said(day.start(), day.end(), number)
        if index + 1 < len(found) and _THROUGH.fullmatch(shape, day.end(), found[index + 1].start()):
            last = _number(found[index + 1])
            between = range(number + 1, last if last > number else last + 7)
            yield from (Said(day.start(), found[index + 1].end(), n % 7) for n in between)
    for pattern, numbers in ((_EVERY_DAY, range(7)), (_WEEKDAYS, range(5)), (_WEEKEND, range(5, 7))):
        for match in pattern.finditer(shape):
            yield from (Said(match.start(), match.end(), n) for n in numbers)


def _number(day: re.Match[str]) -> int:
    return int(str(day.lastgroup)[1:])


def times(shape: str) -> Iterator[Said]:
    for found in _CLOCK.finditer(shape):
        if found["half"]:
            hour = int(found["h"]) % 12 + (12 if found["half"] == "p" else 0)
            yield Said(found.start(), found.end(), hour * 60 + int(found["m"] or 0))
        else:
            yield Said(found.start(), found.end(), int(found["h24"]) * 60 + int(found["m24"]))
    for found in _NOON.finditer(shape):
        yield Said(found.start(), found.end(), 12 * 60 if found["noon"] else 0)
    for found in _SAA.finditer(shape):
        yield from _swahili(found)
    for found in _SPOKEN.finditer(shape):
        said = found["hour"]
        hour = (int(said) if said.isdigit() else _HOURS.index(said) + 1) % 12
        yield Said(found.start(), found.end(), (hour + (0 if found["part"] == "morning" else 12)) * 60)
    for found in _ROUND_THE_CLOCK.finditer(shape):
        yield Said(found.start(), found.end(), -1)
    yield from _opening(shape)


_RANGE_IN_HALF = re.compile(
    r"\b(?P<h>\d{1,2}) ?(?:-|to|hadi|mpaka) ?(?=\d{1,2}(?::\d\d)? ?(?P<half>[ap])\.?m\b)"
)


def _opening(shape: str) -> Iterator[Said]:
    """The first end of "9-11am"; where it would fall behind the second, it is of the other half ("9-5pm")."""
    for found in _RANGE_IN_HALF.finditer(shape):
        last = int(re.match(r"\d+", shape[found.end() :]).group()) % 12  # type: ignore[union-attr]  # looked ahead
        first = int(found["h"]) % 12
        afternoon = (found["half"] == "p") == (first < last)
        yield Said(found.start(), found.start() + len(found["h"]), (first + (12 if afternoon else 0)) * 60)


def _swahili(found: re.Match[str]) -> Iterator[Said]:
    """Hours are counted from six: saa tatu asubuhi is nine in the morning."""
    spans = parse_numbers(found["words"])
    if not spans:
        return
    hour = (int(spans[0].value) + 6) % 12
    part = found["part"]
    late = part in ("mchana", "jioni", "alasiri") or (part == "usiku" and hour >= 6)
    minutes = next((m for word, m in _PARTS_OF_HOUR.items() if word in found["words"]), 0)
    yield Said(found.start(), found.end(), (hour + (12 if late else 0)) % 24 * 60 + minutes)
