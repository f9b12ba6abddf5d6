"""Celery's processes: titles by which operators find them, memory that parent and children share, switches."""

import gc
from typing import Any

from billiard import current_process
from celery.signals import beat_init, worker_before_create_process, worker_process_init, worker_ready
from setproctitle import setproctitle


def prepare_processes() -> None:
    # Celery's own titles begin with `[celeryd`; runbooks say `pgrep -f "celery worker"`, as for its beat.
    worker_ready.connect(_name_main, weak=False)
    worker_process_init.connect(_name_child, weak=False)
    worker_process_init.connect(_watch_maintenance, weak=False)
    worker_before_create_process.connect(_freeze, weak=False)
    worker_ready.connect(_main_obeys_switches, weak=False)
    worker_process_init.connect(_child_obeys_switches, weak=False)
    beat_init.connect(_beat_obeys_switches, weak=False)


def _name_main(sender: Any, **_: Any) -> None:
    setproctitle(f"celery worker: {sender.hostname}")


def _watch_maintenance(**_: Any) -> None:
    # Celery's settings are read before the apps are: only now can they be imported.
    from apps.bot.services.maintenance import watch_maintenance

    watch_maintenance()


def _name_child(**_: Any) -> None:
    setproctitle(f"celery worker: {current_process().name}")


def _freeze(**_: Any) -> None:
    """A child's collector writes into every object it looks at, and what is written to is shared no more."""
    gc.collect()
    gc.freeze()


# Each names its own: with a pool of threads there is only the main process; otherwise only children run tasks.
def _main_obeys_switches(sender: Any, **_: Any) -> None:
    _obey("WORKER", str(sender.hostname))


def _child_obeys_switches(**_: Any) -> None:
    _obey("WORKER", f"worker {current_process().name}")


def _beat_obeys_switches(**_: Any) -> None:
    _obey("BEAT", "beat")


def _obey(kind: str, name: str) -> None:
    from apps.operations.models import ProcessKind
    from apps.operations.services.switches import obey_switches

    obey_switches(ProcessKind[kind], name)
