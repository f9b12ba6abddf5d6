"""An amount in every form that people in Kenya write prices in."""

import re
from decimal import Decimal

from apps.bot.tests.numbers.spelling import english, swahili

_SPELLED_BELOW = 1_000_000


def forms(amount: Decimal, currency: str = "KES") -> list[str]:
    """Different spellings of one price; other currencies than shillings have fewer."""
    if currency != "KES":
        return [f"{currency} {amount:,.2f}", f"{currency} {amount}", f"{currency}{amount:,.2f}"]
    if amount != int(amount):
        return [
            f"KES {amount:,.2f}",
            f"Ksh {amount:.2f}",
            f"{amount:,.2f}/=",
            f"KSh{amount:.2f}",
            f"{amount} bob",
        ]
    whole = int(amount)
    written = [
        f"KES {whole:,}",
        f"KSh {whole:,}",
        f"Ksh{whole}",
        f"Ksh.{whole:,}",
        f"Kshs {whole:,}/=",
        f"KES {whole:,}.00",
        f"{whole:,}/=",
        f"{whole}/-",
        f"{whole:,} bob",
        f"{whole} shillings",
        f"sh {whole}",
        f"{whole:,} KES",
        "KES " + f"{whole:,}".translate(_FULLWIDTH),
    ]
    if whole < _SPELLED_BELOW:
        written += [f"{english(whole)} shillings", f"shilingi {swahili(whole)}"]
    if whole >= 1000 and whole % 100 == 0:
        written += [
            f"{whole / 1000:g}k",
            f"KSh {whole / 1000:g}K",
        ]
    return written


_FULLWIDTH = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)} | {ord(","): "，"}


def survives(amount: Decimal, text: str) -> bool:
    """Whether the amount still stands in the text, in any form."""
    return any(is_in(trace, text) for trace in traces(amount))


def is_in(trace: str, text: str) -> bool:
    """As a number or word of its own: 580 is in "Ksh580/=" and not in 5,800 or 580.5."""
    before = r"(?<!\d)(?<!\d\.)" if trace[:1].isdigit() else r"(?<!\w)"
    behind = r"(?!\d|\.\d)" if trace[-1:].isdigit() else r"(?!\w)"
    return re.search(before + re.escape(trace) + behind, bare(text)) is not None


def traces(amount: Decimal) -> list[str]:
    """By any of these, written `bare`, an amount would be seen to survive."""
    written = {f"{amount:f}", f"{amount:.2f}"}
    if amount == int(amount):
        whole = int(amount)
        written.add(str(whole))
        if whole < _SPELLED_BELOW:
            written |= {english(whole), swahili(whole)}
        if whole >= 1000 and whole % 100 == 0:
            written.add(f"{whole / 1000:g}k")
    return [bare(text) for text in written]


def bare(text: str) -> str:
    """In lower case, ASCII digits, without commas and hyphens."""
    return (
        text.lower()
        .replace(",", "")
        .replace("，", "")
        .replace("-", " ")
        .translate({0xFF10 + d: str(d) for d in range(10)})
    )
