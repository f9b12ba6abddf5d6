"""What `make up` shows: progress while it starts, then where everything answers."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

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


def show_services(console: Console, stack: Stack) -> None:
    """One line for each service: name, state, address, what it does."""
    table = Table.grid(padding=(0, 2))
    for name, state, address, does in service_rows(stack.plan, stack):
        table.add_row(
            f"  {name}", Text(state, "green" if state == "ready" else "red"), address, Text(does, "dim")
        )
    console.print(table, soft_wrap=True)


def service_rows(plan: Plan, stack: Stack) -> list[tuple[str, str, str, str]]:
    states = stack.states()
    rows = []
    for name, url in _given_servers(plan).items():
        rows.append((name, "yours", url, ""))
    for program in plan.programs:
        if not program.is_task:
            state = states[program.name]
            shown = "ready" if state.name in ("RUNNING", "STARTING") else state.name.lower()
            rows.append((program.name, shown, address_of(plan, program, state.pid), program.does))
    return rows


def address_of(plan: Plan, program: Program, pid: int) -> str:
    if program.name in plan.addresses.ports:
        return plan.addresses.shown(program.name)
    sockets = {"postgres": plan.layout.postgres.socket_folder, "redis": plan.layout.redis.socket}
    return str(sockets.get(program.name) or f"process {pid}")


def show_first_steps(console: Console, stack: Stack, seconds: float) -> None:
    names = {program.name for program in stack.plan.programs}
    addresses, keys = stack.plan.addresses, stack.keys
    console.print(f"\nReady in {seconds:.0f} s.", highlight=False)
    if "simulator" in names:
        console.print(f"  Phone  {addresses.shown('simulator')}/", highlight=False)
    if "web" in names and keys is not None:
        kept = stack.plan.layout.secrets
        said = (
            f"password {keys.admin_password}, shown this once, kept in {kept}"
            if keys.are_new
            else f"password in {kept}"
        )
        console.print(
            f"  Admin  {addresses.shown('web')}/admin/  as admin, {said}", highlight=False, soft_wrap=True
        )
    console.print("\nCtrl-C stops everything.", highlight=False)


def _given_servers(plan: Plan) -> dict[str, str]:
    """Variable → address without its password."""
    variables = plan.variables()
    return {name: _without_password(variables[name]) for name in servers.EMBEDDED if name in plan.source}


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url
