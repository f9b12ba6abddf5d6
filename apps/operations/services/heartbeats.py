"""Signs of life that cost next to nothing: at most one row written every two seconds per process."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery.signals import task_postrun
from django.utils import timezone

from apps.operations.models import Heartbeat, HeartbeatKind

AT_MOST_EVERY_S = 2.0
FORGOTTEN_AFTER = timedelta(days=1)


def note(name: str, kind: HeartbeatKind, *, at: datetime) -> None:
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name[:120], kind=kind, seen_at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "seen_at"],
    )


def forget_old(*, now: datetime) -> int:
    """Processes that went for good. Return how many."""
    return Heartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()[0]


class WorkerPulse:
    """Notes that a worker of this process ended a task, whatever task it was."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted_at: float | None = None

    def __call__(self, *, task: Any, **_: Any) -> None:
        now = self._clock()
        if self._noted_at is not None and now - self._noted_at < AT_MOST_EVERY_S:
            return
        self._noted_at = now
        note(str(task.request.hostname), HeartbeatKind.WORKER, at=timezone.now())


def listen() -> None:
    """Called once per process, when the apps are ready."""
    task_postrun.connect(WorkerPulse(), weak=False, dispatch_uid="wabot.worker-pulse")
