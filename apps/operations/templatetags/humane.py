"""Figures as a person says them."""

from django import template

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
