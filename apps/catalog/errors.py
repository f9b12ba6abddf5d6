"""What can go wrong with a whole catalogue. A single bad row is reported, never raised."""


class CatalogueError(Exception):
    """Never raised itself."""


class UnknownFormat(CatalogueError):
    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name}: no known format (its columns or keys fit none of ours); name one with --format"
        )


class UnreadableFile(CatalogueError):
    def __init__(self, *, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
