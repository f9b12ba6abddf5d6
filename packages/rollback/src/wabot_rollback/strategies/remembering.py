"""What a step did, kept in the engine's folder: for steps whose outcome the world alone does not tell."""

import json
from pathlib import Path

from wabot_rollback.platform.configuration import write_json
from wabot_rollback.steps import Outcome
from wabot_rollback.world import World


def remember_outcome(world: World, step: str, outcome: Outcome) -> Outcome:
    """The last thing that a `do` does: what it names is done."""
    write_json(_file(world, step), dict(outcome))
    return outcome


def remembered(world: World, step: str) -> Outcome | None:
    try:
        found: Outcome = json.loads(_file(world, step).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found


def forget_outcome(world: World, step: str) -> None:
    _file(world, step).unlink(missing_ok=True)


def _file(world: World, step: str) -> Path:
    return world.state / "outcomes" / f"{world.request.run}-{step}.json"
