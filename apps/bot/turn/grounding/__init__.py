"""Grounded validation: the house's promise that a reply says only what is true."""

from apps.bot.turn.grounding.evidence import Evidence, Grounded
from apps.bot.turn.grounding.ground import ground

__all__ = ["Evidence", "Grounded", "ground"]
