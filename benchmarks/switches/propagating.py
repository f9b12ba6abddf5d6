"""From a commit to the acknowledgement of the last of 4 web and 4 worker processes, projector, sender and beat."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles

import psutil
from wabot_simulator.client import SimulatorClient

from config import ROOT
from config.stack.live import Stack
from config.stack.waiting import wait_until

SHOPS = ("100000000000001", "100000000000002", "100000000000003")
# Beside the stack's own: one web process, and a worker with two children and its main process.
MORE = (
    (
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        "127.0.0.1:0",
        "--workers",
        "3",
        "--threads",
        "4",
        "--no-control-socket",
    ),
    (
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-c",
        "2",
        "-n",
        "more@%h",
        "--without-gossip",
        "--without-mingle",
    ),
)
# Web 1 + 3; workers 2 + 2 and their two main processes; projector, sender, beat.
PROCESSES = 4 + 4 + 2 + 3


@dataclass(frozen=True, slots=True)
class Spread:
    milliseconds: list[float]
    processes: set[int]
    incomplete: int
    cpu_percent: float

    @property
    def p99_ms(self) -> float:
        return quantiles(self.milliseconds, n=100)[98]

    def __str__(self) -> str:
        return (
            f"{len(self.milliseconds)} changes, commit to the last acknowledgement of"
            f" {'/'.join(map(str, sorted(self.processes)))} processes:"
            f" p50 {quantiles(self.milliseconds, n=100)[49]:.1f} ms, p99 {self.p99_ms:.1f} ms,"
            f" longest {max(self.milliseconds):.1f} ms; {self.incomplete} incomplete;"
            f" machine {self.cpu_percent:.0f} % busy"
        )


def spread(changes: int, *, per_s: float, between_s: float) -> Spread:
    """In a process of its own: Django can be set up once only, and the peers have."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.switches.propagating",
        str(changes),
        str(per_s),
        str(between_s),
    ]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.stderr)
    milliseconds, processes, incomplete, cpu = told.stdout.strip().splitlines()[-1].split("|")
    return Spread(
        [float(one) for one in milliseconds.split()],
        {int(one) for one in processes.split()},
        int(incomplete),
        float(cpu),
    )


def main() -> None:
    changes, (per_s, between_s) = int(sys.argv[1]), map(float, sys.argv[2:])
    folder = Path(tempfile.mkdtemp(prefix="switches-"))
    folder.chmod(0o711)
    with Stack.start(folder / "state") as stack, _more(stack):
        os.environ |= stack.environment | {"WABOT_DB_ROLE": "wabot_system"}
        import django

        django.setup()
        from apps.operations.services.liveness import known_processes

        wait_until(
            lambda: sum(one.lives for one in known_processes()) == PROCESSES,
            what=f"{PROCESSES} processes",
            deadline_s=60,
        )
        with _customers(stack, per_s):
            found = _measure(changes, between_s)
    print(
        *(f"{one:.3f}" for one in found.milliseconds),
        "|",
        *found.processes,
        "|",
        found.incomplete,
        "|",
        found.cpu_percent,
    )


def _measure(changes: int, between_s: float) -> Spread:
    from apps.bot.models import AgentConfiguration
    from apps.operations.services.acknowledging import acknowledging

    milliseconds: list[float] = []
    processes: set[int] = set()
    incomplete = 0
    psutil.cpu_percent()
    for number in range(changes):
        time.sleep(between_s)
        update = partial(AgentConfiguration.objects.update, enable_reference_resolution=bool(number % 2))
        heard = acknowledging(update, within_s=10)[1]
        milliseconds.append(heard.seconds * 1000)
        processes.add(heard.of)
        incomplete += bool(heard.missing)
    return Spread(milliseconds, processes, incomplete, psutil.cpu_percent())


@contextmanager
def _more(stack: Stack) -> Iterator[None]:
    environment = stack.environment | {"WABOT_DB_ROLE": "wabot_system"}
    started = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in MORE
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=30)


@contextmanager
def _customers(stack: Stack, per_s: float) -> Iterator[None]:
    """They ask about goods, one message after the other, until it is over."""
    done = threading.Event()
    phones = SimulatorClient(stack.url("simulator"))

    def write() -> None:
        number = 0
        while not done.wait(1 / per_s):
            phone = f"2547{number % 50:08}"
            if number < 50:
                phones.add_customer(name=f"Customer {number}", wa_id=phone)
            phones.say(phone, SHOPS[number % len(SHOPS)], "do you have shoes in red?")
            number += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        yield
    finally:
        done.set()
        writing.join()
        phones.close()


if __name__ == "__main__":
    main()
