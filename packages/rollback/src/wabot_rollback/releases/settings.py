"""The plan's `releases` section."""

from pathlib import Path

from pydantic import Field

from wabot_rollback.plan.section import Section


class ReleasesSection(Section):
    folder: Path = Field(
        description="Where releases lie beside one another, and the links `current` and `previous`."
    )
    repository: Path = Field(description="The git repository that they are built from.")
    keep: int = Field(
        default=5, ge=2, description="How many `release prune` leaves, the needed ones included."
    )
    free_mb: int = Field(
        default=1500, ge=0, description="Free megabytes in that folder that a deployment asks for."
    )
