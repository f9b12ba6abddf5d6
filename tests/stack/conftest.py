import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import ROOT
from config.stack.addresses import free_ports, variable_of
from config.stack.live import KEPT, Stack

Command = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Intake, its journal and the servers; shared by the tests of one file, each of which leaves it well."""
    with tempfile.TemporaryDirectory(prefix="stack-") as made:
        Path(made).chmod(0o711)
        with Stack.start(Path(made) / "state", programs=["intake", "redis"], durable=False) as running:
            yield running


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    """What a person's shell would hold, with free ports and a state folder of the test's own."""
    ports = {variable_of(part): str(port) for part, port in free_ports().items()}
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | ports | {"WABOT_STATE_DIR": str(folder / "state")}


@pytest.fixture
def command(environment: dict[str, str]) -> Iterator[Command]:
    """`command("up", "--only", "redis", DATABASE_URL="…")`; what still runs afterwards is told to stop."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.stack", *arguments],
            env=environment | variables,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)
