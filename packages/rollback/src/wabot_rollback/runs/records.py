"""The kinds of lines that a run leaves in the log."""

from enum import StrEnum


class Kind(StrEnum):
    REQUESTED = "requested"  # who, what, why, by which plan
    APPROVED = "approved"
    REVOKED = "revoked"  # a standing approval
    TAKEN = "taken"  # a process goes on with the run
    ENDED = "ended"  # what an earlier process had left running
    BEGAN = "began"  # every check of this strategy held: from here on things change
    INTENT = "intent"
    OUTCOME = "outcome"
    FAILED = "failed"
    VERIFIED = "verified"
    HALTED = "halted"
    FINISHED = "finished"
    ESCALATED = "escalated"
    ABORT_ASKED = "abort-asked"
    ABORTED = "aborted"
    UNDO_BEGAN = "undo-began"
    UNDO_INTENT = "undo-intent"
    UNDONE = "undone"
    UNDO_FAILED = "undo-failed"
    UNDO_FINISHED = "undo-finished"
    DRILLED = "drilled"  # a drill elsewhere: how long its steps took
