"""What can be wrong with a journal."""


class JournalError(Exception):
    """Never raised itself."""


class NoJournal(JournalError):
    def __init__(self) -> None:
        super().__init__("this database holds no journal: run `python -m wabot_edge.journal migrate`")


class OldJournal(JournalError):
    def __init__(self, *, found: int, needed: int) -> None:
        super().__init__(
            f"the journal's schema is version {found}, {needed} is needed:"
            " run `python -m wabot_edge.journal migrate`"
        )


class NewJournal(JournalError):
    """Written by a later release that said this one may not read it."""

    def __init__(self, *, found: int, readable_from: int, known: int) -> None:
        super().__init__(
            f"the journal's schema is version {found}, readable from {readable_from} on; this code knows {known}:"
            " start a newer release"
        )


class MayNotErase(JournalError):
    def __init__(self, *, login: str) -> None:
        super().__init__(
            f"the login {login!r} may not take on the role wabot_eraser:"
            f" as an administrator run `GRANT wabot_eraser TO {login}`"
        )


class UnreadableMaintenance(JournalError):
    """The file of a host, or a record, that says nothing of maintenance that could be understood."""

    def __init__(self, *, where: str, why: str) -> None:
        super().__init__(
            f"{where} does not say whether maintenance is on ({why}): say `maintenance_mode` anew"
        )
