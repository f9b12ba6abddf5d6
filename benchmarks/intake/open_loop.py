"""Requests at times that do not wait for answers, as WhatsApp sends them: a process of its own.

Latency counts from the moment a request was due, so what the generator sends late is not hidden; its own
share shows in a run against a server that does nothing.
"""

import asyncio
import json
import random
import selectors
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import cast

from benchmarks.intake.webhooks import DIFFERENT, request

CONNECTIONS = 200
END_OF_ANSWER = b"\r\n\r\n"  # answers have no body


class Connection(asyncio.Protocol):
    def __init__(self, load: "Load") -> None:
        self._load = load
        self._due = 0.0
        self._received = b""
        self._write: Callable[[bytes], None]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._write = cast("asyncio.WriteTransport", transport).write
        self._load.idle.append(self)

    def send(self, due: float, content: bytes) -> None:
        self._due = due
        self._write(content)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._received.endswith(END_OF_ANSWER):
            self._load.answered(
                self, time.perf_counter() - self._due, self._received.startswith(b"HTTP/1.1 200 ")
            )
            self._received = b""


class Load:
    def __init__(self, port: int, per_s: float, seconds: float) -> None:
        self._port = port
        self._contents = [request(number, f"127.0.0.1:{port}") for number in range(DIFFERENT)]
        self._dice = random.Random(7)
        self._per_s = per_s
        self._count = int(per_s * seconds)
        self._waiting: deque[float] = deque()
        self._all_answered = asyncio.Event()
        self.idle: deque[Connection] = deque()
        self.latencies_s: list[float] = []
        self.refused = 0

    def answered(self, connection: Connection, latency_s: float, is_ok: bool) -> None:
        self.latencies_s.append(latency_s)
        self.refused += not is_ok
        self.idle.append(connection)
        if self._waiting:
            self._send(self._waiting.popleft())
        if len(self.latencies_s) == self._count:
            self._all_answered.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._port)
        due = time.perf_counter() + 0.1
        for _ in range(self._count):
            due += self._dice.expovariate(self._per_s)
            if (early_s := due - time.perf_counter()) > 0:
                await asyncio.sleep(early_s)
            if self.idle:
                self._send(due)
            else:
                self._waiting.append(due)
        async with asyncio.timeout(30):
            await self._all_answered.wait()

    def _send(self, due: float) -> None:
        self.idle.popleft().send(due, self._dice.choice(self._contents))


def main(arguments: list[str]) -> None:
    load = Load(int(arguments[0]), float(arguments[1]), float(arguments[2]))
    # select() sleeps to the microsecond; epoll, and uvloop with it, to the millisecond.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        runner.run(load.run())
    ordered = sorted(load.latencies_s)
    at = {name: ordered[int(len(ordered) * share)] * 1000 for name, share in (("p50", 0.5), ("p99", 0.99))}
    print(json.dumps(at | {"max": ordered[-1] * 1000, "refused": load.refused, "sent": len(ordered)}))


if __name__ == "__main__":
    main(sys.argv[1:])
