"""What keeps the services of one host running: asked the same whatever it is."""

from enum import StrEnum
from typing import Protocol

from wabot_rollback.services.services import Service


class State(StrEnum):
    RUNNING = "running"
    STARTING = "starting"  # begun, and not yet so long alive as the manager asks for
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"  # it died, and the manager has given it up


class Manager(Protocol):
    """Every method returns at once. Raises StepFailed when the manager does not answer, or refuses."""

    def state(self, service: Service) -> tuple[State, int]:
        """And the main process's id, 0 where there is none."""

    def stop(self, service: Service) -> None:
        """Nothing happens when it does not run."""

    def start(self, service: Service) -> None:
        """Nothing happens when it runs already."""

    def reload(self, service: Service) -> bool:
        """Whether it can: otherwise nothing has happened."""
