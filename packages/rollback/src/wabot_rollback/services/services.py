"""The platform's services as the plan names them, whatever starts and stops them here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Service(StrEnum):
    WEB = "web"  # unit gunicorn
    WORKER = "worker"  # unit celery-worker
    BEAT = "beat"  # unit celery-beat
    PROJECTOR = "projector"  # unit wabot-projector
    SENDER = "sender"  # unit wabot-sender
    INTAKE = "intake"  # unit wabot-intake: no strategy ever stops it


@dataclass(frozen=True, slots=True)
class Standing:
    """`pids` of every process there is of it on `host`, those that `--detach` started among them."""

    service: Service
    host: str
    running: bool
    pids: tuple[int, ...]


class Services(Protocol):
    """Raises StepFailed where the manager does not do as told within the time."""

    def standing(self, service: Service) -> Sequence[Standing]:
        """One per host of the plan."""

    def stop(self, service: Service, *, within_s: float) -> None:
        """Returns when no process of it is left anywhere."""

    def start(self, service: Service, *, within_s: float) -> None:
        """Returns when the manager calls it running; whether it answers is for others to ask."""

    def reload(self, service: Service, *, within_s: float) -> None:
        """A graceful restart: nobody is refused meanwhile where the service can do so."""
