"""Text as WhatsApp shows it: cleaned, shortened at words, safe from formatting."""

import re
import unicodedata

ELLIPSIS = "…"

# WhatsApp has no escape character, so a sign that would pair up becomes its look-alike.
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPACES = re.compile(r"\s+")
# Turning marks reverse the rest of a line they were never meant for.
_TURNING_MARKS = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
_JOINER = "\u200d"
# Joiner, emoji presentation and skin tones belong to the character before them.
_FOLLOWERS = {_JOINER, "\ufe0f", *"\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"}


def _printable(char: str) -> bool:
    return char == "\n" or (unicodedata.category(char) not in {"Cc", "Cs"} and char not in _TURNING_MARKS)


def cleaned(text: str) -> str:
    """Without control characters; line breaks stay."""
    breaks = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in breaks if _printable(char))


def one_line(text: str) -> str:
    return _SPACES.sub(" ", cleaned(text)).strip()


def unformatted(text: str) -> str:
    return one_line(text).translate(_LOOKALIKES)


def folded(text: str) -> str:
    """Lower case, without accents and compatibility forms, so that typed words compare."""
    # Folded twice: a letter may only come to light once its compatibility form is gone.
    lower = unicodedata.normalize("NFKD", cleaned(text)).casefold()
    decomposed = unicodedata.normalize("NFKD", lower).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("’", "'")


def tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(folded(text)))


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where one fits; never in the middle of an emoji."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return text[: max(limit, 0)]
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        space = head.rfind(" ")
        head = head[:space] if space >= limit // 2 else _whole_characters(head, text[limit - 1])
    return head.rstrip(" ,;:-–—·/") + ELLIPSIS


def _whole_characters(head: str, following: str) -> str:
    while head and (following in _FOLLOWERS or unicodedata.combining(following) or head[-1] == _JOINER):
        following, head = head[-1], head[:-1]
    return head


def joined_within(parts: list[str], separator: str, limit: int) -> str:
    """As many leading parts as fit whole: a price is left out rather than broken."""
    text = ""
    for part in (part for part in parts if part):
        longer = f"{text}{separator}{part}" if text else part
        if len(longer) > limit:
            break
        text = longer
    return text
