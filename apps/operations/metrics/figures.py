"""What is read from the database when Prometheus asks: counts over all shops, no row of any.

In the role of the system, as operators' pages are: the selectors are theirs, and what leaves here are numbers only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from apps.bot.models import FeatureHold
from apps.inbox.selectors import open_tickets_count, tickets_by_reason, tickets_per_day
from apps.messaging.selectors import SETTLED_AFTER, Completion, completion
from apps.operations.selectors.serving import Served, served
from apps.operations.services.liveness import known_processes
from apps.tenants.isolation import operator_scope

DAY, BASELINE = timedelta(days=1), timedelta(days=7)
LATELY = timedelta(minutes=15)
STATEMENT_TIMEOUT = "5s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`processes`: (kind, life) → how many. `held`: feature → how many holds."""

    processes: Mapping[tuple[str, str], int]
    held: Mapping[str, int]
    served: Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """`settled`: conversations of the newest day that is settled; `before`: of the seven days before that one.

    `opened`: tickets of the last 24 hours, by reason; `opened_before`: of the seven days before them.
    """

    settled: Completion
    before: Completion
    opened: Mapping[str, int]
    opened_before: int
    tickets_open: int


def read_service() -> Service:
    """Raises django.db.Error."""
    now = timezone.now()
    with _looking():
        return Service(
            processes=Counter((one.kind, one.life.value) for one in known_processes()),
            held=dict(FeatureHold.objects.order_by().values_list("feature").annotate(Count("pk"))),
            served=served(since=now - LATELY),
        )


def read_trade() -> Trade:
    """Raises django.db.Error."""
    now = timezone.now()
    yesterday = now - DAY
    with _looking():
        per_day = tickets_per_day(since=yesterday - BASELINE, until=yesterday, zone=ZoneInfo("UTC"))
        return Trade(
            settled=completion(since=now - SETTLED_AFTER - DAY, now=now),
            before=completion(since=yesterday - SETTLED_AFTER - BASELINE, now=yesterday),
            opened=tickets_by_reason(since=yesterday, until=now),
            opened_before=sum(per_day.values()),
            tickets_open=open_tickets_count(),
        )


@contextmanager
def _looking() -> Iterator[None]:
    try:
        with operator_scope(), connection.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
            yield
    finally:
        # Threads that ask come and go: none leaves a connection behind.
        connection.close()
