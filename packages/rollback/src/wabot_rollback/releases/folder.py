"""Releases as immutable folders beside one another, and `current`, the link that says which one runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Release:
    """`manifest` is release.json as written when it was built, and under "deployment" what was written when it was
    deployed, see releases.manifest.
    """

    id: str
    folder: Path
    built_at: datetime
    revision: str
    manifest: Mapping[str, Any]

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def deployment(self) -> Mapping[str, Any]:
        """Empty where it never was deployed."""
        found: Mapping[str, Any] = self.manifest.get("deployment", {})
        return found


class Releases(Protocol):
    def list(self) -> Sequence[Release]:
        """Oldest first."""

    def active(self) -> Release | None:
        """Where `current` points; None also where that folder has vanished."""

    def named(self, release: str) -> Release:
        """Raises Refused with those there are."""

    def before(self, release: Release) -> Release | None:
        """The one that ran when this one was deployed; None where it was the first or that one is gone."""

    def taken_back(self) -> Release | None:
        """What a rollback of code has replaced by the active one; None where the active one was deployed."""

    def activate(self, release: Release) -> None:
        """Moves the link in one atomic step; starts and stops nothing."""
