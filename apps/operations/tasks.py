"""What beat wakes on behalf of the house itself."""

from datetime import UTC

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.messaging.services.media.store import media_store
from apps.operations.integrity.nightly import check_by_night
from apps.operations.logs.writing import Tended, tend_logs
from apps.operations.models import HeartbeatKind
from apps.operations.notices.sending import give_up_gone
from apps.operations.services.erasure import apply_erasures
from apps.operations.services.heartbeats import forget_old, note
from apps.operations.services.processes import journal_connection
from apps.operations.services.pruning import prune_journal


@shared_task
def pulse() -> None:
    """That this runs at all says: beat ticks, the broker carries, a worker takes."""
    now = timezone.now()
    note("beat", HeartbeatKind.BEAT, at=now)
    forget_old(now=now)


@shared_task
def prune_journal_nightly() -> int:
    with journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot pruning") as journal:
        return prune_journal(journal, days=settings.WABOT_JOURNAL_DAYS, now=timezone.now()).deleted


@shared_task
def apply_erasures_nightly() -> int:
    """WhatsApp delivers late: a status of an old message, a message that came after its sender was erased."""
    with journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot erasure") as journal:
        return apply_erasures(journal=journal, store=media_store(), now=timezone.now()).journal_records


@shared_task
def check_integrity_nightly() -> int | None:
    """One of the worker's processes reads, table by table; the others answer meanwhile."""
    with journal_connection(settings.JOURNAL_DATABASE_URL, application="wabot integrity") as journal:
        return check_by_night(journal)


@shared_task
def tend_logs_hourly() -> Tended:
    """Twice a day would do; a table that somebody reads just now is tended an hour later."""
    return tend_logs(keep_days=settings.WABOT_LOG_DAYS, today=timezone.now().astimezone(UTC).date())


@shared_task
def give_up_gone_notices() -> int:
    """Whoever looks at a notice learns that its sender died, also when nobody sends it again."""
    return give_up_gone(timezone.now())
