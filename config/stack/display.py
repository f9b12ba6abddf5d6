"""What `make up` shows: progress while it starts, then where everything answers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from config import ROOT
from config.stack import servers
from config.stack.live import Stack
from config.stack.plan import Plan
from config.stack.programs import Program


class Progress:
    """A moving table on a terminal, a line for each program that is ready elsewhere. Use it as a context."""

    def __init__(self, console: Console, programs: Iterable[Program]) -> None:
        self._console = console
        self._seen: dict[str, tuple[str, float]] = {program.name: ("waiting", 0) for program in programs}
        self._does = {program.name: program.does for program in programs}
        self._spinner = Spinner("dots")
        self._live = Live(get_renderable=self._table, console=console, transient=True, refresh_per_second=10)

    def __call__(self, program: Program, what: str, seconds: float) -> None:
        self._seen[program.name] = (what, seconds)
        if what == "ready" and not self._console.is_terminal:
            self._console.print(f"{program.name} ready ({seconds:.1f} s)", highlight=False)

    def __enter__(self) -> "Progress":
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._live.stop()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        marks: dict[str, RenderableType] = {
            "waiting": Text("·", "dim"),
            "starting": self._spinner,
            "ready": Text("✓", "green"),
        }
        for name, (what, seconds) in self._seen.items():
            took = f"{seconds:.1f} s" if what == "ready" else what
            table.add_row(marks[what], name, Text(self._does[name], "dim"), Text(took, "dim"))
        return table


def say(console: Console, line: str) -> None:
    """As it is: paths and logs may hold what would else be taken for a style."""
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def show_services(console: Console, stack: Stack) -> None:
    """One line for each service, however narrow the terminal: name, state, address, what it does."""
    rows = _rows(stack)
    names, states, addresses = (max(len(row[column]) for row in rows) for column in range(3))
    for name, state, address, does in rows:
        style = "green" if state in ("ready", "yours") else "red"
        line = Text.assemble(
            f"  {name:{names}}  ", (f"{state:{states}}", style), f"  {address:{addresses}}  ", (does, "dim")
        )
        line.rstrip()
        console.print(line, soft_wrap=True)


def _rows(stack: Stack) -> list[tuple[str, str, str, str]]:
    plan, states = stack.plan, stack.states()
    rows = [(name, "yours", address, "") for name, address in _given_servers(stack).items()]
    for program in plan.programs:
        if not program.is_task:
            state = states[program.name]
            shown = "ready" if state.name == "RUNNING" else state.name.lower()
            rows.append((program.name, shown, _address(plan, program, state.pid), program.does))
    return rows


def _address(plan: Plan, program: Program, pid: int) -> str:
    if program.name in plan.addresses.ports:
        return plan.addresses.shown(program.name)
    sockets = {"postgres": plan.layout.postgres.socket_folder, "redis": plan.layout.redis.socket}
    socket = sockets.get(program.name)
    if socket is None:
        return f"process {pid}"
    return str(socket.relative_to(ROOT) if socket.is_relative_to(ROOT) else socket)


def _given_servers(stack: Stack) -> dict[str, str]:
    """Variable → address without its password."""
    given = [name for name in servers.EMBEDDED if servers.is_given(name, stack.plan.source)]
    return {
        name: _without_password(stack.environment.get(name, "as its file or parts say")) for name in given
    }


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url


def show_first_steps(console: Console, stack: Stack, seconds: float) -> None:
    names = {program.name for program in stack.plan.programs}
    addresses, keys = stack.plan.addresses, stack.keys
    say(console, f"\nReady in {seconds:.0f} s.")
    if "simulator" in names:
        say(console, f"  Phone  {addresses.shown('simulator')}/")
    if "web" in names and keys is not None:
        kept = stack.plan.layout.secrets
        once = f"password {keys.admin_password}, shown this once, kept in {kept}"
        say(
            console,
            f"  Admin  {addresses.shown('web')}/admin/  as admin, {once if keys.are_new else f'password in {kept}'}",
        )
    say(console, "\nCtrl-C stops everything.")
