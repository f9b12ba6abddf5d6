"""Whether a refused send may be tried again is a property of WhatsApp's error code, not a guess.

Source: Meta, "Cloud API error codes" (2026), merged with what three other senders retry; see
docs/decisions on sends. `details` of an error are for people, its title is going away: branch on the code.
"""

from enum import StrEnum


class RetryClass(StrEnum):
    BACK_OFF = "back_off"  # too fast: wait longer each time, it will go through
    FEW_TRIES = "few_tries"  # WhatsApp's own trouble
    SLOW_NUMBER = "slow_number"  # the whole number is being watched: pause it, tell people
    STOP_NUMBER = "stop_number"  # token, account or payment: nothing goes until a person has mended it
    WINDOW_CLOSED = "window_closed"  # only a template may be sent
    NEVER = "never"


_CODES = {
    RetryClass.BACK_OFF: {4, 80007, 130429, 131056, 131057, 133016},
    RetryClass.FEW_TRIES: {1, 2, 131000, 131016, 131052, 131053},
    RetryClass.SLOW_NUMBER: {131048, 131064},
    RetryClass.STOP_NUMBER: {0, 10, 190, *range(200, 300), 368, 131031, 131042, 131045},
    RetryClass.WINDOW_CLOSED: {131047},
}
_CLASS_OF = {code: kind for kind, codes in _CODES.items() for code in codes}

TRIES = {RetryClass.FEW_TRIES: 5}
LONGEST_PAUSE_S = 120.0


def retry_class_of(code: int) -> RetryClass:
    """NEVER for codes that nobody has seen: a message must not go out twice on a guess."""
    return _CLASS_OF.get(code, RetryClass.NEVER)


def pause_s(attempt: int) -> float:
    """Seconds before attempt number `attempt` + 1: 4ⁿ as WhatsApp asks, from n = 0, at most two minutes."""
    return min(4.0 ** min(attempt - 1, 4), LONGEST_PAUSE_S)
