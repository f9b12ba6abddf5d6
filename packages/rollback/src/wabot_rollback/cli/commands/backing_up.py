"""`rollback backup …`: see database.cli."""

from wabot_rollback.database.cli import run

__all__ = ["run"]
