"""The verbs of `python -m config.stack`. Each returns the exit code and raises StackError."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from config import ROOT
from config.stack import record
from config.stack.display import say
from config.stack.errors import NotRunning, Refused, StackError
from config.stack.layout import Layout
from config.stack.memory import megabytes_by_program
from config.stack.plan import plan_from
from config.stack.supervisor import Supervisor, Unanswered
from config.stack.up import up
from config.stack.waiting import wait_until

Source = Mapping[str, str]
STOP_WITHIN_S = 150.0


def start(source: Source, console: Console, *, only: str | None) -> int:
    return up(plan_from(source, only=only.split(",") if only else None), console)


def down(source: Source, console: Console) -> int:
    layout = _layout(source)
    if (pid := record.holder(layout)) == 0:
        raise StackError("the stack is just starting: try again in a moment")
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        seconds = wait_until(lambda: record.holder(layout) is None, what="the stop", deadline_s=STOP_WITHIN_S)
        say(console, f"Stopped in {seconds:.0f} s.")
    elif left := record.end_leftovers(layout):
        layout.record.unlink(missing_ok=True)
        say(console, f"Stopped {left} process(es) that a killed run had left behind.")
    else:
        say(console, f"Nothing runs on {layout.root}.")
    return 0


def reset(source: Source, console: Console, *, force: bool) -> int:
    layout = _layout(source)
    if not layout.root.exists():
        say(console, f"There is no {layout.root}.")
        return 0
    # What a person may have named by mistake holds no such file.
    if not layout.lock.exists():
        raise Refused(
            f"WABOT_STATE_DIR: {layout.root} was not made by `make up`: delete it yourself if you mean it"
        )
    if not force and not _agreed(f"Delete {layout.root} with all shops, messages and keys in it? [y/N] "):
        say(console, "Nothing was deleted.")
        return 1
    with record.held(layout):
        record.end_leftovers(layout)
        shutil.rmtree(layout.root)
        layout.drop_sockets()
    say(console, f"Deleted {layout.root}.")
    return 0


def status(source: Source, console: Console, *, as_json: bool) -> int:
    """0 when every service runs, 1 when one does not."""
    found, supervisor = _running(_layout(source))
    states = supervisor.states()
    services = {name: states[name] for name in found.services}
    well = all(state.name == "RUNNING" for state in services.values())
    if as_json:
        _print_json({name: {"state": state.name, "pid": state.pid} for name, state in services.items()})
    else:
        for name, state in services.items():
            say(console, f"{name:12} {state.name.lower():10} {found.addresses.get(name, '')}")
    return 0 if well else 1


def logs(source: Source, _console: Console, *, program: str | None) -> int:
    files = sorted(_layout(source).logs.glob(f"{program or '*'}.log"))
    if not files:
        raise StackError(f"no log of {program}" if program else "no logs yet: `make up` writes them")
    return subprocess.run(["tail", "-n", "20", "-F", *map(str, files)], check=False).returncode  # noqa: S607  (as in a shell)


def env(source: Source, _console: Console) -> int:
    found, _supervisor = _running(_layout(source))
    for name, value in found.variables.items():
        if source.get(name) != value:
            print(f"export {name}={shlex.quote(value)}")  # noqa: T201
    return 0


def memory(source: Source, console: Console, *, as_json: bool) -> int:
    megabytes = megabytes_by_program(*_running(_layout(source)))
    if as_json:
        _print_json({name: round(each, 1) for name, each in megabytes.items()})
        return 0
    for name, each in megabytes.items():
        say(console, f"{name:12} {each:7.1f} MB")
    say(console, f"{'in all':12} {sum(megabytes.values()):7.1f} MB")
    return 0


VERBS: Mapping[str, Callable[..., int]] = {
    "up": start,
    "down": down,
    "reset": reset,
    "status": status,
    "logs": logs,
    "env": env,
    "memory": memory,
}


def _layout(source: Source) -> Layout:
    layout = Layout.of(Path(source.get("WABOT_STATE_DIR") or ROOT / "state"))
    found = record.read_record(layout)
    # Where the sockets went depended on the starter's temporary folder.
    return Layout(layout.root, Path(found.sockets)) if found else layout


def _running(layout: Layout) -> tuple[record.Record, Supervisor]:
    found, supervisor = record.read_record(layout), Supervisor(layout)
    if found is None or record.holder(layout) is None:
        raise NotRunning(folder=str(layout.root))
    try:
        supervisor.states()
    except Unanswered:
        raise StackError("the stack is starting or stopping: try again in a moment") from None
    return found, supervisor


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise Refused("make reset deletes the state folder: FORCE=1 make reset, where nobody can be asked")
    return input(question).strip().lower() in ("y", "yes")


def _print_json(content: object) -> None:
    print(json.dumps(content, indent=2))  # noqa: T201
