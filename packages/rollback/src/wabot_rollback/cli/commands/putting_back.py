"""`rollback put-back`: see salvage.cli."""

from wabot_rollback.salvage.cli import run

__all__ = ["run"]
