"""Log lines as a handler would get them."""

import logging
import sys
from typing import Any

from apps.operations.logs.formatting import LineFormatter


def record_of(
    message: str, *args: Any, level: int = logging.INFO, name: str = "wabot.turn", **extra: Any
) -> logging.LogRecord:
    """Within an `except` block the record carries the error."""
    error = sys.exc_info() if sys.exc_info()[0] else None
    return logging.getLogger(name).makeRecord(name, level, __file__, 1, message, args, error, extra=extra)


def line_of(message: str, *args: Any, **options: Any) -> str:
    return LineFormatter().format(record_of(message, *args, **options))
