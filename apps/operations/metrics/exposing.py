"""What /metrics answers: the counts always and at once, beside them what the databases can tell within a second."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from prometheus_client import CollectorRegistry, values
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from apps.operations.health.asking import Asker
from apps.operations.health.board import BOARD, Board
from apps.operations.metrics.catalogue import COUNTED, begin_at_zero
from apps.operations.metrics.figures import read_service, read_trade
from apps.operations.metrics.gauges import Sample, families, of_health, of_service, of_trade

log = logging.getLogger("wabot.metrics")
PATIENCE_S = 0.5
FORGOTTEN_AFTER_S = 300.0


@dataclass(slots=True)
class Source:
    """A question to the database, and its last answer. `kept_for_s`: it is not asked again within that.

    One that takes longer than a scrape waits is told in the next.
    """

    name: str
    asker: Asker
    kept_for_s: float
    samples: Callable[[Any], Iterator[Sample]]
    asked: Future[Any] | None = None
    answer: Any = None
    told_at: float | None = None

    def ask(self, now: float) -> Iterator[Future[Any]]:
        """The answer that is still to come, if one is."""
        if self.asked is None and (self.told_at is None or now - self.told_at >= self.kept_for_s):
            self.asked = self.asker.ask()
        if self.asked is not None:
            yield self.asked

    def tell(self, now: float) -> Iterator[Sample]:
        if self.asked is not None and self.asked.done():
            self._take(self.asked, now)
        if self.told_at is None or now - self.told_at > FORGOTTEN_AFTER_S:
            return
        yield "wabot_figures_age_seconds", (self.name,), now - self.told_at
        yield from self.samples(self.answer)

    def _take(self, asked: Future[Any], now: float) -> None:
        error, self.asked = asked.exception(), None
        if error is None:
            self.answer, self.told_at = asked.result(), now
        else:
            # Its words may name hosts and users: they are for the log.
            log.warning("%s figures: %s", self.name, str(error).strip() or type(error).__name__)
            self.answer, self.told_at = None, None


def _sources() -> list[Source]:
    return [
        Source("service", Asker(read_service, (DatabaseError,)), 5, of_service),
        # Weeks of conversations are gone through: a minute's age changes nothing of what they say.
        Source("trade", Asker(read_trade, (DatabaseError,)), 60, of_trade),
    ]


class Figures:
    """A collector, one per process: the databases are asked at most as often as the sources allow."""

    def __init__(
        self,
        board: Board = BOARD,
        sources: Sequence[Source] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sources = _sources() if sources is None else sources
        self._board = board
        self._clock = clock
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        with self._lock:
            yield from families(self._samples())

    def _samples(self) -> Iterator[Sample]:
        now = self._clock()
        coming = [asked for source in self.sources for asked in source.ask(now)]
        yield from of_health(self._board.health())
        wait(coming, timeout=PATIENCE_S)
        for source in self.sources:
            yield from source.tell(self._clock())
        yield "wabot_counts_shared", (), float(_is_shared())


FIGURES = Figures()


def exposition(figures: Figures, accept: str) -> tuple[bytes, str]:
    """The body and its content type, in the newest form that `accept` knows of."""
    begin_at_zero()
    registry = CollectorRegistry()
    if _is_shared():
        registry.register(_of_all_processes())
    else:
        for metric, _ in COUNTED:
            registry.register(metric)
    registry.register(figures)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


def _of_all_processes() -> Collector:
    return MultiProcessCollector(None, path=str(settings.WABOT_METRICS_DIR))  # type: ignore[no-untyped-call]  # typed nowhere in the library


def _is_shared() -> bool:
    return values.ValueClass is not values.MutexValue
