"""What keeps the intake from starting, and what makes it answer 503."""

from pathlib import Path
from typing import ClassVar


class CannotStart(Exception):
    """Never raised itself. The text is the one line the operator reads; `exit_code` is what the shell sees."""

    exit_code: ClassVar[int] = 2


class BadSettings(CannotStart):
    """The text names each variable that is missing or wrong."""


class PortTaken(CannotStart):
    def __init__(self, *, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"cannot listen on {host} port {port} ({reason}):"
            " choose another by WABOT_INTAKE_HOST and WABOT_INTAKE_PORT"
        )


class SpoolUnusable(CannotStart):
    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(f"WABOT_SPOOL_DIR: {directory}: {reason}")


class UnfitJournal(CannotStart):
    """The database answers, but holds no journal that this release can write."""

    exit_code = 1


class NotKept(Exception):
    """Never raised itself. The sender is told to come again; nothing is promised about the record."""


class Busy(NotKept):
    """More is waiting to be kept than the queue may hold, or the intake is stopping."""


class SpoolFull(NotKept):
    pass


class SpoolFailed(NotKept):
    """The disk refused; the text says how."""


class JournalAway(Exception):
    """The journal cannot be reached, does not answer in time, or takes no record at all."""


class BadRecords(Exception):
    """At least one of these records cannot be stored as it is; none of them was."""
