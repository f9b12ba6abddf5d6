"""What a plugged-in model must offer. The adapter lives with the services; nothing here calls out."""

from collections.abc import Sequence
from typing import Protocol

from apps.bot.turn.types import TurnInput, TurnOutcome
from apps.catalog.facts import ProductFacts


class Wordsmith(Protocol):
    """Puts a decided outcome into friendlier words; it decides nothing.

    Returns None when it has nothing better, failed or was too slow; `decide` takes its text as
    `draft`, checks it like any reply and falls back on the deterministic one.
    """

    def reply(self, turn: TurnInput, outcome: TurnOutcome, facts: Sequence[ProductFacts]) -> str | None: ...
