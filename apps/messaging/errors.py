"""What can be wrong with a record, a send or a projector."""


class MessagingError(Exception):
    """Never raised itself."""


class UnknownKind(MessagingError):
    """A later release wrote it. It stays in the journal and is projected when a release knows it."""

    def __init__(self, *, kind: str, version: int) -> None:
        super().__init__(f"records of kind {kind!r}, version {version}, are not known to this release")


class UnknownNumber(MessagingError):
    def __init__(self, *, phone_number_id: str) -> None:
        super().__init__(
            f"no active shop has the phone_number_id {phone_number_id!r}: add the number, then run"
            " `manage.py projector retry-parked`"
        )


class LeaseLost(MessagingError):
    """Another projector took the partition, or moved its offset; nothing of the batch was written."""

    def __init__(self, partitions: set[int]) -> None:
        super().__init__(f"partitions {sorted(partitions)} are another projector's now")


class AnotherJournal(MessagingError):
    """Offsets of one journal mean nothing in another."""

    def __init__(self, *, partition: int, reason: str) -> None:
        super().__init__(
            f"partition {partition}: {reason}. Nothing is read until it is rewound:"
            " `manage.py projector rewind --to 0` reads the journal again, with dedupe"
        )


class MediaGone(MessagingError):
    """WhatsApp has the file no longer, or never had it for us: asking again brings nothing."""


class MediaRefused(MessagingError):
    """A file that is not taken in, whoever asks again."""


class MediaDelayed(MessagingError):
    """Not now. It may be had later, as long as WhatsApp keeps it."""


class MediaDamaged(MessagingError):
    """What came is not the file that WhatsApp announced."""
