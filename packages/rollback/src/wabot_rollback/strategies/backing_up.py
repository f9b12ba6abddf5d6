"""Keeping the configuration as it stands, before anything of it is put back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.configuration import Row, read_backup, rows_of, write_json
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.strategies.remembering import forget_outcome, remember_outcome, remembered
from wabot_rollback.world import World

MODEL = "bot.AgentConfiguration"
NAME = "back-up-configuration"
PREFIX = "production/rollbacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackUpConfiguration:
    """In the engine's folder and in storage; read again before it counts."""

    name: str = NAME
    does: str = "Back up the configuration as it stands"
    expected_s: float = 2
    timeout_s: float = 120
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        rows = current_rows(world)
        return Finding(ok=True, says=f"{len(rows)} row(s) to keep", figures={"rows": len(rows)})

    def do(self, world: World) -> Outcome:
        told = _dumped(world)
        file = world.state / f"config_backup_{world.now():%Y%m%d_%H%M%S}.json"
        write_json(file, told)
        if read_backup(file) != rows_of(told, MODEL):
            raise StepFailed(f"{file} does not read as it was written")
        stored = world.storage.put(file, f"{PREFIX}/{file.name}")
        # Last of all: what is named here is whole, and in both places.
        named = {"file": file.name, "key": stored.key, "sha256": stored.sha256, "rows": len(told)}
        return remember_outcome(world, self.name, named)

    def probe(self, world: World) -> Did:
        return Did.NO if remembered(world, self.name) is None else Did.YES

    def recall(self, world: World) -> Outcome:
        return remembered(world, self.name) or {}

    def undo(self, world: World, outcome: Outcome) -> None:
        """A backup is kept: the next look at this run may need it. Another do makes another."""
        forget_outcome(world, self.name)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        rows = read_backup(backup_of(world))
        kept = [one for one in world.storage.list(PREFIX) if one.key.endswith(f"/{backup_of(world).name}")]
        says = (
            f"{backup_of(world).name}: {len(rows)} row(s), {'in storage too' if kept else 'not in storage'}"
        )
        return Finding(ok=bool(kept), says=says, figures={"rows": len(rows)})


def backup_of(world: World) -> Path:
    """The run's own. Raises StepFailed where it made none."""
    named = remembered(world, NAME)
    if named is None:
        raise StepFailed(f"run {world.request.run} has no backup of the configuration")
    return world.state / str(named["file"])


def current_rows(world: World) -> dict[str, Row]:
    return rows_of(_dumped(world), MODEL)


def _dumped(world: World) -> list[Any]:
    ran = world.platform.command("dumpdata", MODEL)
    if not ran.ok or not isinstance(ran.told, list):
        raise StepFailed(f"dumpdata: {ran.line or 'it printed no list'}")
    return ran.told
