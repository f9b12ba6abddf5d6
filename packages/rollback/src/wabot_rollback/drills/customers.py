"""Customers who each write, wait for the reply, and write again, from before the deployment until the drill is over."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from wabot_rollback.drills.phones import Phones, words_of
from wabot_rollback.errors import StepFailed

# How long one call to the simulator waits for a reply, before it looks whether the drill is over.
LISTEN_S = 10.0


@dataclass(frozen=True, slots=True)
class Wait:
    """`began` by time.monotonic; `took_s` and `told` None while there is no reply."""

    customer: str
    shop: str
    line: str
    began: float
    took_s: float | None = None
    told: str | None = None

    def so_far_s(self, now: float) -> float:
        return self.took_s if self.took_s is not None else now - self.began


@dataclass(slots=True)
class Crowd:
    """`give_up_s` is how long the last replies are waited for once nobody writes any more."""

    simulator: str
    size: int
    lines: Sequence[str]
    pause_s: tuple[float, float]
    give_up_s: float
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)
    _answered: list[Wait] = field(default_factory=list)
    _open: dict[str, Wait] = field(default_factory=dict)
    _trouble: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        with Phones(self.simulator) as phones:
            shops = phones.shops()
            customers = [f"2547{number:08}" for number in range(self.size)]
            for number, customer in enumerate(customers):
                phones.add_customer(customer, f"Customer {number}")
        self._threads = [
            threading.Thread(
                target=self._live, args=(customer, shops[number % len(shops)], number), daemon=True
            )
            for number, customer in enumerate(customers)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            # nobody will ask any more what they were told
            self.give_up_s = 0.0
        self.fall_silent()

    def fall_silent(self) -> None:
        """Nobody begins another line; returns when everybody is answered or has given up."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def waits(self) -> list[Wait]:
        """Of replies that came, and of those that are waited for. Raises StepFailed where a customer cannot go on."""
        with self._lock:
            if self._trouble:
                raise StepFailed(self._trouble[0])
            return [*self._answered, *self._open.values()]

    def _live(self, customer: str, shop: str, number: int) -> None:
        chance, turn = random.Random(number), 0  # noqa: S311  (when somebody writes is no secret)
        try:
            with Phones(self.simulator, timeout_s=90) as phones:
                # not all at once
                while not self._over.wait(
                    chance.uniform(*self.pause_s) if turn else chance.uniform(0, self.pause_s[1])
                ):
                    self._write(phones, customer, shop, self.lines[turn % len(self.lines)])
                    turn += 1
        except StepFailed as error:
            with self._lock:
                self._trouble.append(f"{customer}: {error}")

    def _write(self, phones: Phones, customer: str, shop: str, line: str) -> None:
        began = time.monotonic()
        wait = Wait(customer, shop, line, began)
        with self._lock:
            self._open[customer] = wait
        sent = phones.say(customer, shop, line)
        while (reply := phones.reply(customer, shop, after=sent, within_s=LISTEN_S)) is None:
            if self._has_given_up(began):
                return
        took_s = time.monotonic() - began
        with self._lock:
            del self._open[customer]
            self._answered.append(Wait(customer, shop, line, began, took_s, words_of(reply)))

    def _has_given_up(self, began: float) -> bool:
        return self._over.is_set() and time.monotonic() - began > self.give_up_s
