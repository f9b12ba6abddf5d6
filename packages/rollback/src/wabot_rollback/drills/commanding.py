"""The engine's own commands, each in a process of its own, as somebody on call gives them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wabot_rollback.errors import StepFailed


@dataclass(frozen=True, slots=True)
class Said:
    """`told` is the JSON value that it printed, None where it printed none."""

    code: int
    told: Any
    line: str
    took_s: float


@dataclass(frozen=True, slots=True)
class Commands:
    """`environment`: of the drill's stack, plan and state folder. Its own libraries are this process's."""

    environment: Mapping[str, str]

    def give(self, *arguments: str, longest_s: float = 900) -> Said:
        """Raises StepFailed when there is no end to it."""
        process, began = self.begin(*arguments), time.monotonic()
        try:
            out, err = process.communicate(timeout=longest_s)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise StepFailed(f"rollback {' '.join(arguments)}: no end after {longest_s:g} s") from error
        lines = [line for line in err.splitlines() if line.strip()]
        return Said(process.returncode, _json(out), lines[-1] if lines else "", time.monotonic() - began)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Alone in its session: a signal meant for the drill does not reach it, nor the other way round."""
        return subprocess.Popen(
            [sys.executable, "-m", "wabot_rollback", *arguments, "--json"],
            env={**self.environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def _json(out: str) -> Any:
    try:
        return json.loads(out)
    except ValueError:
        return None
