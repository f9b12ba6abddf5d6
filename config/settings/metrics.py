"""Where the processes of one host keep their counts, so that any of them can tell those of all.

prometheus_client names its files by pid: there come to be as many as processes ever began, and sums drop when files are
tidied away. Here a process counts in the lowest slot that no living process has, and counts on from what stands there:
never more files than processes at once, nothing to merge or delete, and what a killed process counted stays. The kernel's
lock says whose a slot is. It ends with its process, however that ends, and holds between containers that share the folder,
where pids repeat.
"""

import fcntl
import logging
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from threading import Lock
from typing import Any

from prometheus_client import values

from config.env import Environment

log = logging.getLogger("wabot.metrics")
MOST_SLOTS = 512
KINDS = ("counter", "histogram")
# All of our series fit. Reserved at once: a full disk would otherwise end a process amid a count (SIGBUS).
SLOT_BYTES = 128 * 1024


class Slots:
    """One of a folder for each process that counts; a forked child takes one of its own with its first count."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: int | None = None
        self._name = ""
        os.register_at_fork(after_in_child=self._leave_to_parent)

    def mine(self) -> str:
        """Raises OSError where no file can be made."""
        return self._name or self._claimed()

    def _claimed(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in range(MOST_SLOTS):
            if (lock := self._locked(number)) is not None:
                self._lock, self._name = lock, str(number)
                return self._name
        raise BlockingIOError(f"all {MOST_SLOTS} slots in {self._folder} are taken, or another user's")

    def _locked(self, number: int) -> int | None:
        """None: a living process has it, or the files are another user's."""
        try:
            lock = os.open(self._folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except PermissionError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._reserve(number)
        except (BlockingIOError, PermissionError):
            os.close(lock)
            return None
        except OSError:
            os.close(lock)
            raise
        return lock

    def _reserve(self, number: int) -> None:
        for kind in KINDS:
            path = self._folder / f"{kind}_{number}.db"
            if path.exists():
                path.open("ab").close()
                continue
            # under another name first, for whoever reads all files meanwhile
            unready = path.with_suffix(".new")
            with unready.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, SLOT_BYTES)
            unready.rename(path)

    def _leave_to_parent(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
        self._lock, self._name = None, ""


def count_together(env: Environment) -> Path:
    """From now on this process's counts go into the folder, which is returned; it is made with the first count.

    A process that cannot write there says so and counts for itself alone: no count is worth a turn.
    """
    folder = (env.WABOT_METRICS_DIR or env.WABOT_STATE_DIR / "metrics").absolute()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    slots, choosing = Slots(folder), Lock()

    def with_first_count(*parameters: Any, **more: Any) -> Any:
        with choosing:
            if values.ValueClass is with_first_count:
                values.ValueClass = _shared_or_own(slots)
        return values.ValueClass(*parameters, **more)

    values.ValueClass = with_first_count
    return folder


def _shared_or_own(slots: Slots) -> Any:
    try:
        slots.mine()
    except OSError as error:
        log.warning("counts stay within this process: %s", error)
        return values.MutexValue
    return values.MultiProcessValue(slots.mine)  # type: ignore[no-untyped-call]  # typed nowhere in the library


def networks_of(env: Environment) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network.strip()) for network in filter(None, env.WABOT_METRICS_NETWORKS.split(","))]
