"""The embedded stack, started and looked at by the plan's commands."""

import shlex
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from wabot_rollback.drills.places import LOOPBACK, Places, filled
from wabot_rollback.drills.settings import DrillsSection
from wabot_rollback.errors import Refused, StepFailed

LOOK_EVERY_S = 1.0
STOP_WITHIN_S = 180.0
WELL = 200
LAST_LINES = 15


def web_at(ports: Mapping[str, object]) -> str:
    return f"http://{LOOPBACK}:{ports['WABOT_WEB_PORT']}"


@dataclass(slots=True)
class EmbeddedStack:
    """`environment` is that of everything in it, once it runs."""

    section: DrillsSection
    places: Places
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls, section: DrillsSection, places: Places, ports: Mapping[str, int], environment: Mapping[str, str]
    ) -> Self:
        """Of the release that `current` points to. Returns when web answers. Raises StepFailed, Refused."""
        own = {"WABOT_STATE_DIR": str(places.stack), "WABOT_RELEASES": str(places.releases)}
        given = {**environment, **{name: str(port) for name, port in ports.items()}, **own}
        with (places.root / "stack.log").open("ab") as log:
            process = subprocess.Popen(
                filled(section.start, python=section.python),
                cwd=section.checkout,
                env=given,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        stack = cls(section, places, given, process)
        try:
            stack._wait()
            stack.environment = given | stack._variables()
        except BaseException:
            stack.stop()
            raise
        return stack

    @property
    def web(self) -> str:
        return web_at(self.environment)

    @property
    def simulator(self) -> str:
        return f"http://{LOOPBACK}:{self.environment['WABOT_SIMULATOR_PORT']}"

    def stop(self) -> None:
        """Safe to call twice. What does not end when told is ended by force, and then its own leftovers are its next
        start's to clear away."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN_S)
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait(self) -> None:
        began = time.monotonic()
        while not (self._answers() and self._ran(self.section.status).returncode == 0):
            if self.process.poll() is not None:
                raise Refused(f"the drill's stack does not start: {self._last_words()}")
            if time.monotonic() - began > self.section.longest_s:
                raise StepFailed(f"the drill's stack is not up after {self.section.longest_s:g} s")
            time.sleep(LOOK_EVERY_S)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.web}/v1/health", trust_env=False, timeout=5).status_code == WELL
        except httpx.HTTPError:
            return False

    def _variables(self) -> dict[str, str]:
        """`export NAME=value`, as a shell would read it."""
        ran = self._ran(self.section.variables)
        if ran.returncode != 0:
            raise StepFailed(f"the drill's stack does not tell its variables: {ran.stderr.strip()}")
        words = [word for line in ran.stdout.splitlines() for word in shlex.split(line) if word != "export"]
        return dict(word.split("=", 1) for word in words if "=" in word)

    def _ran(self, command: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            filled(command, python=self.section.python),
            cwd=self.section.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def _last_words(self) -> str:
        lines = (self.places.root / "stack.log").read_text(errors="replace").split("\n")
        return " / ".join(line.strip() for line in lines[-LAST_LINES:] if line.strip())
