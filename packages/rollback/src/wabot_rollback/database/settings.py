"""The plan's `database` section."""

from pathlib import Path

from pydantic import Field

from wabot_rollback.plan.section import Section


class DatabaseSection(Section):
    tools: Path | None = Field(
        default=None,
        description="The folder of pg_dump, pg_restore and psql; unset: found by the server, then by PATH.",
    )
    jobs: int = Field(
        default=2, ge=1, le=64, description="How many connections a restore uses beside each other."
    )
    compression: int = Field(default=1, ge=0, le=9, description="Of dumps: 0 none, 1 quick, 9 small.")
    forensic_role: str = Field(
        default="wabot_forensic", description="The one role that may look into a condemned database."
    )
    longest_s: float = Field(default=3600, gt=0, description="The longest that one dump or restore may take.")
    accept_findings: bool = Field(
        default=False,
        description="Go on though the restored database's own integrity check finds something.",
    )
