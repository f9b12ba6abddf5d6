"""Who holds a state folder, and what of an earlier run is still alive in it."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import psutil

from config.stack.errors import AlreadyRunning
from config.stack.layout import Layout
from config.stack.private import write_json
from config.stack.releases import releases_from

# Long enough for a worker's last task and PostgreSQL's checkpoint.
PATIENCE_S = 20.0
SUPERVISOR_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down while a stack runs. `session` is the process id of its supervisor.

    `variables` are those under which the programs run, secrets among them.
    """

    session: int
    starter: int
    sockets: str
    services: list[str]
    addresses: dict[str, str]
    variables: dict[str, str]

    def write(self, file: Path) -> None:
        write_json(file, asdict(self))


def read_record(layout: Layout) -> Record | None:
    try:
        return Record(**json.loads(layout.record.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        # Half a record is none: it is written aside and renamed, so only strangers leave one.
        return None


@contextmanager
def held(layout: Layout) -> Iterator[None]:
    """Holds the state folder; the system lets go of it when this process ends, however it ends.

    Raises AlreadyRunning, naming the holder.
    """
    with layout.lock.open("a+", encoding="utf-8") as lock:
        while not _taken(lock, fcntl.LOCK_EX):
            # Nobody, when another terminal was only looking who holds it.
            if (pid := holder(layout)) is not None:
                raise AlreadyRunning(folder=str(layout.root), pid=pid)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def holder(layout: Layout) -> int | None:
    """The process that holds the folder now, if any does; 0 when it has not yet said which it is."""
    try:
        with layout.lock.open(encoding="utf-8") as lock:
            return None if _taken(lock, fcntl.LOCK_SH) else int(lock.read() or 0)
    except FileNotFoundError:
        return None


def _taken(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def leftovers(layout: Layout) -> list[psutil.Process]:
    """What the recorded supervisor started, and itself: it was killed, or its starter was.

    Both marks are asked for, session and working folder: process ids come round again, and a person's shell
    may stand in the folder. Children of what is found are not listed.
    """
    record = read_record(layout)
    if record is None:
        return []
    folders = [layout.root]
    if releases := releases_from(record.variables):
        folders.append(releases)
    return [process for process in psutil.process_iter() if _belongs(process, record.session, folders)]


def end_leftovers(layout: Layout, *, patience_s: float = PATIENCE_S) -> int:
    """Stops them, by force where they have not listened after so long. Returns how many there were."""
    record, found = read_record(layout), leftovers(layout)
    families = {process: _children(process) for process in found}
    supervisors = [process for process in found if record and process.pid == record.session]
    # A supervisor that still lives stops the others in order; asked together, it would start them again.
    end(supervisors, patience_s=SUPERVISOR_PATIENCE_S)
    end(leftovers(layout), patience_s=patience_s)
    orphans = [child for children in families.values() for child in children if child.is_running()]
    end(orphans, patience_s=patience_s)
    return len(found)


def end(processes: list[psutil.Process], *, patience_s: float) -> None:
    """Asks them to end, then ends those that have not."""
    for process in processes:
        # To PostgreSQL SIGTERM means: wait until all clients have gone.
        _signal(process, signal.SIGINT if _name(process) == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(processes, timeout=patience_s)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE_S)


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def _belongs(process: psutil.Process, session: int, folders: list[Path]) -> bool:
    try:
        if os.getsid(process.pid) != session:
            return False
        where = Path(process.cwd())
        return process.pid == session or any(where.is_relative_to(folder) for folder in folders)
    except (ProcessLookupError, psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
