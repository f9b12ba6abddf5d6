"""Celery's workers, asked by a release's own Python: the engine's environment knows no Celery."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from wabot_rollback.errors import StepFailed
from wabot_rollback.runs.calling import MARK
from wabot_rollback.services.services import Workers

SCRIPT = Path(__file__).with_name("scripts") / "workers.py"
TIME_IS_UP = 3
# For the interpreter to start, and for the last answers.
SPARE_S = 15.0


def ask_workers(
    asked: Sequence[str], pythons: Sequence[Path], *, within_s: float, environment: Mapping[str, str]
) -> Workers:
    """`asked` are the script's arguments. By the first Python of which the script can be run at all: a condemned release's may be broken."""
    mark = {MARK: os.environ[MARK]} if MARK in os.environ else {}
    trouble = "there is no release to ask with"
    for python in pythons:
        # -P, and no path of the release's: a module of ours is named like this one.
        command = [str(python), "-P", str(SCRIPT), *asked]
        try:
            ran = subprocess.run(
                command,
                env={**environment, **mark, "PYTHONPATH": ""},
                capture_output=True,
                text=True,
                timeout=within_s + SPARE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            trouble = str(error)
            continue
        if ran.returncode in (0, TIME_IS_UP):
            told = json.loads(ran.stdout)
            return Workers(tuple(told["names"]), told["in_flight"], told["waiting"], told["took_s"])
        trouble = (ran.stderr.strip().splitlines() or [f"exit {ran.returncode}"])[-1]
    raise StepFailed(f"the workers cannot be asked: {trouble}")
