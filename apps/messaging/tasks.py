"""Wake-ups. What is to be fetched stands in the database: a task that is lost, doubled or late changes nothing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.messaging.services.ending import end_silent
from apps.messaging.services.media.claiming import LEASE
from apps.messaging.services.media.fetching import Fetcher
from apps.messaging.services.media.keeping import discard_orphans
from apps.messaging.services.media.store import media_store
from apps.messaging.services.sending.limits import forget_idle
from apps.messaging.whatsapp.media_client import MediaClient
from apps.tenants.clock import DatabaseClock, database_now


@cache
def _client() -> MediaClient:
    return MediaClient(settings.WABOT_GRAPH_URL)


@shared_task
def fetch_media() -> int:
    """Fetch whatever files are due."""
    with _only_one_here() as is_free:
        if not is_free:
            return 0
        return Fetcher(media_store(), _client(), clock=DatabaseClock()).fetch_due()


@shared_task
def sweep_media() -> int:
    """Find what a lost wake-up missed, and take out what nobody needs any more."""
    now = timezone.now()
    discard_orphans(store=media_store(), now=now)
    media_store().sweep(older_than=(now - 2 * LEASE).timestamp())
    return fetch_media()


@shared_task
def end_silent_conversations() -> int:
    return end_silent(now=timezone.now())


@shared_task
def forget_idle_limits() -> int:
    """A row for each customer who was ever answered would else stay for ever."""
    return forget_idle(now=database_now())


@contextmanager
def _only_one_here() -> Iterator[bool]:
    """Of a machine's workers one fetches files; the others stay free to answer customers."""
    settings.WABOT_STATE_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.WABOT_STATE_DIR / "media-fetching.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
