"""Checks of what a shop sends, before anything is accepted."""

from .message import Outgoing, check

__all__ = ["Outgoing", "check"]
