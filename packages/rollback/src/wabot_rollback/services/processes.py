"""The platform's processes on this host, found by what they are called and by the release they run from.

A manager knows only what it started itself; `celery -A config worker --detach` is nobody's child.
"""

import re
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from wabot_rollback.services.services import Service

# The first that is found in a command line names the service: gunicorn's line may hold any other word.
CALLED: tuple[tuple[Service, re.Pattern[str]], ...] = (
    (Service.WEB, re.compile(r"\bgunicorn\b")),
    (Service.BEAT, re.compile(r"\bcelery\b.*\bbeat\b")),
    (Service.WORKER, re.compile(r"\bcelery\b.*\bworker\b")),
    (Service.PROJECTOR, re.compile(r"\bwabot projector\b|\brun_projector\b")),
    (Service.SENDER, re.compile(r"\bwabot sender\b|\brun_sender\b")),
    (Service.INTAKE, re.compile(r"\bwabot_edge\.intake\b")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """`release` None: it runs from no release of the folder asked about."""

    pid: int
    parent: int
    service: Service
    release: str | None


def found_in(releases: Path) -> list[Found]:
    """Every process that runs from a release of this folder. Of others' processes root alone sees enough."""
    return [
        Found(process.pid, parent, service, release)
        for process, parent, service in _called()
        if (release := release_of(process.pid, releases)) is not None
    ]


def family(pid: int) -> list[int]:
    """It and all its descendants; empty when it is gone."""
    try:
        main = psutil.Process(pid)
        members = [main, *main.children(recursive=True)]
        return [each.pid for each in members if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    except psutil.NoSuchProcess:
        return []


def release_of(pid: int, releases: Path) -> str | None:
    """By its working folder, or else by the libraries it has loaded: titles overwrite what it was started with."""
    inside = f"{releases}/"
    try:
        where = f"{psutil.Process(pid).cwd()}/"
        # psutil would add up the memory of each library, which takes a while
        loaded = "" if where.startswith(inside) else Path(f"/proc/{pid}/maps").read_text(errors="replace")
    except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
        return None
    _, found, after = (where + loaded).partition(inside)
    return after.split("/", 1)[0] if found else None


def heads(pids: Iterable[int]) -> list[int]:
    """Those of them that are nobody's child among them."""
    known = set(pids)
    return [pid for pid in sorted(known) if _parent(pid) not in known]


def send(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            psutil.Process(pid).send_signal(number)
        except psutil.NoSuchProcess:
            continue


def _called() -> Iterator[tuple[psutil.Process, int, Service]]:
    """Read as they lie: psutil looks up each process's age first, and this is asked often."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            service = next((service for service, pattern in CALLED if pattern.search(line)), None)
            if service is None:
                continue
            process = psutil.Process(int(entry.name))
            if process.status() != psutil.STATUS_ZOMBIE:
                yield process, process.ppid(), service
        except (OSError, psutil.NoSuchProcess, psutil.AccessDenied):
            # it has ended meanwhile, or is somebody else's
            continue


def _parent(pid: int) -> int:
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        return 0
