"""Figures as a person says them, words as a phone shows them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_S, DAY_S = 3_600, 86_400


@register.filter
def ms(milliseconds: float) -> str:
    """`840 ms`, `3.1 s`, `2 min 5 s`."""
    if milliseconds < SECOND_MS:
        return f"{milliseconds:.0f} ms"
    if milliseconds < MINUTE_MS:
        return f"{milliseconds / SECOND_MS:.1f} s"
    minutes, seconds = divmod(round(milliseconds / SECOND_MS), 60)
    return f"{minutes} min {seconds} s"


@register.filter
def age(seconds: float) -> str:
    """`0.4 s`, `2 min 5 s`, `3 h 10 min`, `12 days`."""
    seconds = max(0.0, seconds)
    if seconds < HOUR_S:
        return ms(seconds * SECOND_MS) if seconds >= 1 else f"{seconds:.1f} s"
    if seconds < 2 * DAY_S:
        return f"{seconds // HOUR_S:.0f} h {seconds % HOUR_S // 60:.0f} min"
    return f"{seconds // DAY_S:.0f} days"


@register.filter
def figures(of_part: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of a part of the house's health: names as words, values as a person reads them; empty ones left out."""
    shown = (
        (name.removesuffix("_s").replace("_", " "), _value(name, value)) for name, value in of_part.items()
    )
    return [(name, value) for name, value in shown if value]


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_process(one) if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%H:%M} UTC"
    if name.endswith("_s"):
        return age(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _process(one: Mapping[str, Any]) -> str:
    version = "none yet" if one["version"] is None else one["version"]
    return f"{one['kind']} {one['pid']} on {version}"


# WhatsApp's own marks: *bold*, _italic_, ~struck~, each around words and not within one.
MARKS = (("*", "strong"), ("_", "em"), ("~", "s"))
PATTERNS = [
    (re.compile(rf"(?<!\w){re.escape(mark)}(\S(?:[^\n]*?\S)?){re.escape(mark)}(?!\w)"), tag)
    for mark, tag in MARKS
]


@register.filter
def as_phone(words: str) -> SafeString:
    """Escaped first: the marks are all that becomes mark-up."""
    text = str(conditional_escape(words))
    for pattern, tag in PATTERNS:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return mark_safe(text.replace("\n", "<br>"))  # noqa: S308  (escaped above)
