"""What links and e-mail addresses look like; the words in them name nothing."""

import re

_TOP = "com|org|net|info|biz|shop|store|app|online|site|co|io|me|ke|tz|ug|rw|za|ng|uk|us|eu|de|cc|ly|to|link|africa|dev|xyz"
URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:{_TOP})(?![\w-])(?:/[^\s<>\"']*)?"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")


def bare_link(link: str) -> str:
    """Without scheme and "www."; paths differ by case, hosts do not."""
    host, slash, path = _SCHEME.sub("", link.strip()).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")
