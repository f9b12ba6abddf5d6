"""One process at a time changes things, and each has a number that is greater than the last one's."""

import fcntl
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from wabot_rollback.errors import Fenced, Refused, RollbackError
from wabot_rollback.store.ledger import sync_folder

LOCK, TOKEN = "lock", "token.json"
# A step's process dies with the one that started it, but not in the same instant.
DYING_S = 2.0
# Who only looks whether it is held holds it for that instant.
LOOKING_S = 0.1
LOOK_EVERY_S = 0.02


class Taken(Refused):
    def __init__(self, holder: Mapping[str, Any]) -> None:
        who = f"process {holder.get('pid')} on {holder.get('host')}"
        super().__init__(
            f"{who} is at work on {holder.get('run')}: watch it with `rollback status --follow`,"
            f" or end it (kill {holder.get('pid')}) and resume"
        )


@dataclass(slots=True)
class Held:
    """The right to change things until `release`, or until this process and the step's process it forked are gone."""

    folder: Path
    token: int
    _file: int

    def check(self) -> None:
        newest = read_token(self.folder).get("token", 0)
        if newest != self.token:
            raise Fenced(
                f"another process has taken over (token {newest}, ours is {self.token}): this one stops here"
            )

    def release(self) -> None:
        os.close(self._file)


def take(folder: Path, run: str, *, wait: Callable[[float], None] = time.sleep) -> Held:
    """Raises Taken while somebody alive holds it. The kernel frees a dead one's at once."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = _locked(folder, wait)
    token = int(read_token(folder).get("token", 0)) + 1
    holder = {"token": token, "run": run, "pid": os.getpid(), "host": socket.gethostname()}
    _replace(folder / TOKEN, json.dumps(holder))
    return Held(folder, token, file)


def holder(folder: Path) -> Mapping[str, Any] | None:
    """Who is at work now; None: nobody."""
    if not (folder / LOCK).exists():
        return None
    file = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return read_token(folder)
    finally:
        os.close(file)
    return None


def read_token(folder: Path) -> Mapping[str, Any]:
    """Empty where nobody ever took it."""
    path = folder / TOKEN
    try:
        told: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        remedy = f'put {{"token": N}} there, N no less than the greatest "token" in {folder / "log.jsonl"}'
        raise RollbackError(f"{path} cannot be read ({error}): {remedy}") from error
    return told


def _locked(folder: Path, wait: Callable[[float], None]) -> int:
    waited_s = 0.0
    while True:
        file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            found = read_token(folder)
            if waited_s >= (LOOKING_S if _lives(found) else DYING_S):
                raise Taken(found) from None
            wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
            continue
        # Somebody may have removed the file between opening and locking it: then this lock keeps nobody out.
        if os.path.samestat(os.fstat(file), (folder / LOCK).stat()):
            return file
        os.close(file)


def _lives(found: Mapping[str, Any]) -> bool:
    """Reported by another host, it counts as alive: this one cannot know."""
    return found.get("host") != socket.gethostname() or psutil.pid_exists(int(found.get("pid", 0)))


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).replace(path)
    sync_folder(path.parent)
