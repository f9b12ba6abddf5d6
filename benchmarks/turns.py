"""How long a turn takes, from due to its reply in the sender's hands: `python -m benchmarks.turns`.

Real PostgreSQL with fsync, the worker's own code, no model. Three shops of 1,000, 10,000 and 100,000 products lie
in the same tables and take turns, message by message. Prints p50, p95 and p99 in wall-clock milliseconds, the
worker's own CPU per turn (PostgreSQL apart), the ratio of the largest shop to the smallest, and what each stage
of a message costs in CPU, out of which follows how many messages a second one core carries.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.stack.testing import SETTINGS
from config.stack.throwaway import running

if TYPE_CHECKING:
    from tests.house import House

SIZES = (1_000, 10_000, 100_000)
TALK = (
    "hello",
    "what do you sell?",
    "do you have a red cotton dress?",
    "the second one",
    "how much is it?",
    "nataka viatu vyeusi chini ya 2000",
    "ya kwanza",
    "something cheaper",
    "when do you open?",
    "what have we talked about?",
)
TARGETS_MS = {"p50": 15.0, "p95": 40.0, "p99": 80.0}
CPU_TARGET_MS, GROWTH_TARGET = 7.0, 1.5


@dataclass(slots=True)
class Took:
    """Milliseconds: wall clock and this process's CPU, one entry per turn."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=30, help="conversations per shop, ten messages each")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    given = parser.parse_args()
    with running(durable=True) as servers:
        os.environ.update(SETTINGS | servers.environment())
        _run(given.sizes, given.customers)


def _run(sizes: Sequence[int], customers: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    house = in_one_process()
    for place, size in enumerate(sizes):
        start = time.perf_counter()
        _shop(place, size)
        print(f"shop of {size:,} products written in {time.perf_counter() - start:.1f} s", flush=True)
    turns = {size: Took() for size in sizes}
    stages = {name: Took() for name in ("projector", "sender")}
    for number in range(customers):
        _talk(house, number, sizes, turns, stages)
    _print(turns, stages)


def in_one_process() -> "House":
    import psycopg
    from django.conf import settings
    from wabot_edge.journal import schema

    from tests.house import House

    journal = psycopg.connect(settings.JOURNAL_DATABASE_URL, autocommit=True)
    schema.migrate(journal)
    return House(journal)


def _shop(place: int, size: int) -> None:
    from django.db import connection

    from benchmarks.catalogue import seed_catalogue
    from tests.people import NOON, make_shop

    shop = make_shop(f"shop-{size}", phone_number_id=str(1000 + place))
    seed_catalogue(shop.tenant_id, size, NOON)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _talk(
    house: "House", number: int, sizes: Sequence[int], turns: dict[int, Took], stages: dict[str, Took]
) -> None:
    """One customer of each shop goes through the same talk, line by line."""
    from tests.people import Writer, said

    writer = Writer(phone=f"2547{number:08}", user_id=f"KE.{number}", name="Customer")
    lines = list(TALK)
    random.Random(number).shuffle(lines)
    for line in lines:
        for place, size in enumerate(sizes):
            message = writer.text(line, at=house.now)
            house.hear(said(writer, message, to=str(1000 + place)), project=False)
            stages["projector"].measure(house.project)
            house.wait(3.1)
            turns[size].measure(house.take_turns)
            stages["sender"].measure(house.send)
            stages["projector"].measure(house.project)


def _print(turns: dict[int, Took], stages: dict[str, Took]) -> None:
    print(f"\n{'products':>9} {'turns':>6} {'p50':>8} {'p95':>8} {'p99':>8} {'CPU a turn':>11}   (ms)")
    for size, took in turns.items():
        cpu = sum(took.cpu) / len(took.cpu)
        shown = "".join(f"{percentile(took.wall, share):>9.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{size:>9,} {len(took.wall):>6}{shown} {cpu:>11.1f}")
    smallest, largest = (percentile(turns[size].wall, 0.95) for size in (min(turns), max(turns)))
    print(f"p95, largest shop to smallest: {largest / smallest:.2f} (target ≤ {GROWTH_TARGET})")
    print(f"targets at 10,000: {TARGETS_MS}, CPU ≤ {CPU_TARGET_MS} ms")
    messages = sum(len(took.wall) for took in turns.values())
    cost = {name: sum(took.cpu) / messages for name, took in stages.items()}
    cost["worker"] = sum(sum(took.cpu) for took in turns.values()) / messages
    print("CPU per message answered, PostgreSQL apart: ", end="")
    print(", ".join(f"{name} {ms:.1f} ms" for name, ms in cost.items()))
    print(f"messages a second per core, each answered alone: {1000 / sum(cost.values()):.0f}")


if __name__ == "__main__":
    main()
