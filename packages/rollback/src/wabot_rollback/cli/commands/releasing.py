"""`rollback release …`: see releases.cli."""

from wabot_rollback.releases.cli import run

__all__ = ["run"]
