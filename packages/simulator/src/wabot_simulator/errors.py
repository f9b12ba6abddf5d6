"""What can be wrong with what a person or a program asks of the simulator itself.

Answers in Graph's own shape are in `graph.errors`; these are for start-up and for the control API.
"""

from typing import ClassVar


class SimulatorError(Exception):
    """Never raised itself. Nothing was changed; the text names the field and what to do."""

    http_status: ClassVar[int] = 400


class BadSetting(SimulatorError):
    """A setting, or the configuration file, cannot be used. Ends the start with code 2."""


class BadRequest(SimulatorError):
    def __init__(self, *, field: str, remedy: str) -> None:
        super().__init__(f"{field}: {remedy}")
        self.field = field


class Unknown(SimulatorError):
    http_status = 404

    def __init__(self, *, what: str, key: str, remedy: str) -> None:
        super().__init__(f"no {what} {key!r}; {remedy}")


class NothingToTap(Unknown):
    def __init__(self, *, row_id: str, customer: str) -> None:
        super().__init__(
            what="row or button",
            key=row_id,
            remedy=f"no message to {customer} offers it; read the conversation for the ids on show",
        )
