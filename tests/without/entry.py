"""What one entry says: a rule, what of it is taken out where, and the test that must fail then."""

from dataclasses import dataclass

EDGE = "packages/edge/src/wabot_edge"
PROJECTING = "apps/messaging/services/projecting"
SENDING = "apps/messaging/services/sending"


@dataclass(frozen=True, slots=True)
class Without:
    """In `file` the text `there` gives way to `instead`; `test` is what fails without it."""

    rule: int
    what: str
    file: str
    there: str
    instead: str
    test: str
