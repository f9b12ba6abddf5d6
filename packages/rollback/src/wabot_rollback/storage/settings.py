"""The plan's `storage` section. Where backups lie is the environment's: WABOT_BACKUP_URL, `file:` or `s3:`."""

from pathlib import Path

from pydantic import Field

from wabot_rollback.plan.section import Section


class StorageSection(Section):
    prefix: str = Field(
        default="production",
        pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$",
        description="Backups of deployments lie under it, those of rollbacks under its `rollbacks/`.",
    )
    endpoint: str | None = Field(
        default=None, pattern=r"^https?://", description="Of an S3-compatible server; unset: Amazon's."
    )
    region: str = Field(default="us-east-1", description="Of S3.")
    key_file: Path | None = Field(
        default=None,
        description="Encrypt at rest: keys of 32 bytes in base64, one a line, the newest first. Unset: not encrypted.",
    )
    keep: int = Field(
        default=7, ge=1, description="How many backups of each kind stay, beside those that are needed."
    )
