"""Releases as immutable folders beside one another, and `current`, the link that says which one runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Release:
    """`manifest` is release.json as written when it was built and deployed."""

    id: str
    folder: Path
    built_at: datetime
    revision: str
    manifest: Mapping[str, Any]

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"


class Releases(Protocol):
    def list(self) -> Sequence[Release]:
        """Oldest first."""

    def active(self) -> Release | None:
        """Where `current` points."""

    def named(self, release: str) -> Release:
        """Raises Refused with those there are."""

    def activate(self, release: Release) -> None:
        """Moves the link in one atomic step; starts and stops nothing."""
