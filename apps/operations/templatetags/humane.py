"""Figures as a person says them, words as a phone shows them."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS


@register.filter
def ms(milliseconds: float) -> str:
    """`840 ms`, `3.1 s`, `2 min 5 s`."""
    if milliseconds < SECOND_MS:
        return f"{milliseconds:.0f} ms"
    if milliseconds < MINUTE_MS:
        return f"{milliseconds / SECOND_MS:.1f} s"
    minutes, seconds = divmod(round(milliseconds / SECOND_MS), 60)
    return f"{minutes} min {seconds} s"


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
