"""One run on one throwaway PostgreSQL that fsyncs: rates against peers, then latency at fixed rates."""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from wabot_edge.journal import schema

from benchmarks.intake import closed_loop, peers
from benchmarks.intake.disk import FsyncProbe
from benchmarks.intake.webhooks import APP_SECRET, PATH, write_wrk_script
from config.stack.postgres import Postgres
from config.stack.throwaway import running
from config.stack.waiting import wait_until

RATES = (500, 1_000, 2_000, 4_000)
SOURCES = Path(__file__).resolve().parents[2] / "packages" / "edge" / "src"


@dataclass
class Bench:
    url: str
    folder: Path
    seconds: int
    rates: dict[str, list[float]] = field(default_factory=dict)

    @property
    def script(self) -> Path:
        return self.folder / "webhooks.lua"

    def note(self, what: str, per_s: float) -> None:
        self.rates.setdefault(what, []).append(per_s)
        print(f"  {what:<44} {per_s:>9,.0f} /s", flush=True)

    def ratio(self, what: str, peer: str) -> float:
        """The median of the rounds' ratios: what else the machine does drifts less within a round."""
        return statistics.median(
            ours / theirs for ours, theirs in zip(self.rates[what], self.rates[peer], strict=True)
        )


INTAKE = "intake, one process, 64 connections"
PGBENCH = {
    "simple": "pgbench, 32 clients, single-row inserts",
    "prepared": "pgbench, 32 clients, the same prepared",
}
DJANGO = {1: "Django view, gunicorn, 1 worker", 2: "Django view, gunicorn, 2 workers"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, help="each rate is the median of so many (default 3)"
    )
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement (default 5)")
    arguments = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, shared with the load generator and PostgreSQL; load {os.getloadavg()[0]:.1f}"
    )
    with running(durable=True) as servers, tempfile.TemporaryDirectory() as folder:
        bench = Bench(prepared(servers.postgres), Path(folder), arguments.seconds)
        write_wrk_script(bench.script)
        for number in range(arguments.rounds):
            print(f"round {number + 1}")
            measure_rates(bench)
        print_ratios(bench)
        measure_latencies(bench)


def prepared(postgres: Postgres) -> str:
    url = postgres.url("wabot_journal", "wabot")
    with psycopg.connect(url, autocommit=True) as connection:
        schema.migrate(connection)
    peers.make_table(url)
    return url


def measure_rates(bench: Bench) -> None:
    with intake(bench) as (port, process):
        before = cpu_s(process)
        found = closed_loop.run(port, bench.script, seconds=bench.seconds)
        used = (cpu_s(process) - before) / (found.per_s * bench.seconds)
    bench.note(INTAKE, found.per_s)
    print(f"    {used * 1e6:.0f} µs of its CPU per webhook, p99 {found.p99_ms:.1f} ms")
    for mode, name in PGBENCH.items():
        bench.note(name, peers.inserts_per_s(bench.url, bench.folder, mode=mode, seconds=bench.seconds))
    for workers, name in DJANGO.items():
        port = free_port()
        with peers.django_view(bench.url, workers=workers, port=port):
            wait_for(port)
            view = closed_loop.run(port, bench.script, seconds=bench.seconds)
        bench.note(name, view.per_s)


def print_ratios(bench: Bench) -> None:
    print("ratios, median of the rounds")
    targets = {PGBENCH["simple"]: 1, PGBENCH["prepared"]: 1, DJANGO[1]: 10, DJANGO[2]: 6}
    for name, target in targets.items():
        print(f"  intake / {name:<42} {bench.ratio(INTAKE, name):>6.2f}   (target {target})")


def measure_latencies(bench: Bench) -> None:
    print("open loop, milliseconds from the moment a request was due (Poisson arrivals)")
    print("      /s   intake p50     p99     max | nothing p50     p99 | fsync p99 meanwhile")
    for per_s in RATES:
        port = free_port()
        with peers.nothing(port=port):
            wait_for(port)
            floor = open_loop(port, per_s, bench.seconds)
        with intake(bench) as (port, _process), FsyncProbe(bench.folder) as probe:
            found = open_loop(port, per_s, bench.seconds)
        print(
            f"  {per_s:>6} {found['p50']:>12.2f} {found['p99']:>7.2f} {found['max']:>7.1f}"
            f" | {floor['p50']:>11.2f} {floor['p99']:>7.2f} | {probe.p99_ms():>9.2f}",
            flush=True,
        )


def open_loop(port: int, per_s: int, seconds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.intake.open_loop", str(port), str(per_s), str(seconds)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    if found["refused"]:
        raise RuntimeError(f"{found['refused']:g} of {found['sent']:g} webhooks refused")
    return found


@contextmanager
def intake(bench: Bench) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    port = free_port()
    environ = os.environ | {
        "PYTHONPATH": str(SOURCES),
        "JOURNAL_DATABASE_URL": bench.url,
        "WABOT_APP_SECRET": APP_SECRET,
        "WABOT_VERIFY_TOKEN": "benchmark",
        "WABOT_INTAKE_PORT": str(port),
        "WABOT_SPOOL_DIR": str(bench.folder / "spool"),
    }
    with (bench.folder / "intake.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "wabot_edge.intake"], env=environ, stderr=log)
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(10)


def wait_for(port: int) -> None:
    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}{PATH}").status_code < 600
        except httpx.TransportError:
            return False

    wait_until(answers, what=f"port {port}", deadline_s=20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
