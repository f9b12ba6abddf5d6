"""The condemned database as evidence: dumped, read whole, uploaded; only then may it go."""

import json
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from wabot_rollback.database.backing_up import FOLDER, Backups
from wabot_rollback.database.dropping import drop
from wabot_rollback.database.keeping import for_run, let_go
from wabot_rollback.database.naming import Names, rollback_backup
from wabot_rollback.database.standing import look, remark
from wabot_rollback.database.steps_beside import admin_of, names_of
from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.releases.steps import chosen
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.storage.retention import manifest_key
from wabot_rollback.world import World

SAVED = "wabot: condemned, its copy is "


@dataclass(frozen=True, slots=True, kw_only=True)
class ForensicCopy:
    """After the platform serves again: nobody waits for it. The condemned database is written to by nobody meanwhile."""

    name: str = "forensic-copy"
    does: str = "Dump the condemned database, read the dump whole, and put it into storage"
    expected_s: float = 60
    timeout_s: float = 7200
    on_failure: OnFailure = OnFailure.GO_ON

    def check(self, world: World) -> Finding:
        prefix = self._prefix(world)
        return Finding(ok=True, says=f"{len(world.storage.list(prefix))} file(s) under {prefix} now")

    def do(self, world: World) -> Outcome:
        names, name = names_of(world), self._name(world)
        condemned = chosen(world)[0]
        backups = Backups(
            section=world.plan.database,
            prefix=self._prefix(world),
            platform=world.platform,
            storage=world.storage,
            state=world.state,
            now=world.now,
            say=world.say,
            still_mine=world.fence.check,
        )
        key = f"{self._prefix(world)}/{name}"
        if not self._is_stored(world, key):
            backups.made(names.condemned, name, key, release=condemned.id if condemned else "")
        with admin_of(world) as admin:
            remark(admin, names.condemned, SAVED + key)
        with closing(world.platform.journal()) as journal:
            let_go(journal, for_run(world.request.run))
        return self.recall(world)

    def recall(self, world: World) -> Outcome:
        return {"key": self._saved(world), "database": names_of(world).condemned}

    def probe(self, world: World) -> Did:
        if self._saved(world):
            return Did.YES
        return Did.PARTLY if self._note(world).exists() else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Evidence stays; what is taken back is the word that the database may go."""
        with admin_of(world) as admin:
            if self._saved(world):
                remark(admin, names_of(world).condemned, "")
        self._note(world).unlink(missing_ok=True)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        key = str(outcome["key"])
        is_there = self._is_stored(world, key)
        says = f"{key} is in storage" if is_there else f"{key} or its manifest is not in storage"
        return Finding(
            ok=is_there, says=f"{says}; {outcome['database']} may be dropped" if is_there else says
        )

    def _is_stored(self, world: World, key: str) -> bool:
        there = {each.key for each in world.storage.list(key)}
        return {key, manifest_key(key)} <= there

    def _saved(self, world: World) -> str:
        with admin_of(world) as admin:
            condemned = look(admin, names_of(world)).condemned
        said = condemned.remark if condemned else ""
        return said.removeprefix(SAVED) if said.startswith(SAVED) else ""

    def _name(self, world: World) -> str:
        """Chosen once for a run, and written down first: whoever goes on puts the same backup under the same name."""
        note = self._note(world)
        if note.exists():
            return str(json.loads(note.read_text(encoding="utf-8"))["name"])
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = rollback_backup(world.now())
        aside = note.with_suffix(".part")
        with aside.open("w", encoding="utf-8") as out:
            json.dump({"name": name}, out)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(note)
        return name

    def _note(self, world: World) -> Path:
        return world.state / FOLDER / f"{names_of(world).condemned}.json"

    def _prefix(self, world: World) -> str:
        return f"{world.plan.storage.prefix}/rollbacks"


def drop_condemned(admin: psycopg.Connection, names: Names) -> None:
    """Raises Refused as long as its copy has not been verified; StepFailed where it is not there."""
    condemned = look(admin, names).condemned
    if condemned is None:
        raise StepFailed(f"there is no database {names.condemned}")
    if not condemned.remark.startswith(SAVED):
        raise Refused(f"{names.condemned} has no verified copy in storage yet: it stays")
    drop(admin, names.condemned)
