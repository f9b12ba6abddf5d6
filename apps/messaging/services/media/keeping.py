"""Putting a fetched file in its place and taking unneeded ones out, so that neither crosses the other.

The order that no crash can break: a row names the digest and that is committed; the file appears; the row says
stored. Deleting a row leaves its digest in MediaOrphan by a trigger, and a lock per digest keeps the look for
other rows and the deletion of the file together.
"""

import logging
from datetime import datetime

from django.db import connection, transaction

from apps.messaging.models import MediaFile, MediaOrphan, MediaState
from apps.messaging.services.media.claiming import LEASE, Claim
from apps.messaging.services.media.store import Incoming, MediaStore

log = logging.getLogger("wabot.media")


def keep(claim: Claim, incoming: Incoming, *, store: MediaStore, now: datetime) -> bool:
    """False when the row went meanwhile, or is another's by now: then nothing is left behind."""
    if not claim.still_mine().update(sha256=incoming.sha256, size_bytes=incoming.size_bytes):
        return False
    with transaction.atomic():
        _lock(incoming.sha256)
        store.place(incoming)
        stored = _say_stored(claim, now)
        if not stored and not _is_needed(incoming.sha256):
            store.discard(incoming.sha256)
    return stored


def keep_known(claim: Claim, *, store: MediaStore, now: datetime) -> bool:
    """Whether the announced file lies in the store already: sent before, or fetched before a restore."""
    if not claim.said_sha256:
        return False
    with transaction.atomic():
        _lock(claim.said_sha256)
        size_bytes = store.size_of(claim.said_sha256)
        if size_bytes is None:
            return False
        claim.still_mine().update(sha256=claim.said_sha256, size_bytes=size_bytes)
        return _say_stored(claim, now)


def discard_orphans(*, store: MediaStore, now: datetime) -> int:
    """Delete files whose rows are gone; return how many.

    An orphan is looked at until a lease has passed: its file may be about to appear, in the hands of a process
    that does not know yet that the row is gone.
    """
    gone = 0
    for orphan in list(MediaOrphan.objects.order_by("noted_at")):
        with transaction.atomic():
            _lock(orphan.sha256)
            if not _is_needed(orphan.sha256):
                gone += store.discard(orphan.sha256)
        # noted anew meanwhile: another row went, which the look above may still have seen
        MediaOrphan.objects.filter(pk=orphan.pk, noted_at=orphan.noted_at, noted_at__lt=now - LEASE).delete()
    if gone:
        log.info("deleted %d files that no message needs any more", gone)
    return gone


def _lock(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('wabot.media.' || %s, 0))", [sha256])


def _is_needed(sha256: str) -> bool:
    return MediaFile.objects.filter(sha256=sha256).exists()


def _say_stored(claim: Claim, now: datetime) -> bool:
    return bool(claim.still_mine().update(state=MediaState.STORED, reason="", settled_at=now))
