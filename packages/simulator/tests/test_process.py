"""As people start and stop it: `python -m wabot_simulator`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SRC = Path(__file__).parents[1] / "src"
SECRETS = {"WABOT_APP_SECRET": "s", "WABOT_VERIFY_TOKEN": "v"}


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "wabot_simulator", *arguments],
        env=os.environ | SECRETS | {"PYTHONPATH": str(SRC)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def ended(*arguments: str, **environment: str) -> tuple[int, str]:
    with started(*arguments, **environment) as process:
        _, stderr = process.communicate(timeout=20)
        return process.returncode, stderr


@contextmanager
def free_port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield int(probe.getsockname()[1])


def test_it_says_where_it_is_and_stops_at_once_though_pages_are_open() -> None:
    with free_port() as port:
        pass
    with started("--port", str(port)) as process:
        assert process.stdout is not None
        hello = process.stdout.readline()
        with httpx.stream("GET", f"http://127.0.0.1:{port}/simulator/events?customer=254711000001") as page:
            lines = page.iter_lines()
            assert next(lines) == "retry: 1000"
            start_s = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert "event: hello" in list(lines)
        _, stderr = process.communicate(timeout=20)

    assert f"http://127.0.0.1:{port}" in hello
    assert (process.returncode, stderr) == (0, "")
    assert time.monotonic() - start_s < 2


def test_a_taken_port_is_one_clear_line() -> None:
    with free_port() as port:
        code, stderr = ended("--port", str(port))

    assert code == 2
    assert stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in stderr
    assert "--port" in stderr


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / "simulator.json"
    broken.write_text("{")
    with free_port() as port:
        pass

    for arguments, named in (
        (("--port", "many"), "--port"),
        (("--config", str(broken)), "--config"),
        (("--config", str(tmp_path / "none.json")), "--config"),
        (("--port", str(port), "--state", "/dev/null/x"), "--state"),
    ):
        code, stderr = ended(*arguments)

        assert code == 2
        assert stderr.count("\n") == 1
        assert named in stderr


def test_a_missing_secret_is_one_clear_line() -> None:
    code, stderr = ended(WABOT_APP_SECRET="")

    assert code == 2
    assert "WABOT_APP_SECRET" in stderr
    assert stderr.count("\n") == 1
