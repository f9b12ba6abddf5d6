"""Reading JSON of others: a wrong shape becomes an empty one, and nothing is put where PostgreSQL refuses it."""

import re
from collections.abc import Mapping
from typing import Any

# JSON can hold them, no text of PostgreSQL's can. A parser has joined whole pairs: these are halves.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def as_map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """Text and numbers as text; anything else, true and false among it, as none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def cleaned(value: Any) -> Any:
    """With U+FFFD for each NUL and lone surrogate, which no text column takes; infinite numbers become text."""
    if isinstance(value, str):
        return _UNFIT.sub("\ufffd", value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value
