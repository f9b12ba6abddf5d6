"""supervisord: its configuration, and what is asked of it over its socket."""

import http.client
import os
import shlex
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import Faults, SupervisorTransport

from config import ROOT
from config.stack.errors import StackError
from config.stack.layout import Layout
from config.stack.plan import Plan
from config.stack.postgres import server_user
from config.stack.programs import Program, command_line
from config.stack.releases import entering

StateName = Literal["STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN"]
LOG_BYTES = 5_000_000
LOG_BACKUPS = 3
# The pause between two tries grows by a second each time: ten tries are about a minute.
RETRIES = 10


@dataclass(frozen=True, slots=True)
class State:
    """`started_at` is in seconds since 1970, 0 when it never was started; `pid` is 0 when it does not run."""

    name: StateName
    pid: int
    exit_code: int
    started_at: int


class Unanswered(StackError):
    def __init__(self, why: object) -> None:
        super().__init__(f"the supervisor does not answer ({why})")


def configuration(plan: Plan) -> str:
    layout = plan.layout
    head = f"""
[unix_http_server]
file={_kept(layout.supervisor_socket)}
chmod=0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisord]
nodaemon=true
nocleanup=true
silent=true
{"user=root" if os.geteuid() == 0 else ""}
logfile={_kept(layout.log_of("supervisor"))}
logfile_maxbytes={LOG_BYTES}
logfile_backups={LOG_BACKUPS}
pidfile={_kept(layout.root / "supervisor.pid")}
"""
    return head + "".join(
        _section(plan, program, place) for place, program in enumerate(plan.programs, start=1)
    )


def _section(plan: Plan, program: Program, place: int) -> str:
    user = server_user() if program.name == "postgres" else None
    environment = ",".join(f'{name}="{value}"' for name, value in program.environment.items())
    settings = {
        "command": shlex.join(_command(plan, program)),
        "directory": plan.layout.work,
        # The highest stops first. Tasks have long ended: waiting for each would take a second.
        "priority": 0 if program.is_task else place,
        "autostart": "false",
        "autorestart": "false" if program.is_task else "true",
        # A task may end at once; anything else that ends within a second counts as not started.
        "startsecs": 0 if program.is_task else 1,
        "startretries": RETRIES,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_within_s,
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": plan.layout.log_of(program.name),
        "stdout_logfile_maxbytes": LOG_BYTES,
        "stdout_logfile_backups": LOG_BACKUPS,
        **({"user": user} if user else {}),
        **({"environment": environment} if environment else {}),
    }
    return f"\n[program:{program.name}]\n" + "".join(
        f"{name}={_kept(value)}\n" for name, value in settings.items()
    )


def _command(plan: Plan, program: Program) -> list[str]:
    layout, addresses = plan.layout, plan.addresses
    if program.name == "postgres":
        return layout.postgres.command()
    if program.name == "redis":
        return layout.redis.command()
    web = f"{addresses.bind('web')}:{addresses.ports['web']}"
    values = {"root": str(ROOT), "state": str(layout.root), "web": web}
    if plan.releases is None or not program.is_release:
        return command_line(program, values)
    # the shell has gone into the release's folder by then
    return entering(plan.releases, command_line(program, values | {"root": "."}))


def _kept(value: object) -> str:
    """The format expands `%(…)s`."""
    return str(value).replace("%", "%%")


class Supervisor:
    """Asks a running supervisord. Every method raises Unanswered when there is none."""

    def __init__(self, layout: Layout) -> None:
        self._socket = layout.supervisor_socket

    def states(self) -> dict[str, State]:
        return {each["name"]: _state(each) for each in self._ask("getAllProcessInfo")}

    def start(self, name: str) -> None:
        """Does not wait. Nothing happens when it runs already."""
        self._ask("startProcess", name, False, unless=Faults.ALREADY_STARTED)

    def stop(self, name: str) -> None:
        """Returns when it has ended."""
        self._ask("stopProcess", name, True, unless=Faults.NOT_RUNNING)

    def shutdown(self) -> None:
        """Begins to stop the programs one after the other, the last started first; then supervisord ends."""
        self._ask("shutdown")

    def answers(self) -> bool:
        try:
            self._ask("getState")
        except Unanswered:
            return False
        return True

    def _ask(self, method: str, *arguments: str | bool, unless: int | None = None) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        with closing(transport):
            proxy = ServerProxy("http://localhost", transport=transport)
            try:
                return getattr(proxy.supervisor, method)(*arguments)
            except Fault as fault:
                if fault.faultCode == unless:
                    return None
                raise StackError(
                    f"supervisor: {method} {' '.join(map(str, arguments))}: {fault.faultString}"
                ) from fault
            except (OSError, http.client.HTTPException) as error:
                raise Unanswered(error) from error


def _state(info: Mapping[str, Any]) -> State:
    return State(info["statename"], info["pid"], info["exitstatus"], info["start"])
