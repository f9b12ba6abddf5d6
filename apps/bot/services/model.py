"""The plugged-in model, where the settings name one."""

from apps.bot.turn.model import Wordsmith


def wordsmith_of_settings() -> Wordsmith | None:
    return None
