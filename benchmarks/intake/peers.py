"""What the intake is measured against: pgbench, a Django view, and a server that does nothing at all."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.intake.webhooks import body, headers_of
from config.stack.postgres import BIN

PGBENCH_CLIENTS = 32
# The same columns, index and sizes as a record of the journal.
TABLE = """
    CREATE SEQUENCE benchmark_row_number;
    CREATE TABLE benchmark_row (LIKE journal_record INCLUDING ALL);
    ALTER TABLE benchmark_row ALTER "offset" SET DEFAULT nextval('benchmark_row_number');
"""
INSERT = """
\\set partition random(0, 63)
INSERT INTO benchmark_row ("partition", kind, schema_version, received_at, phone_number_id, body, headers)
VALUES (:partition, 'whatsapp.change', 1, now(), '106540352240001', convert_to(:body, 'UTF8'), CAST(:headers AS jsonb));
"""


def make_table(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLE)


def inserts_per_s(url: str, folder: Path, *, mode: str, seconds: int) -> float:
    """By pgbench, `mode` being `simple`, its default, or `prepared`, its fastest."""
    script = folder / "insert.sql"
    script.write_text(INSERT)
    content = body(1)
    kept = {name.lower(): value for name, value in headers_of(content).items()}
    # The simple mode puts values into the statement as they are.
    quote = "'" if mode == "simple" else ""
    command = [str(BIN / "pgbench"), "-n", "-M", mode, "-f", str(script), "-T", str(seconds)]
    command += ["-c", str(PGBENCH_CLIENTS), "-j", "2"]
    command += [
        "-D",
        f"body={quote}{content.decode()}{quote}",
        "-D",
        f"headers={quote}{json.dumps(kept)}{quote}",
    ]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])


@contextmanager
def django_view(url: str, *, workers: int, port: int) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "benchmarks.intake.django_view:application",
        "--log-level",
        "error",
    ]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--worker-class", "sync"]
    command += ["--env", f"BENCHMARK_DATABASE_URL={url}", "--no-control-socket"]
    with _running(command):
        yield


@contextmanager
def nothing(*, port: int) -> Iterator[None]:
    """uvicorn with the intake's own settings and an application that only says 200: the floor of a load generator."""
    with _running([sys.executable, "-m", "benchmarks.intake.nothing", str(port)]):
        yield


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
