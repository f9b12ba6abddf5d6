"""A small OpenAI-compatible endpoint on a real socket, which answers as a test tells it."""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """One answer. With `drip_s` its bytes come one by one, so long apart."""

    body: bytes
    status: int = 200
    after_s: float = 0.0
    drip_s: float = 0.0


def words(text: str | None, **more: Any) -> Said:
    return _completion({"role": "assistant", "content": text}, "stop", **more)


def look_up(tool: str, **arguments: Any) -> Said:
    """The model wants to use a tool."""
    call = {
        "id": "call-1",
        "type": "function",
        "function": {"name": tool, "arguments": json.dumps(arguments)},
    }
    return _completion({"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls")


def _completion(message: dict[str, Any], reason: str, **more: Any) -> Said:
    usage = {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "stub",
        "choices": [{"index": 0, "finish_reason": reason, "message": message}],
        "usage": usage,
    }
    return Said(json.dumps(body).encode(), **more)


@dataclass
class ModelServer:
    """Gives the answers in their order, the last one again and again; keeps what it was asked."""

    url: str = ""
    answers: deque[Said] = field(default_factory=deque)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def will_say(self, *answers: Said) -> None:
        self.answers = deque(answers)

    def next(self) -> Said:
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]

    def told(self, request: int = -1) -> dict[str, Any]:
        """The JSON object that the model was given."""
        [given] = [m["content"] for m in self.asked[request]["messages"] if m["role"] == "user"]
        found: dict[str, Any] = json.loads(given)
        return found


@contextmanager
def running_model() -> Iterator[ModelServer]:
    model = ModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()


def _handler(model: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            model.keys.append(self.headers.get("authorization", ""))
            said = model.next()
            time.sleep(said.after_s)
            # whoever asked may have gone, as the tests want it to
            with suppress(BrokenPipeError, ConnectionResetError):
                self._answer(said)

        def _answer(self, said: Said) -> None:
            self.send_response(said.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(said.body)))
            self.end_headers()
            if not said.drip_s:
                self.wfile.write(said.body)
                return
            for byte in said.body:
                self.wfile.write(bytes([byte]))
                time.sleep(said.drip_s)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests print nothing of their traffic."""

    return Handler
