"""Requests per second with a fixed number of connections, by wrk."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.intake.webhooks import PATH

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Closed:
    per_s: float
    p99_ms: float


def run(port: int, script: Path, *, seconds: int) -> Closed:
    """Raises RuntimeError with all that wrk said when not every answer was a 200."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed: `apt-get install -y wrk`")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script)]
    command.append(f"http://127.0.0.1:{port}{PATH}")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, slow = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if rate is None or slow is None or "Non-2xx" in said:
        raise RuntimeError(said)
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slow[2]]
    return Closed(float(rate[1]), float(slow[1]) * scale)
