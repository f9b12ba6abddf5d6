"""Serving: one process, one port, a stop that does not wait for open pages."""

import signal
import socket
from types import FrameType

import uvicorn

from .app import make_app
from .cutting import CuttableProtocol
from .errors import BadSetting
from .settings import Settings
from .simulator import Simulator


class _Server(uvicorn.Server):
    """Ends open event streams when told to stop, and then exits with 0."""

    def __init__(self, config: uvicorn.Config, simulator: Simulator) -> None:
        super().__init__(config)
        self._simulator = simulator

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # open pages would otherwise be waited for; the signal is not passed on, so the exit code stays 0
        self._simulator.hub.close()
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True


def bind(settings: Settings) -> socket.socket:
    """Take the port before anything else is begun. Raises BadSetting when it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    # a restart must not wait for the last connections of the run before
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        # from here on callers wait in the queue instead of being refused until everything is up
        listener.listen(2048)
    except OSError as error:
        listener.close()
        where = f"{settings.host}:{settings.port}"
        raise BadSetting(
            f"--host, --port: {where} cannot be taken ({error.strerror}); free it or give another"
        ) from error
    return listener


def make_server(settings: Settings) -> tuple[uvicorn.Server, Simulator]:
    simulator = Simulator(settings)
    config = uvicorn.Config(
        make_app(simulator),
        http=CuttableProtocol,
        # one line says where it is; each request would be thousands in a drill
        log_level="warning",
        # slow answers on purpose may last minutes; a stop cuts them
        timeout_graceful_shutdown=1,
        timeout_keep_alive=30,
        backlog=2048,
    )
    return _Server(config, simulator), simulator
