"""Amounts of money as people in the shops' countries write them, in digits and in words."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from apps.bot.turn.money.amounts import MoneySpan, parse_money
from apps.bot.turn.money.limits import parse_price_limits

__all__ = ["MoneySpan", "format_amount", "format_money", "parse_money", "parse_price_limits"]


# As price tags in these countries read; elsewhere the ISO code is the sign.
_TAGS = {"KES": "KSh", "TZS": "TSh", "UGX": "USh"}


def format_money(amount: Decimal, currency: str, language: str) -> str:
    return f"{_TAGS.get(currency, currency)} {format_amount(amount, language)}"


@lru_cache(maxsize=4_096)
def format_amount(amount: Decimal, language: str) -> str:
    """Without its currency, for the second end of a range."""
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return format_decimal(amount, pattern, locale=language)
