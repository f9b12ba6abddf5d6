"""Amounts of money as people in the shops' countries write them, in digits and in words."""

from decimal import Decimal

from babel.numbers import format_decimal

from apps.bot.turn.money.amounts import MoneySpan, parse_money
from apps.bot.turn.money.limits import parse_price_limits

__all__ = ["MoneySpan", "format_money", "parse_money", "parse_price_limits"]


def format_money(amount: Decimal, currency: str, language: str) -> str:
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return f"{currency} {format_decimal(amount, pattern, locale=language)}"
