"""What operators' commands refuse, and why. Nothing was changed when a Refused is raised."""


class Refused(Exception):
    """Never raised itself."""


class RewindRefused(Refused):
    pass


class NotParked(Refused):
    def __init__(self, offsets: list[int]) -> None:
        super().__init__(f"no parked record has the offset {', '.join(map(str, offsets))}")


class PruningRefused(Refused):
    pass


class ErasureRefused(Refused):
    pass


class ErasureKeyMissing(Refused):
    def __init__(self, entries: int) -> None:
        super().__init__(
            f"{entries} entries of the erasure list were made with a key that is no longer given: add that key to"
            " WABOT_DATA_KEYS, or give the WABOT_SECRET_KEY of then"
        )


class NotCaughtUp(Exception):
    """What was read stays read: the same command goes on from there."""

    def __init__(self, *, head: int, within_s: float) -> None:
        super().__init__(
            f"the journal was not read up to offset {head} within {within_s:g} s; run it again to go on"
        )


class BadFile(Refused):
    """No file of the kind that was asked for."""
