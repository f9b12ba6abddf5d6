"""Every sentence of the bot, by its English original, in the customer's language."""

from collections.abc import Callable
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES = ("en", "sw")
LOCALE = Path(__file__).resolve().parent.parent / "locale"


def sentence(msgid: str) -> str:
    """Marks a sentence that stands in a table and is said later; the test of the catalogues finds it by this."""
    return msgid


def say(language: str, msgid: str, **values: object) -> str:
    """The sentence for `msgid`, with `{placeholders}` filled in. Raises KeyError for an unknown sentence."""
    return _sentences(language)[msgid][0].format(**values)


def say_count(language: str, one: str, many: str, count: int, **values: object) -> str:
    """Like `say`, in the form that `count` takes; both forms may use `{count}`."""
    forms = _sentences(language)[one]
    return forms[_plural_of(language)(count)].format(count=count, **values)


@cache
def _catalog(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def _sentences(language: str) -> dict[str, tuple[str, ...]]:
    """All forms of each sentence, by its first (English, singular) form."""
    return {_forms(message.id)[0]: _forms(message.string) for message in _catalog(language) if message.id}


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@cache
def _plural_of(language: str) -> Callable[[int], int]:
    return c2py(_catalog(language).plural_expr)
