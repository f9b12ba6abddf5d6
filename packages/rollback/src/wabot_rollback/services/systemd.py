"""systemd, asked by its own command."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.services.manager import State
from wabot_rollback.services.services import Service

UNITS = {
    Service.WEB: "gunicorn",
    Service.WORKER: "celery-worker",
    Service.BEAT: "celery-beat",
    Service.PROJECTOR: "wabot-projector",
    Service.SENDER: "wabot-sender",
    Service.INTAKE: "wabot-intake",
}
STATES = {
    "active": State.RUNNING,
    "reloading": State.RUNNING,
    "activating": State.STARTING,
    "deactivating": State.STOPPING,
    "failed": State.FAILED,
}
RELOADABLE = frozenset({Service.WEB})
ANSWERS_WITHIN_S = 15


@dataclass(frozen=True, slots=True)
class Systemd:
    """`systemctl` is the command's beginning, `("sudo", "-n", "systemctl")` say."""

    systemctl: Sequence[str]

    def state(self, service: Service) -> tuple[State, int]:
        said = self._run("show", "--property=ActiveState,MainPID", UNITS[service])
        found = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        return STATES.get(found.get("ActiveState", ""), State.STOPPED), int(found.get("MainPID") or 0)

    def stop(self, service: Service) -> None:
        self._run("stop", "--no-block", UNITS[service])

    def start(self, service: Service) -> None:
        self._run("start", "--no-block", UNITS[service])

    def reload(self, service: Service) -> bool:
        if service not in RELOADABLE:
            return False
        self._run("reload", UNITS[service])
        return True

    def _run(self, *arguments: str) -> str:
        command = [*self.systemctl, *arguments]
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, timeout=ANSWERS_WITHIN_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StepFailed(f"{' '.join(command)}: {error}") from error
        if ran.returncode != 0:
            said = ran.stderr.strip() or ran.stdout.strip() or f"exit {ran.returncode}"
            raise StepFailed(f"{' '.join(command)}: {said.splitlines()[-1]}")
        return ran.stdout
