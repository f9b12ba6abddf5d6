"""What operators' commands refuse, and why. Nothing was changed when one of these is raised."""


class Refused(Exception):
    """Never raised itself."""


class RewindRefused(Refused):
    pass


class NotParked(Refused):
    def __init__(self, offsets: list[int]) -> None:
        super().__init__(f"no parked record has the offset {', '.join(map(str, offsets))}")


class PruningRefused(Refused):
    pass
