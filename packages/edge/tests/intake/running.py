"""An intake as operators run it: a process of its own, its log, and ways to end it."""

import asyncio
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from wabot_edge.intake.signature import sign

SECRET = b"app-secret-of-the-shop"
TOKEN = "verify-token-of-the-shop"
CALLBACK_KEY = b"key-of-the-callbacks-of-all-the-shops"
WHATSAPP = "/v1/webhooks/whatsapp"
HEALTH = "/v1/webhooks/health"


def webhook(*changes: Any, entry_id: str = "waba-1", **envelope: Any) -> bytes:
    body = {"object": "whatsapp_business_account", "entry": [{"id": entry_id, "changes": list(changes)}]}
    return json.dumps(body | envelope).encode()


def text_from(customer: str, text: str, *, number: str = "1000") -> dict[str, Any]:
    message = {"from": customer, "id": f"wamid.{customer}.{text}", "type": "text", "text": {"body": text}}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, "messages": [message]}
    return {"field": "messages", "value": value}


def signed(body: bytes, secret: bytes = SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": sign(body, secret).decode(), "content-type": "application/json"}


def eventually(true: Callable[[], Any], *, within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"not within {within_s:g} s"
        time.sleep(0.02)


@dataclass
class RunningIntake:
    environ: Mapping[str, str]
    log_file: Path
    process: subprocess.Popen[bytes] | None = None
    url: str = field(default="", init=False)

    def start(self) -> "RunningIntake":
        begin = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            command = [sys.executable, "-m", "wabot_edge.intake"]
            self.process = process = subprocess.Popen(command, env=dict(self.environ), stdout=log, stderr=log)
        eventually(lambda: "listening on" in self.log[begin:] or process.poll() is not None)
        found = re.findall(r"listening on (http://\S+:\d+)", self.log[begin:])
        self.url = found[-1] if found else ""
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(10)

    def post(self, body: bytes, path: str = WHATSAPP, headers: dict[str, str] | None = None) -> int:
        sent_with = signed(body) if headers is None else headers
        return httpx.post(f"{self.url}{path}", content=body, headers=sent_with, timeout=30).status_code

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.url}{HEALTH}").json()
        return found

    @property
    def log(self) -> str:
        return self.log_file.read_text()


def environ_of(journal_url: str, folder: Path, **changes: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "JOURNAL_DATABASE_URL": journal_url,
        "WABOT_APP_SECRET": SECRET.decode(),
        "WABOT_VERIFY_TOKEN": TOKEN,
        "WABOT_CALLBACK_KEYS": f"key-that-takes-over-from-the-next-one,{CALLBACK_KEY.decode()}",
        "WABOT_INTAKE_PORT": "0",
        "WABOT_SPOOL_DIR": str(folder / "spool"),
        **changes,
    }


class Customers:
    """Ten people who write one message after another, whatever happens to the intake meanwhile."""

    def __init__(self, intake: RunningIntake) -> None:
        self.intake = intake
        self.acknowledged: list[bytes] = []
        self.statuses: Counter[int] = Counter()
        self.slowest_s = 0.0
        self._one_more = asyncio.Event()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        async with httpx.AsyncClient(timeout=30) as client:
            people = [asyncio.create_task(self._write(client, f"person-{number}")) for number in range(10)]
            yield
            for person in people:
                person.cancel()
            for ended in await asyncio.gather(*people, return_exceptions=True):
                assert isinstance(ended, asyncio.CancelledError), ended

    async def more(self, count: int) -> None:
        """Until so many more have been acknowledged."""
        wanted = len(self.acknowledged) + count
        async with asyncio.timeout(30):
            while len(self.acknowledged) < wanted:
                self._one_more.clear()
                await self._one_more.wait()

    async def _write(self, client: httpx.AsyncClient, name: str) -> None:
        for number in itertools.count():
            body = webhook(text_from(name, f"message {number}"))
            start = time.monotonic()
            try:
                answer = await client.post(f"{self.intake.url}{WHATSAPP}", content=body, headers=signed(body))
            except httpx.TransportError:
                # The intake is down; WhatsApp would come again with the same message, these go on.
                await asyncio.sleep(0.05)
                continue
            self.slowest_s = max(self.slowest_s, time.monotonic() - start)
            self.statuses[answer.status_code] += 1
            if answer.status_code == 200:
                self.acknowledged.append(body)
                self._one_more.set()
