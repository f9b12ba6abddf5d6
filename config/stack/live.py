"""A running stack in the hands of a program: `make up` is one user of it, the drills are the others."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from config import ROOT
from config.stack import record, servers
from config.stack.addresses import free_ports, variable_of
from config.stack.errors import StackError
from config.stack.keys import Keys, kept_keys
from config.stack.plan import Plan, plan_from
from config.stack.probes import Probes
from config.stack.programs import Program
from config.stack.releases import CURRENT, environment_of
from config.stack.starting import Report, Start
from config.stack.supervisor import State, Supervisor, Unanswered, configuration
from config.stack.waiting import wait_until

SUPERVISE = ROOT / "config" / "stack" / "supervise.py"
# Of the environment a drill runs in, nothing else reaches the stack: tests have servers of their own there.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONDONTWRITEBYTECODE")
STOP_WITHIN_S = 120.0


def _silent(_program: Program, _what: str, _seconds: float) -> None:
    return


class Stack:
    """Everything that runs on one state folder. The process that starts it must outlive it, or it is stopped.

    `pause` is called while it waits for something; what it raises ends the waiting.
    """

    def __init__(self, plan: Plan, pause: Callable[[float], None] = time.sleep) -> None:
        self.plan = plan
        self._pause = pause
        self._held = ExitStack()
        self._supervisor = Supervisor(plan.layout)
        self.is_held = False
        self._process: subprocess.Popen[bytes] | None = None
        self.keys: Keys | None = None
        self.environment: dict[str, str] = {}

    @classmethod
    def start(
        cls,
        state_dir: Path,
        env_overrides: Mapping[str, str] | None = None,
        programs: Iterable[str] | None = None,
        *,
        durable: bool = True,
        report: Report = _silent,
    ) -> Self:
        """Start the named programs and what they need (all by default), on free ports of the loopback.

        Several stacks may run beside one another, each in a folder of its own. `env_overrides` are variables
        such as DATABASE_URL or WABOT_WEB_PORT. Without `durable` PostgreSQL does not wait for the disk: a
        kill loses nothing, a power cut may. Use it as a context, or call `stop_all`.

        Raises StackError; nothing runs then.
        """
        usual = {name: os.environ[name] for name in KEPT if name in os.environ}
        ports = {variable_of(part): str(port) for part, port in free_ports().items()}
        source = usual | ports | dict(env_overrides or {})
        stack = cls(
            plan_from(source, folder=state_dir, only=list(programs) if programs else None, durable=durable)
        )
        stack.begin(report)
        return stack

    def begin(self, report: Report, *, say: Callable[[str], None] = lambda _line: None) -> None:
        """Raises StackError; nothing runs then, and the folder is free again."""
        self.plan.layout.make_folders()
        self._held.enter_context(record.held(self.plan.layout))
        self.is_held = True
        try:
            if left := record.end_leftovers(self.plan.layout):
                say(f"stopped {left} process(es) that an earlier run had left behind")
            self.plan.check()
            self._prepare()
            self._start_supervisor()
            self._start_programs(report)
        except BaseException:
            if self.is_alive():
                say("stopping what had started")
            self.stop_all()
            raise

    def kill(self, program: str, signal_number: int = signal.SIGKILL) -> list[int]:
        """Signals the program's process and its children, first to last; the supervisor starts it again.

        Returns their process ids. Raises StackError when it does not run.
        """
        family = self.processes(program)
        if not family:
            raise StackError(f"{program} does not run, so it cannot be killed")
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal_number)
        if signal_number == signal.SIGKILL:
            psutil.wait_procs(family, timeout=STOP_WITHIN_S)
        return [process.pid for process in family]

    def stop(self, program: str) -> None:
        """Returns when it has ended; it stays stopped until `start_program`."""
        self._supervisor.stop(self._named(program).name)

    def start_program(self, program: str) -> None:
        """Does not wait: see `wait_healthy`."""
        self._supervisor.start(self._named(program).name)

    def wait_healthy(self, program: str, deadline_s: float = 30) -> float:
        """Return the seconds until it was up, asked as at the start. Raises TimeoutError."""
        named = self._named(program)
        return wait_until(lambda: self.is_healthy(named.name), what=program, deadline_s=deadline_s)

    def is_healthy(self, program: str) -> bool:
        """Up, and for more than a second: what dies sooner is started again ever later."""
        named, state = self._named(program), self.states()[program]
        return state.name != "STARTING" and Probes(self.plan, self.environment).is_up(named, state)

    def states(self) -> dict[str, State]:
        """What the supervisor says of each program."""
        return self._supervisor.states()

    def processes(self, program: str) -> list[psutil.Process]:
        """The program's process and its children; empty when it does not run."""
        pid = self.states()[self._named(program).name].pid
        if not pid:
            return []
        try:
            main = psutil.Process(pid)
            return [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def url(self, program: str) -> str:
        return self.plan.addresses.url(program)

    def log(self, program: str) -> Path:
        return self.plan.layout.log_of(program)

    def run(self, *command: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """`run("manage.py", "check")`: a Python command as the platform's programs run it; output is captured."""
        releases = self.plan.releases
        release = (releases / CURRENT).resolve() if releases else None
        return subprocess.run(
            [str(release / ".venv/bin/python") if release else sys.executable, *command],
            env=self.environment | (environment_of(release) if release else {}),
            cwd=release or ROOT,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop_all(self) -> None:
        """Stops the programs in order, then the supervisor. Safe to call twice.

        When `pause` raises meanwhile, what still runs is ended by force.
        """
        if not self.is_held:
            return
        layout, patience_s = self.plan.layout, 0.0
        try:
            self._end_supervisor()
            patience_s = record.PATIENCE_S
        finally:
            record.end_leftovers(layout, patience_s=patience_s)
            layout.record.unlink(missing_ok=True)
            layout.drop_sockets()
            self.is_held = False
            self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def _prepare(self) -> None:
        layout = self.plan.layout
        names = {program.name for program in self.plan.programs}
        if "postgres" in names:
            layout.postgres.prepare()
        if "redis" in names:
            layout.redis.prepare()
        layout.empty_metrics()
        self.keys = kept_keys(layout.secrets)
        self.environment = self.plan.variables(self.keys)
        layout.supervisor_config.write_text(configuration(self.plan), encoding="utf-8")

    def _start_supervisor(self) -> None:
        layout = self.plan.layout
        layout.supervisor_socket.unlink(missing_ok=True)
        with layout.log_of("supervisor").open("ab") as log:
            self._process = subprocess.Popen(
                # -P: the folder of the script holds a module named like a library.
                [sys.executable, "-P", str(SUPERVISE), str(layout.supervisor_config)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=layout.work,
                env=self.environment,
                start_new_session=True,
            )
        record.Record(
            session=self._process.pid,
            starter=os.getpid(),
            sockets=str(layout.sockets),
            services=[program.name for program in self.plan.programs if not program.is_task],
            addresses={part: self.plan.addresses.shown(part) for part in self.plan.addresses.ports},
            variables=self.environment,
        ).write(layout.record)
        wait_until(self._supervisor_answers, what="the supervisor", deadline_s=20, pause=self._pause)

    def _supervisor_answers(self) -> bool:
        if not self.is_alive():
            raise StackError(f"the supervisor does not start: see {self.plan.layout.log_of('supervisor')}")
        return self._supervisor.answers()

    def _start_programs(self, report: Report) -> None:
        Start(
            self.plan.programs,
            layout=self.plan.layout,
            supervisor=self._supervisor,
            probes=Probes(self.plan, self.environment),
            report=report,
            then=self._once_ready,
        ).run(self._pause)

    def _once_ready(self, program: str) -> None:
        if program == "postgres":
            servers.ensure_databases(self.plan.layout, self.plan.source)

    def _end_supervisor(self) -> None:
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        with process.stdin, suppress(Unanswered):
            self._supervisor.shutdown()
        # Closing its standard input has said the same once more, should it not have listened.
        try:
            wait_until(
                lambda: process.poll() is not None,
                what="the stop",
                deadline_s=STOP_WITHIN_S,
                pause=self._pause,
            )
        finally:
            process.kill()
            process.wait()

    def _named(self, name: str) -> Program:
        for program in self.plan.programs:
            if program.name == name:
                return program
        raise StackError(
            f"{name} is no program of this stack: {', '.join(each.name for each in self.plan.programs)}"
        )
