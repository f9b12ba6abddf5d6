"""Every sentence of the bot, by its English original, in the customer's language."""

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("en", "sw")
LOCALE = Path(__file__).resolve().parent.parent / "locale"


@cache
def sentences(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def say(language: str, msgid: str, **values: object) -> str:
    """The sentence for `msgid`, with `{placeholders}` filled in. Raises KeyError for an unknown sentence."""
    return sentences(language)[msgid].format(**values)
