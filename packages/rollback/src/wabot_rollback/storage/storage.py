"""Where backups are kept: a folder or an S3 bucket, by URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """`key` is the path under the URL: `production/rollbacks/backup_rollback_….sql`."""

    key: str
    size_bytes: int
    sha256: str
    at: datetime


class Storage(Protocol):
    """Raises StepFailed where the far side does not do as told; what was half written is not listed."""

    def put(self, file: Path, key: str) -> Stored:
        """Verified by reading back its checksum. Refuses to write over another content under the same key."""

    def get(self, key: str, to: Path) -> Stored:
        """Raises StepFailed when the content is not what was put."""

    def list(self, prefix: str = "") -> Sequence[Stored]:
        """Oldest first."""

    def delete(self, key: str) -> None: ...
