"""Is a program up? Asked from outside, as its users would; each question brings its own limit of time."""

import http
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

import kombu.exceptions
import psutil
import redis
from celery import Celery

from config.stack.plan import Plan
from config.stack.programs import Program
from config.stack.supervisor import State

PATIENCE_S = 2.0
# A worker that is up answers at once; while it is not, others wait for this question too.
PONG_WITHIN_S = 0.5


@dataclass(frozen=True, slots=True)
class Probes:
    plan: Plan
    variables: Mapping[str, str]

    def is_up(self, program: Program, state: State) -> bool:
        """`state` is what the supervisor says of it; it alone decides for programs nobody can ask."""
        if program.is_task:
            return state.name == "EXITED" and state.exit_code == 0
        if state.name not in ("RUNNING", "STARTING") or not _lives(state.pid):
            return False
        match program.ready:
            case "server":
                return self._server_answers(program.name)
            case "pong":
                return self._worker_answers()
            case ("http", str(path)):
                return self._page_answers(program.name, path)
        return state.name == "RUNNING"

    def _server_answers(self, name: str) -> bool:
        layout = self.plan.layout
        return layout.postgres.is_ready() if name == "postgres" else layout.redis.is_ready()

    def _page_answers(self, program: str, path: str) -> bool:
        host, port = self.plan.addresses.endpoint(program)
        with closing(HTTPConnection(host, port, timeout=PATIENCE_S)) as connection:
            try:
                connection.request("GET", path)
                # Not found is an answer too: whether a page is there is a matter for tests.
                return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
            except (OSError, HTTPException):
                return False

    def _worker_answers(self) -> bool:
        url = self.variables["CELERY_BROKER_URL"]
        try:
            with Celery(set_as_current=False) as app:
                # `broker_url` would give way to the variable of whoever asks.
                app.conf.update(broker_read_url=url, broker_write_url=url)
                return bool(app.control.ping(timeout=PONG_WITHIN_S, limit=1))
        except (kombu.exceptions.OperationalError, redis.RedisError, OSError):
            return False


def _lives(pid: int) -> bool:
    """What was killed a moment ago still runs in the supervisor's book."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
