"""The last look of strategy 4: what was lost, in figures, and as a file to import what is worth it."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.steps_beside import fetched, names_of
from wabot_rollback.errors import StepFailed
from wabot_rollback.salvage.assessing import assess_loss
from wabot_rollback.salvage.exporting import export_messages
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

FOLDER = "salvage"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessLoss:
    """Its figures and its file lie in the engine's folder, under the run's own name."""

    name: str = "assess-loss"
    does: str = (
        "Compare condemned, restored and journal; write down what is lost, and export the lost messages"
    )
    expected_s: float = 15
    timeout_s: float = 1800
    on_failure: OnFailure = OnFailure.GO_ON
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says=f"into {_folder(world)}")

    def do(self, world: World) -> Outcome:
        names, folder = names_of(world), _folder(world)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        since = datetime.fromisoformat(Manifest.read(fetched(world)[1]).made_at)
        try:
            with (
                closing(world.platform.owner(names.condemned)) as condemned,
                closing(world.platform.owner(names.live)) as restored,
                closing(world.platform.journal()) as journal,
            ):
                loss = assess_loss(condemned, restored, journal, since=since, until=world.now())
                file = folder / "lost_messages.csv"
                exported = export_messages(condemned, loss.messages.ids, file)
        except psycopg.Error as error:
            raise StepFailed(f"the databases: {str(error).strip().splitlines()[0]}") from error
        told = loss.as_json() | {"file": str(file), "exported": exported}
        (folder / "loss.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        return told

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        messages = outcome["messages"]
        says = (
            f"{messages['lost']} messages lost, {messages['recovered']} back out of the journal,"
            f" {messages['conversations']} conversations; {len(outcome['review'])} differences to look at"
        )
        return Finding(ok=True, says=says, figures={**messages, **outcome["unknown"]})


def _folder(world: World) -> Path:
    return world.state / FOLDER / names_of(world).condemned
