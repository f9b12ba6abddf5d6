"""Process titles by which operators find Celery's processes: `pgrep -f "celery worker"`, as its beat's already is."""

from typing import Any

from billiard import current_process
from celery.signals import worker_process_init, worker_ready
from setproctitle import setproctitle


def name_processes() -> None:
    """Celery's own titles begin with `[celeryd`, which no runbook looks for."""
    worker_ready.connect(_name_main, weak=False)
    worker_process_init.connect(_name_child, weak=False)


def _name_main(sender: Any, **_: Any) -> None:
    setproctitle(f"celery worker: {sender.hostname}")


def _name_child(**_: Any) -> None:
    setproctitle(f"celery worker: {current_process().name}")
