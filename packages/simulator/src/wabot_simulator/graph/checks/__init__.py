"""Checks of what a shop sends, before anything is accepted."""

from .content import FindMedium
from .message import Outgoing, check

__all__ = ["FindMedium", "Outgoing", "check"]
