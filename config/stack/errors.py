"""What can go wrong with the embedded stack, sorted by what a person must know first: does anything run?"""

from typing import ClassVar


class StackError(Exception):
    """The text says why and what to do. `exit_code` is what the shell sees."""

    exit_code: ClassVar[int] = 1


class Refused(StackError):
    """Refused before anything was started; each line names the variable and the remedy."""

    exit_code = 2


class AlreadyRunning(StackError):
    def __init__(self, *, folder: str, pid: int) -> None:
        super().__init__(
            f"already running on {folder} (process {pid}): `make status` shows it, `make down` stops it"
        )


class DidNotStart(StackError):
    """What had been started is stopped again."""

    def __init__(self, *, program: str, why: str, log: str, last_lines: list[str]) -> None:
        said = "".join(f"\n    {line}" for line in last_lines)
        super().__init__(f"{program} {why}. The end of {log}:{said or ' (empty)'}")


class NotRunning(StackError):
    def __init__(self, *, folder: str) -> None:
        super().__init__(f"nothing runs on {folder}: `make up` starts it")
