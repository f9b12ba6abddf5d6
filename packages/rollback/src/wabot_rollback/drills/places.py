"""Where everything of one drill lies."""

import random
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wabot_rollback.errors import Refused
from wabot_rollback.releases.building import open_again

PORTS = ("WABOT_WEB_PORT", "WABOT_INTAKE_PORT", "WABOT_SIMULATOR_PORT", "WABOT_CONSOLE_PORT")
# Below what systems give to outgoing connections: those could take the port of a program that is being restarted.
UNUSED = range(20_000, 32_000)
LOOPBACK = "127.0.0.1"
# Nothing else of the caller's environment reaches the stack: it names servers that a drill must never touch.
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "PYTHONDONTWRITEBYTECODE", "SSL_CERT_FILE")
KEPT_BEGINNINGS = ("UV_", "PIP_")


@dataclass(frozen=True, slots=True)
class Places:
    root: Path

    def __post_init__(self) -> None:
        # The database's user passes through.
        self.root.mkdir(exist_ok=True)
        self.root.chmod(0o711)
        for folder in (self.engine, self.backups):
            folder.mkdir(exist_ok=True, mode=0o700)

    @property
    def clone(self) -> Path:
        return self.root / "clone"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def stack(self) -> Path:
        return self.root / "stack"

    @property
    def engine(self) -> Path:
        """Of this drill alone: a rollback in earnest finds nothing of it in its way."""
        return self.root / "engine"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def plan(self) -> Path:
        return self.root / "plan.yaml"


def free_ports() -> dict[str, int]:
    free = (port for port in random.SystemRandom().sample(UNUSED, len(UNUSED)) if _is_free(port))
    return dict(zip(PORTS, free, strict=False))


def kept(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name in KEPT or name.startswith(KEPT_BEGINNINGS) or name.upper().endswith("_PROXY")
    }


def filled(command: tuple[str, ...], **values: object) -> list[str]:
    try:
        return [part.format(**values) for part in command]
    except (KeyError, IndexError, ValueError) as error:
        raise Refused(f"drills: {' '.join(command)}: {error} can be filled in by nothing") from error


def _is_free(port: int) -> bool:
    try:
        socket.create_server((LOOPBACK, port)).close()
    except OSError:
        return False
    return True


@contextmanager
def throwaway() -> Iterator[Path]:
    """A folder of the system's temporary ones: its path is short, for sockets lie in it. Releases close theirs."""
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    try:
        yield folder
    finally:
        open_again(folder)
        shutil.rmtree(folder)
