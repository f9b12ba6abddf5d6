"""How many messages a second the simulator carries, at the start and after 100 000 of them.

    python packages/simulator/benchmarks/deliveries.py [messages]

300 customers write bursts; each message is posted to a callback and answered by one send, whose statuses are
posted too. Callback and bot are processes of their own on the same cores, so the rates are those of all three
together; CPU time a message (one webhook, or one send and its three) is the simulator's alone.
"""

import asyncio
import multiprocessing
import resource
import socket
import sys
import time
from typing import Any

import httpx
import uvicorn
from wabot_simulator.testing import running_simulator

SHOP, TOKEN = "106540352242922", "simulator-token-1"
CUSTOMERS = 300
ROUND = 10_000


async def callback(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


def serve_callback(port: int) -> None:
    uvicorn.run(callback, port=port, log_level="error", lifespan="off")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer_all(url: str, customers: list[str], count: int) -> float:
    """`count` sends over 16 connections; the seconds they took."""
    return asyncio.run(_answer_all(url, customers, count))


async def _answer_all(url: str, customers: list[str], count: int) -> float:
    start, headers = time.perf_counter(), {"authorization": f"Bearer {TOKEN}"}
    body = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Tuna bei nzuri leo."}}

    async def sender(offset: int) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            for index in range(offset, count, 16):
                answer = await http.post(
                    f"{url}/v23.0/{SHOP}/messages",
                    headers=headers,
                    json={**body, "to": customers[index % CUSTOMERS]},
                )
                answer.raise_for_status()

    await asyncio.gather(*(sender(offset) for offset in range(16)))
    return time.perf_counter() - start


def main(total: int) -> None:
    port = free_port()
    shop = multiprocessing.Process(target=serve_callback, args=(port,), daemon=True)
    shop.start()
    bot = multiprocessing.get_context("spawn").Pool(1)
    with bot, running_simulator(f"http://127.0.0.1:{port}/", rules="", read_after_ms=0) as running:
        phone = running.client
        customers = [phone.add_customer(name=f"Mteja {n}", wa_id=f"2547{n:08d}") for n in range(CUSTOMERS)]
        for done in range(0, total, ROUND):
            cpu_s, start = time.process_time(), time.perf_counter()
            for first in range(0, ROUND // 2, 1000):
                phone.say_many(
                    [(customers[(first + n) % CUSTOMERS], SHOP, f"habari {n}") for n in range(1000)]
                )
            wait_for_quiet(phone)
            carried_s = time.perf_counter() - start
            sent_s = bot.apply(answer_all, (running.url, customers, ROUND // 2))
            start = time.perf_counter()
            wait_for_quiet(phone)
            tail_s = time.perf_counter() - start
            half = ROUND // 2
            sys.stdout.write(
                f"after {done + ROUND:>7,}: {half / carried_s:6.0f} webhooks/s of messages, {half / sent_s:6.0f} sends/s, "
                f"{half * 3 / (sent_s + tail_s):6.0f} statuses/s, "
                f"{(time.process_time() - cpu_s) * 1000 / ROUND:.2f} ms of CPU a message, {memory_mb():.0f} MB\n"
            )
        report = phone.report()
        sys.stdout.write(f"unacknowledged {report['unacknowledged_count']}, counts {report['counts']}\n")
    shop.terminate()


def wait_for_quiet(phone: Any) -> None:
    quiet = 0
    while quiet < 3:
        quiet = quiet + 1 if phone.health()["pending_webhooks"] == 0 else 0
        time.sleep(0.05)


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
