"""supervisord, asked over its unix socket."""

import http.client
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from wabot_rollback.errors import StepFailed
from wabot_rollback.services.manager import State
from wabot_rollback.services.services import Service

STATES = {
    "RUNNING": State.RUNNING,
    "STARTING": State.STARTING,
    "BACKOFF": State.STARTING,
    "STOPPING": State.STOPPING,
    "FATAL": State.FAILED,
}
# gunicorn starts new workers before the old ones end.
RELOADED_BY = {Service.WEB: "HUP"}


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Its programs bear the services' own names."""

    socket: Path

    def state(self, service: Service) -> tuple[State, int]:
        info = self._ask("getProcessInfo", service.value)
        return STATES.get(info["statename"], State.STOPPED), int(info["pid"])

    def stop(self, service: Service) -> None:
        self._ask("stopProcess", service.value, False, unless=Faults.NOT_RUNNING)

    def start(self, service: Service) -> None:
        self._ask("startProcess", service.value, False, unless=Faults.ALREADY_STARTED)

    def reload(self, service: Service) -> bool:
        if (number := RELOADED_BY.get(service)) is None:
            return False
        self._ask("signalProcess", service.value, number)
        return True

    def _ask(self, method: str, *arguments: str | bool, unless: int | None = None) -> Any:
        with closing(SupervisorTransport(None, None, f"unix://{self.socket}")) as transport:
            proxy = ServerProxy("http://localhost", transport=transport)
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except Fault as fault:
                if fault.faultCode == unless:
                    return None
                said = f"{method} {' '.join(map(str, arguments))}: {fault.faultString}"
                raise StepFailed(f"supervisor: {said}") from fault
            except (OSError, http.client.HTTPException) as error:
                raise StepFailed(f"the supervisor at {self.socket} does not answer ({error})") from error
