"""How fast a backlog is projected: `python -m benchmarks.backlog`.

Webhooks of 600 customers at two shops wait in the journal; one projector, real PostgreSQL with fsync. Prints messages
a second at three sizes, beside the rate at which the same records are merely read out of the journal (the limit),
and the CPU per message.
"""

import argparse
import os
import time
from dataclasses import dataclass
from datetime import datetime

import psycopg

from config.stack.testing import SETTINGS
from config.stack.throwaway import running

SIZES = (5_000, 20_000, 60_000)
CUSTOMERS = 600
AT_ONCE = 500
TARGET_PER_S = 1_500


@dataclass(frozen=True, slots=True)
class Projected:
    messages: int
    seconds: float
    cpu_seconds: float
    read_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    print(f"{'messages':>9} {'projected/s':>12} {'read/s':>10} {'of the limit':>13} {'CPU ms each':>12}")
    for size in sizes:
        found = _measured(size)
        rate, limit = size / found.seconds, size / found.read_seconds
        cpu_ms = found.cpu_seconds / size * 1000
        print(f"{size:>9,} {rate:>12,.0f} {limit:>10,.0f} {rate / limit:>13.3f} {cpu_ms:>12.2f}", flush=True)
    print(f"target: at least {TARGET_PER_S:,} messages/s")


def _measured(size: int) -> Projected:
    """In a process of its own each time, with servers of its own: no size profits from the one before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with running(durable=True) as servers:
            os.environ.update(SETTINGS | servers.environment())
            found = _project(size)
        os.write(writing, repr([found.seconds, found.cpu_seconds, found.read_seconds]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    seconds, cpu_seconds, read_seconds = (float(part) for part in said.strip("[]").split(","))
    return Projected(size, seconds, cpu_seconds, read_seconds)


def _project(size: int) -> Projected:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.turns import in_one_process
    from tests.people import make_shop

    call_command("migrate", verbosity=0)
    house = in_one_process()
    for number in (1000, 1001):
        make_shop(f"shop-{number}", phone_number_id=str(number))
    _append(house.journal, size, house.now)
    read_seconds = _read_all(house.journal)
    wall, cpu = time.perf_counter(), time.process_time()
    house.project()
    return Projected(size, time.perf_counter() - wall, time.process_time() - cpu, read_seconds)


def _append(journal: psycopg.Connection, size: int, now: datetime) -> None:
    from wabot_edge.journal.writing import append

    from tests.people import Writer, said

    for start in range(0, size, AT_ONCE):
        records = []
        for number in range(start, min(start + AT_ONCE, size)):
            writer = Writer(
                phone=f"2547{number % CUSTOMERS:08}", user_id=f"KE.{number % CUSTOMERS}", name="C"
            )
            message = writer.text("do you have it in red?", wa_id=f"wamid.{number}")
            records.append(said(writer, message, to=str(1000 + number % 2)).record(received_at=now))
        append(journal, records)


def _read_all(journal: psycopg.Connection) -> float:
    from wabot_edge.journal.reading import read

    start, after = time.perf_counter(), 0
    while records := read(journal, after=after, limit=250):
        after = records[-1].offset
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
