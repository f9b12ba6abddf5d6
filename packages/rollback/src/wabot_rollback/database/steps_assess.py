"""Strategy 4 begins with questions: what is damaged, what would be lost, is there room, and is it needed at all."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg

from wabot_rollback.database.backing_up import FOLDER
from wabot_rollback.database.standing import size_bytes
from wabot_rollback.database.steps_beside import admin_of, names_of
from wabot_rollback.errors import StepFailed
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

# The plan's own queries first, then what is under way.
QUESTIONS: dict[str, tuple[str, LiteralString]] = {
    "turns without messages": (
        "bot_messageharmonizationlog",
        "SELECT count(*) FROM bot_messageharmonizationlog WHERE message_ids IS NULL",
    ),
    "references without items": (
        "bot_referencecontext",
        "SELECT count(*) FROM bot_referencecontext WHERE items IS NULL",
    ),
    "references of no conversation": (
        "bot_referencecontext",
        "SELECT count(*) FROM bot_referencecontext WHERE conversation_id NOT IN (SELECT id FROM messaging_conversation)",
    ),
    "replies on their way": (
        "messaging_outboxmessage",
        "SELECT count(*) FROM messaging_outboxmessage WHERE state IN ('pending', 'sending', 'uncertain')",
    ),
    "turns that are due": ("bot_turndue", "SELECT count(*) FROM bot_turndue"),
    "records not projected": ("messaging_parkedrecord", "SELECT count(*) FROM messaging_parkedrecord"),
}
MIGRATIONS = (
    "SELECT app || '.' || name FROM django_migrations WHERE app = 'bot' ORDER BY applied DESC LIMIT 10"
)
# The restored one, and the dump that is fetched; the live one is there already.
COPIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessDatabase:
    """`questions` are people's: whoever approves has the figures beside them."""

    name: str = "assess-database"
    does: str = (
        "Ask the live database what is damaged, what is under way, and whether there is room for the copies"
    )
    expected_s: float = 5
    timeout_s: float = 300
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        try:
            with admin_of(world) as admin:
                return _rights_and_room(world, admin)
        except psycopg.Error as error:
            return Finding(ok=False, says=f"the database server: {str(error).strip().splitlines()[0]}")

    def do(self, world: World) -> Outcome:
        with closing(world.platform.owner()) as live:
            try:
                told: dict[str, Any] = {
                    question: _count(live, query)
                    for question, (table, query) in QUESTIONS.items()
                    if _is_there(live, table)
                }
                told["migrations"] = [str(row[0]) for row in live.execute(MIGRATIONS)]
            except psycopg.Error as error:
                raise StepFailed(f"the live database: {str(error).strip().splitlines()[0]}") from error
        return told | {"at": world.now().isoformat()}

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        counts = {question: outcome[question] for question in QUESTIONS if question in outcome}
        return Finding(ok=True, says=", ".join(f"{name}: {n}" for name, n in counts.items()), figures=counts)


def _rights_and_room(world: World, admin: psycopg.Connection) -> Finding:
    names = names_of(world)
    row = admin.execute(
        "SELECT (rolcreatedb OR rolsuper), pg_has_role(d.datdba, 'USAGE') FROM pg_roles r, pg_database d"
        " WHERE r.rolname = current_user AND d.datname = %s",
        [names.live],
    ).fetchone()
    if row is None or not all(row):
        return Finding(
            ok=False,
            says=f"the engine's login must own {names.live} and may have to make databases (CREATEDB)",
        )
    live = size_bytes(admin, names.live)
    wanted = {"server": live, "engine": live}
    folder = _data_folder(admin)
    free = {"engine": _free(world.state / FOLDER)} | ({"server": _free(folder)} if folder else {})
    if folder and _device(folder) == _device(world.state):
        wanted = dict.fromkeys(wanted, live * COPIES)
    short = [where for where, bytes_ in free.items() if bytes_ < wanted[where]]
    figures = {"live_bytes": live, **{f"free_{where}": bytes_ for where, bytes_ in free.items()}}
    if short:
        says = f"three copies of {live:,} bytes need more room than there is: " + ", ".join(
            f"{where} has {free[where]:,} bytes free" for where in short
        )
        return Finding(ok=False, says=says, figures=figures)
    known = "" if folder else "; the server's disk is not this machine's: look there yourself"
    return Finding(
        ok=True, says=f"{names.live}: {live:,} bytes, and room for two more of it{known}", figures=figures
    )


def _data_folder(admin: psycopg.Connection) -> Path | None:
    """Where a server of this machine keeps its data, told by its own process; None for one elsewhere."""
    try:
        process = psutil.Process(admin.info.backend_pid)
        return Path(process.cwd()) if process.name().startswith("postgres") else None
    except (psutil.Error, OSError):
        return None


def _free(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _device(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return folder.stat().st_dev


def _is_there(live: psycopg.Connection, table: str) -> bool:
    row = live.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return bool(row and row[0])


def _count(live: psycopg.Connection, query: LiteralString) -> int:
    row = live.execute(query).fetchone()
    return int(row[0]) if row else 0
