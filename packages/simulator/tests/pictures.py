"""A web shop's picture server, as small as tests need."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


class PictureServer:
    DATA: ClassVar[bytes] = b"\x89PNG a kikoi"
    HUGE: ClassVar[bytes] = bytes(5 * 1024 * 1024 + 1)

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                body = server.HUGE if "huge" in self.path else server.DATA
                self.send_response(404 if "missing" in self.path else 200)
                self.send_header("content-type", "image/png")
                self.end_headers()
                try:
                    self.wfile.write(body)
                except ConnectionError:
                    # a fetch that found the file too large hangs up
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Tests print nothing of their traffic."""

        return Handler
