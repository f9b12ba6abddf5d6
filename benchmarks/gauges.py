"""What it costs to be watched: `python -m benchmarks.gauges`.

Prints, side by side in one run, on real PostgreSQL: microseconds of the caller per log line (file and table, redacted and
with the turn's ids) beside the standard library's own file handler; nanoseconds per count in the files that all processes
share, beside prometheus_client within one process, and microseconds per scrape; and how long turns take, from due to the sender's
end, with log lines and counts against those without, turn by turn in random order.
"""

import argparse
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from unittest.mock import patch
from uuid import uuid4

from benchmarks.turns import TALK, Took, in_one_process, percentile
from config.stack.testing import SETTINGS
from config.stack.throwaway import running

if TYPE_CHECKING:
    from prometheus_client import Counter

    from tests.house import House

PRODUCTS = 1_000
# A turn writes three lines; more at once than one process ever writes.
LINES_AT_ONCE, LINES = 200, 10_000
COUNTS = 200_000
COUNTED = (
    "apps.bot.services.commit_turn.count_turn",
    "apps.messaging.services.sending.settling.count_send",
    "apps.messaging.services.projecting.batch.count_projected",
)
TURN_TARGET = 1.1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=600, help="half of them with log lines and counts")
    given = parser.parse_args()
    with running(durable=True) as servers, tempfile.TemporaryDirectory() as folder:
        logs = {"WABOT_LOG_TABLE": "yes", "WABOT_LOG_FILE": f"{folder}/application.log"}
        own = {"WABOT_METRICS_DIR": f"{folder}/metrics", "WABOT_STATE_DIR": folder}
        os.environ.update(SETTINGS | servers.environment() | logs | own)
        if not _run(given.turns, Path(folder)):
            sys.exit(1)


def _run(turns: int, folder: Path) -> bool:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # WARNING and above also go to the screen, where it is measured by nobody
    logging.getLogger().handlers[0].setLevel(logging.CRITICAL)
    house = in_one_process()
    _print_lines(folder)
    _print_counts()
    _print_scrapes()
    return _print_turns(house, turns)


def _print_lines(folder: Path) -> None:
    from apps.tenants.log_context import log_context

    plain = logging.getLogger("plain")
    plain.propagate = False
    handler = logging.FileHandler(folder / "plain.log")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    plain.addHandler(handler)
    ours, peer = [], []
    with log_context(tenant_id=uuid4(), turn_id=uuid4(), private=["do you have a red cotton dress?"]):
        for _ in range(LINES // LINES_AT_ONCE):
            ours.append(_us_per_line(logging.getLogger("wabot.turn")))
            peer.append(_us_per_line(plain))
            for each in logging.getLogger().handlers:
                each.flush()
    print(
        f"log line, file and table: {median(ours):.1f} µs; plain logging.FileHandler: {median(peer):.1f} µs",
        end="",
    )
    print(f"; ratio {median(ours) / median(peer):.1f}")


def _us_per_line(log: logging.Logger) -> float:
    begun = time.perf_counter()
    for number in range(LINES_AT_ONCE):
        log.info("turn %s in %.1f ms: %s", "answered", number / 7, "product")
    return (time.perf_counter() - begun) / LINES_AT_ONCE * 1e6


def _print_counts() -> None:
    from prometheus_client import CollectorRegistry, Counter, values

    from apps.bot.metrics import TURNS, count_turn

    TURNS.labels("answered", "no").inc()
    with patch.object(values, "ValueClass", values.MutexValue):
        alone = Counter("alone", "In one process.", ["status", "synthetic"], registry=CollectorRegistry())
        alone.labels("answered", "no")
    shared_ns, alone_ns = (_ns_each(partial(_count, metric)) for metric in (TURNS, alone))
    print(
        f"count shared by all processes: {shared_ns:.0f} ns; prometheus_client in one process: {alone_ns:.0f} ns",
        end="",
    )
    print(f"; ratio {shared_ns / alone_ns:.1f}")
    turn_ns = _ns_each(
        lambda: count_turn(
            status="answered",
            is_synthetic=False,
            features=["enable_grounded_validation"],
            broken=None,
            wait_ms=1200,
            wait_reason="quiet",
            compute_ms=4.2,
        )
    )
    print(f"all that is counted of a turn: {turn_ns / 1000:.1f} µs")


def _count(metric: "Counter") -> None:
    metric.labels("answered", "no").inc()


def _ns_each(count: Callable[[], object]) -> float:
    """Of five rounds the median: others use the machine too."""
    rounds = []
    for _ in range(5):
        begun = time.perf_counter_ns()
        for _ in range(COUNTS // 5):
            count()
        rounds.append((time.perf_counter_ns() - begun) / (COUNTS // 5))
    return median(rounds)


def _print_scrapes() -> None:
    from apps.operations.metrics.exposing import Figures, exposition

    figures = Figures()
    scrapes = Took()
    for _ in range(30):
        scrapes.measure(lambda: exposition(figures, ""))
    body, _ = exposition(figures, "")
    p50, p95 = (percentile(scrapes.wall, share) for share in (0.5, 0.95))
    print(f"scrape of {len(body) / 1000:.0f} kB: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


def _print_turns(house: "House", turns: int) -> bool:
    """Whether the CPU keeps to its target; wall-clock time is others' too."""
    from benchmarks.catalogue import seed_catalogue
    from tests.people import NOON, Writer, make_shop, said

    seed_catalogue(make_shop(phone_number_id="1000").tenant_id, PRODUCTS, NOON)
    took = {True: Took(), False: Took()}
    chance = random.Random(3)
    order = [True, False] * (turns // 2)
    chance.shuffle(order)
    for number, is_watched in enumerate(order):
        writer = Writer(phone=f"2547{number // 10:08}", user_id=f"KE.{number // 10}", name="Customer")
        message = writer.text(TALK[number % len(TALK)], at=house.now)
        with ExitStack() as stack:
            if not is_watched:
                stack.enter_context(_unwatched())
            house.hear(said(writer, message))
            house.wait(3.1)
            took[is_watched].measure(partial(_answer, house))
            house.project()
    print(f"turns, due to the sender's end, {PRODUCTS:,} products, {turns // 2} each:")
    watched, without = took[True], took[False]
    _compare("wall", watched.wall, without.wall)
    return _compare("CPU", watched.cpu, without.cpu)


def _compare(name: str, watched: Sequence[float], without: Sequence[float]) -> bool:
    """Whether the ratio keeps to its target."""
    ratio = median(watched) / median(without)
    print(
        f"  {name} p50: {median(watched):.2f} ms with, {median(without):.2f} ms without; "
        f"ratio {ratio:.3f} (target ≤ {TURN_TARGET})"
    )
    return ratio <= TURN_TARGET


def _answer(house: "House") -> None:
    house.take_turns()
    house.send()


def _no_count(*_: object, **__: object) -> None:
    pass


@contextmanager
def _unwatched() -> Iterator[None]:
    """No line and no count."""
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        for name in COUNTED:
            stack.enter_context(patch(name, new=_no_count))
        yield
    logging.disable(logging.NOTSET)


if __name__ == "__main__":
    main()
