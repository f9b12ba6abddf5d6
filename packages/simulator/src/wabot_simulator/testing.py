"""For tests and drills of programs that talk to WhatsApp: a simulator in a thread, and a small shop to post to."""

import hmac
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from .client import SimulatorClient
from .errors import BadSetting
from .server import bind, make_server
from .settings import Settings
from .simulator import Simulator
from .webhooks.bodies import signature

APP_SECRET = "tests-app-secret"  # noqa: S105 - of tests only
VERIFY_TOKEN = "tests-verify-token"  # noqa: S105 - of tests only


class Receiver:
    """A callback that keeps what it is posted, answers as told, and refuses wrong signatures with 401."""

    def __init__(self, app_secret: str = APP_SECRET, verify_token: str = VERIFY_TOKEN) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.wrong_signatures = 0
        self._secret = app_secret
        self._token = verify_token
        self._answers: deque[int] = deque()
        self._news = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    def answer_next(self, *statuses: int) -> None:
        """Answer the next posts with these; afterwards 200 again."""
        with self._news:
            self._answers.extend(statuses)

    def _take(self, raw: bytes, mark: str) -> int:
        with self._news:
            if not hmac.compare_digest(mark, signature(raw, self._secret)):
                self.wrong_signatures += 1
                return 401
            status = self._answers.popleft() if self._answers else 200
            if status == 200:
                self.bodies.append(json.loads(raw))
                self._news.notify_all()
            return status

    def values(self) -> list[dict[str, Any]]:
        with self._news:
            bodies = list(self.bodies)
        return [change["value"] for body in bodies for entry in body["entry"] for change in entry["changes"]]

    def messages(self) -> list[dict[str, Any]]:
        return [message for value in self.values() for message in value.get("messages", [])]

    def statuses(self) -> list[dict[str, Any]]:
        return [status for value in self.values() for status in value.get("statuses", [])]

    def wait_for(self, *, messages: int = 0, statuses: int = 0, timeout_s: float = 10.0) -> None:
        """Until at least so many have arrived. Raises TimeoutError, saying how many had."""

        def enough() -> bool:
            return len(self.messages()) >= messages and len(self.statuses()) >= statuses

        with self._news:
            arrived = self._news.wait_for(enough, timeout_s)
        if not arrived:
            raise TimeoutError(
                f"{len(self.messages())} messages and {len(self.statuses())} statuses in {timeout_s} s"
            )

    def message(self, wamid: str, timeout_s: float = 10.0) -> dict[str, Any]:
        """The message with this id, once it has arrived. Raises TimeoutError."""

        def found() -> dict[str, Any] | None:
            return next((message for message in self.messages() if message["id"] == wamid), None)

        with self._news:
            message = self._news.wait_for(found, timeout_s)
        if message is None:
            raise TimeoutError(f"{wamid} did not arrive within {timeout_s} s")
        return message

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # without it the answer's two packets wait 40 ms for each other
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                self._answer(receiver._take(raw, self.headers.get("x-hub-signature-256", "")), b"")

            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                if query.get("hub.verify_token") == receiver._token:
                    self._answer(200, query["hub.challenge"].encode())
                else:
                    self._answer(403, b"")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Tests print nothing of their traffic."""

        return Handler


class ShopProgram:
    """The shop's side of the Graph API, as little as tests need; answers come back as they are."""

    def __init__(self, url: str, phone_number_id: str, access_token: str) -> None:
        self.phone_number_id = phone_number_id
        headers = {"authorization": f"Bearer {access_token}"}
        self.http = httpx.Client(base_url=f"{url}/v23.0", headers=headers, trust_env=False, timeout=30)

    def post(self, body: dict[str, Any]) -> httpx.Response:
        return self.http.post(
            f"/{self.phone_number_id}/messages", json={"messaging_product": "whatsapp", **body}
        )

    def send(self, to: str, kind: str, content: Any, **more: Any) -> httpx.Response:
        return self.post({"to": to, "type": kind, kind: content, **more})

    def say(self, to: str, text: str, **more: Any) -> str:
        """Send a text and return its wamid. Raises httpx.HTTPStatusError when it is refused."""
        answer = self.send(to, "text", {"body": text}, **more).raise_for_status()
        return str(answer.json()["messages"][0]["id"])

    def mark_read(self, wamid: str, *, typing: bool = False) -> httpx.Response:
        indicator = {"typing_indicator": {"type": "text"}} if typing else {}
        return self.post({"status": "read", "message_id": wamid, **indicator})

    def upload(self, data: bytes, mime_type: str, filename: str = "file") -> str:
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        files = {"file": (filename, data, mime_type)}
        answer = self.http.post(f"/{self.phone_number_id}/media", data=fields, files=files).raise_for_status()
        return str(answer.json()["id"])

    def close(self) -> None:
        self.http.close()


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    simulator: Simulator
    client: SimulatorClient


@contextmanager
def running_simulator(callback_url: str, **changes: Any) -> Iterator[Running]:
    """A simulator on a free port of this machine, in a thread of its own, gone when the block ends."""
    values: dict[str, Any] = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "port": 0, **changes}
    settings = Settings(callback_url=callback_url, **values)
    listener = bind(settings)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        server, simulator = make_server(settings)
    except BadSetting:
        listener.close()
        raise
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    with SimulatorClient(url) as client:
        try:
            # answered only when everything is up
            client.health()
            yield Running(url, simulator, client)
        finally:
            simulator.hub.close()
            server.should_exit = True
            thread.join(timeout=10)
