"""What can go wrong, for people: each says what to do next."""


class RollbackError(Exception):
    """Its words are shown as they are."""


class StepFailed(RollbackError):
    """The step's `do` ended without what it is for. What it had changed is known to `probe`."""


class Fenced(RollbackError):
    """Another process has taken the run over: whoever holds an older token must change nothing more."""


class Refused(RollbackError):
    """Nothing was changed, because it must not be: bad input, no approval, a check that failed."""
