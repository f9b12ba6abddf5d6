"""Every program of the stack, in the order they start in; they stop in the opposite order."""

import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Literal

from config.stack.errors import Refused

# How a program shows that it is up, see config.stack.probes.
Ready = Literal["server", "ended", "running", "pong"] | tuple[Literal["http"], str]
DJANGO = "{root}/manage.py"
SYSTEM = {"WABOT_DB_ROLE": "wabot_system"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`command` may hold {python}, {root}, {state} and {web}; a server's is made by its own module.

    `is_release`: it runs from the current release where releases are kept, see config.stack.releases; the others
    outlive a release. `after` names what must be ready first. `start_within_s` and `stop_within_s` are limits, not waits.
    """

    name: str
    does: str
    command: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ready: Ready = "running"
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = "TERM"
    start_within_s: float = 60
    stop_within_s: int = 10
    is_release: bool = False

    @property
    def is_task(self) -> bool:
        """It ends by itself, and must have before others start."""
        return self.ready == "ended"


def _python(*arguments: str) -> tuple[str, ...]:
    return ("{python}", *arguments)


def _celery(*arguments: str) -> tuple[str, ...]:
    return _python("-m", "celery", "-A", "config", *arguments)


PROGRAMS: tuple[Program, ...] = (
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
    Program(name="postgres", does="PostgreSQL", ready="server", stop_signal="INT", stop_within_s=20),
    Program(name="redis", does="Redis", ready="server"),
    Program(
        name="journal-schema",
        does="the journal's tables",
        command=_python("-m", "wabot_edge.journal", "migrate"),
        after=("postgres",),
        ready="ended",
    ),
    Program(
        name="schema",
        does="the platform's tables",
        command=_python(DJANGO, "migrate", "--no-input"),
        after=("postgres",),
        ready="ended",
        start_within_s=180,
        is_release=True,
    ),
    Program(
        name="demo",
        does="shops to try, first admin",
        command=_python("-m", "config.stack.demo"),
        after=("schema",),
        ready="ended",
        environment=SYSTEM,
        start_within_s=180,
        is_release=True,
    ),
    Program(
        name="intake",
        does="takes webhooks in",
        command=_python("-m", "wabot_edge.intake"),
        after=("journal-schema",),
        ready=("http", "/v1/webhooks/health"),
    ),
    Program(
        name="simulator",
        does="WhatsApp on this machine",
        command=_python("-m", "wabot_simulator"),
        after=("demo", "intake"),
        ready=("http", "/simulator/health"),
    ),
    Program(
        name="sender",
        does="sends what stands in the outbox",
        command=_python(DJANGO, "run_sender"),
        after=("schema", "journal-schema", "redis"),
        environment=SYSTEM,
        # A call under way is waited for: ended before its answer is written down, it would count as perhaps sent.
        stop_within_s=30,
        is_release=True,
    ),
    Program(
        name="projector",
        does="turns the journal into messages",
        command=_python(DJANGO, "run_projector"),
        after=("schema", "journal-schema", "redis"),
        environment=SYSTEM,
        is_release=True,
    ),
    Program(
        name="worker",
        does="answers (two processes)",
        # Without gossip and mingle: there is one node, and both cost start-up time and idle wake-ups.
        command=_celery(
            *("worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle")
        ),
        after=("schema", "journal-schema", "redis"),
        ready="pong",
        environment=SYSTEM,
        stop_within_s=30,
        is_release=True,
    ),
    Program(
        name="beat",
        does="wakes what is due",
        # At INFO it would write a line for every beat, all day long.
        command=_celery(
            *("beat", "--loglevel", "WARNING", "--schedule", "{state}/work/beat-schedule", "--pidfile", "")
        ),
        after=("schema", "redis"),
        environment=SYSTEM,
        is_release=True,
    ),
    Program(
        name="web",
        does="admin, pages, API",
        command=_python(
            *("-m", "gunicorn", "config.wsgi", "--bind", "{web}", "--worker-class", "gthread"),
            *("--workers", "1", "--threads", "8", "--no-control-socket", "--graceful-timeout", "5"),
        ),
        after=("demo", "redis"),
        ready=("http", "/v1/health"),
        is_release=True,
    ),
)
NAMES = tuple(program.name for program in PROGRAMS)


def chosen(only: list[str] | None, *, left_out: Set[str]) -> tuple[Program, ...]:
    """The programs named and what they need, without those left out. Raises Refused for an unknown name."""
    if unknown := sorted(set(only or ()) - set(NAMES)):
        raise Refused(f"no program {unknown[0]!r}; there are {', '.join(NAMES)}")
    wanted = set(only if only is not None else NAMES) - left_out
    # From the last to the first: each stands after all that it needs.
    for program in reversed(PROGRAMS):
        if program.name in wanted:
            wanted |= set(program.after) - left_out
    return tuple(program for program in PROGRAMS if program.name in wanted)


def command_line(program: Program, values: Mapping[str, str]) -> list[str]:
    """{python} is this one unless `values` name another."""
    return [part.format_map({"python": sys.executable, **values}) for part in program.command]
