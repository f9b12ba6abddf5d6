"""What must not be read in a log: tokens, secrets, phone numbers, what customers and shops wrote."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

OUT = "[redacted]"
# Values of these keys go whatever they are; a key counts when its last word is one of them.
PRIVATE_KEYS = frozenset(
    "token secret password passwd authorization key cookie signature text body payload words caption phone "
    "phone_number wa_id user_id recipient to from name email address".split()
)
PATTERNS = re.compile(
    r"""
    # kept: our own ids and times, which look like numbers
    (?P<kept> \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b
      | \b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)? )
    # access tokens of the Graph API, Bearer and Basic credentials, JSON web tokens
    | EA[A-Za-z0-9]{16,} | (?i:\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]+ | \beyJ[\w-]+\.[\w.-]+
    # name=value, "name": "value" of anything that calls itself a secret
    | (?i:(?:token|secret|passw(?:or)?d|api_?key|signature)["']?\s*[=:]\s*["']?)[^\s"'&,;]+
    # the password in an address
    | (?<=://)[^\s/@:]*:[^\s/@]+(?=@)
    # app secrets and digests: hexadecimal; other keys: long, with letters of both cases and digits
    | (?<![\w-])[0-9a-fA-F]{32,}(?![\w-])
    | (?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{32,}(?![\w-])
    # phone numbers: international with or without spaces, bare, and as Kenyans write their own
    | \+\d(?:[\s().-]{0,2}\d){6,14} | (?<![\w.])\d{9,15}(?![\w]) | (?<!\w)0\d{2,3}[\s-]\d{3}[\s-]\d{3,4}(?!\w)
    """,
    re.VERBOSE,
)
# Shorter words of a customer's are taken out only where they stand alone: "ok" must not eat "token".
SHORTEST_ANYWHERE = 4


def redacted(text: str, *, private: Sequence[str] = ()) -> str:
    """`text` without anything that must not be read; `private` are texts to take out wherever they stand.

    It can be stored anywhere afterwards: without NUL, without halves of surrogate pairs.
    """
    text = _storable(text)
    if private:
        text = _words(tuple(map(_storable, private))).sub(OUT, text)
    return PATTERNS.sub(_keep, text)


def _storable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode().replace("\x00", "\\0")


def redacted_value(key: str, value: Any, *, private: Sequence[str] = ()) -> Any:
    """A field's value: gone where its key is private, otherwise cleaned, also within lists and mappings."""
    if is_private(key) and value not in (None, ""):
        return OUT
    if isinstance(value, Mapping):
        return {
            _storable(str(name)): redacted_value(str(name), one, private=private)
            for name, one in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted_value("", one, private=private) for one in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int) and len(str(value)) < 9:
        return value
    return redacted(str(value), private=private)


def is_private(key: str) -> bool:
    name = key.lower().replace("-", "_")
    return name in PRIVATE_KEYS or name.rsplit("_", 1)[-1] in PRIVATE_KEYS


def _keep(found: re.Match[str]) -> str:
    return found["kept"] or OUT


@lru_cache(maxsize=64)
def _words(private: tuple[str, ...]) -> re.Pattern[str]:
    """Also as `repr` and JSON write them, and line by line: a traceback quotes them so."""
    forms = {form for text in private for form in _forms(text)}
    # the longest first, so that no rest of it is left
    ordered = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, ordered)) or r"(?!)")


def _forms(text: str) -> set[str]:
    lines = {text, text.strip(), *(line.strip() for line in text.splitlines())}
    quoted = {repr(line)[1:-1] for line in lines} | {ascii(line)[1:-1] for line in lines}
    json = {line.encode("unicode_escape").decode().replace('"', '\\"') for line in lines}
    return {form for form in lines | quoted | json if form}


def _pattern(form: str) -> str:
    found = re.escape(form)
    return found if len(form) >= SHORTEST_ANYWHERE else rf"(?<!\w){found}(?!\w)"
