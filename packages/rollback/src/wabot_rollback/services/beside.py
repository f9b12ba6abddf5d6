"""Processes of one release started past the manager, to carry customers' messages while the manager's own change.

They are found as `--detach`ed ones are: by what they are called and the release they run from. An engine that dies
leaves them running, and they do no harm: the next one counts, drains and stops them. They do not bear the run's mark
(runs.calling.MARK), since they are to outlive the step that starts them.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.local import NOT_HANDED_ON
from wabot_rollback.releases.folder import Release
from wabot_rollback.runs.calling import MARK
from wabot_rollback.services.services import Service

NAME = "handover"
COMMANDS: Mapping[Service, tuple[str, ...]] = {
    Service.WORKER: (
        *("-m", "celery", "-A", "config", "worker", "--loglevel", "INFO", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle", "--hostname", f"{NAME}@%h"),
    ),
    Service.PROJECTOR: ("manage.py", "run_projector", "--name", NAME),
    Service.SENDER: ("manage.py", "run_sender", "--name", NAME),
}
# The shell ends at once, so that what it started is nobody's child and nobody's zombie.
DETACHED = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 &'
SOURCES = ("", "packages/edge/src")


def begin_beside(release: Release, service: Service, environment: Mapping[str, str], log: Path) -> None:
    sources = os.pathsep.join(str(release.folder / source) for source in SOURCES)
    ran = subprocess.run(
        ["/bin/sh", "-c", DETACHED, "sh", str(log), str(release.python), *COMMANDS[service]],
        cwd=release.folder,
        env={
            **{name: value for name, value in environment.items() if name not in (MARK, *NOT_HANDED_ON)},
            "PYTHONPATH": sources,
            "WABOT_DB_ROLE": "wabot_system",
        },
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    if ran.returncode != 0:
        raise StepFailed(f"{service} of {release.id} cannot be started: {ran.stderr.strip()}")
