"""What the running stack takes of the machine's memory, shared pages counted once (PSS)."""

from collections.abc import Iterable

import psutil

from config.stack.record import Record
from config.stack.supervisor import Supervisor


def megabytes_by_program(record: Record, supervisor: Supervisor) -> dict[str, float]:
    """Proportional set size in megabytes (10⁶ bytes) of each program with its children, and of what starts them."""
    found = {name: _family(state.pid) for name, state in supervisor.states().items() if state.pid}
    found |= {"supervisor": [psutil.Process(record.session)], "make up": [psutil.Process(record.starter)]}
    return {name: _pss_bytes(processes) / 1e6 for name, processes in found.items()}


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _pss_bytes(processes: Iterable[psutil.Process]) -> int:
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            # It ended while we looked; it takes nothing now.
            continue
    return total
