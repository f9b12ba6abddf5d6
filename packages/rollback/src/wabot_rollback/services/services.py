"""The platform's services as the plan names them, whatever starts and stops them here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from wabot_rollback.releases.folder import Release


class Service(StrEnum):
    WEB = "web"  # unit gunicorn
    WORKER = "worker"  # unit celery-worker
    BEAT = "beat"  # unit celery-beat
    PROJECTOR = "projector"  # unit wabot-projector
    SENDER = "sender"  # unit wabot-sender
    INTAKE = "intake"  # unit wabot-intake: no strategy ever stops it


@dataclass(frozen=True, slots=True)
class Standing:
    """`pids` of every process there is of it on `host`, those that `--detach` started among them.

    `running`: there is one, and its manager does not call it starting or dying. `mains` are those of `pids` that are
    no other's child: two of beat are one too many. `releases` are the ids that the processes were started from; empty
    where they run from no folder of releases. `managed`: its manager keeps one running; what was started past it, and
    is to end soon, is none.
    """

    service: Service
    host: str
    running: bool
    pids: tuple[int, ...]
    mains: tuple[int, ...] = ()
    releases: tuple[str, ...] = ()
    managed: bool = True


@dataclass(frozen=True, slots=True)
class Workers:
    """What the workers themselves say, over the broker. `waiting`: accepted, to be begun at a later time."""

    names: tuple[str, ...]
    in_flight: int
    waiting: int
    took_s: float


class Services(Protocol):
    """Raises StepFailed where the manager does not do as told within the time.

    `sparing` is a release's id: its processes are passed over, as if there were none.
    """

    def standing(self, service: Service, *, sparing: str | None = None) -> Sequence[Standing]:
        """One per host of the plan."""

    def stop(self, *services: Service, within_s: float, sparing: str | None = None) -> None:
        """All at once. Returns when no process of them is left anywhere."""

    def start(self, *services: Service, within_s: float) -> None:
        """All at once. Returns when the manager calls them running; whether they answer is for others to ask."""

    def reload(self, service: Service, *, within_s: float) -> None:
        """A graceful restart: nobody is refused meanwhile where the service can do so."""

    def start_beside(self, release: Release, *, within_s: float) -> None:
        """Workers, projector and sender of `release`, past the manager, beside those that run.

        So a customer's message goes on while the manager's own are stopped and started. Returns when they take work.
        Safe to call again.
        """

    def stop_beside(self, release: Release, *, within_s: float) -> None:
        """What `start_beside` started of this release; the manager's own stay. Returns when they have ended."""

    def beside(self, release: Release) -> Sequence[int]:
        """The main processes of `release` that no manager started."""

    def drain(self, *, within_s: float, sparing: str | None = None) -> Workers:
        """Every worker takes nothing new from now on; returns when nothing is in flight, or when the time is up.

        Beat is to be stopped before. A worker that is started again takes work as ever.
        """

    def ask_workers(self, *, within_s: float) -> Workers:
        """Who answers over the broker: as many as there are main processes, unless the time is up."""
