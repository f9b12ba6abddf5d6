"""Turns wait while the house is being worked on."""

from functools import cache
from pathlib import Path

from django.conf import settings
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_edge.journal.maintenance_watch import Watch


@cache
def _file_in(folder: Path) -> MaintenanceFile:
    # one per process, for it remembers what it read
    return MaintenanceFile(folder)


def maintenance_file() -> MaintenanceFile:
    """This host's."""
    return _file_in(settings.WABOT_STATE_DIR)


def maintenance_state() -> Maintenance | None:
    """What was said last of maintenance, on or off; None where nobody ever said anything. Needs no server."""
    return maintenance_file().last_readable()


def watch_maintenance() -> None:
    """Called once by each long-running process, after it forked."""
    Watch(settings.WABOT_STATE_DIR, settings.JOURNAL_DATABASE_URL).start()
