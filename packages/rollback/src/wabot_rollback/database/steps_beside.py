"""Steps of strategy 4 that happen beside the live database: nobody notices them but the disk."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from wabot_rollback.database.backing_up import FOLDER, live_name
from wabot_rollback.database.checking import check_restored
from wabot_rollback.database.dumping import checked
from wabot_rollback.database.keeping import begins_at, for_run, keep_from, let_go
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.naming import Names
from wabot_rollback.database.restoring import Restore, drop_side
from wabot_rollback.database.standing import look, size_bytes
from wabot_rollback.database.tools import matching
from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.releases.steps import chosen
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.storage.retention import Proof, manifest_key, prove
from wabot_rollback.world import World

FETCH, RESTORE = "fetch-backup", "restore-beside"
# The database that every server has: what is renamed or dropped must not be the one that one is connected to.
ADMIN = "postgres"


def names_of(world: World) -> Names:
    return Names.of(live_name(world.platform), world.request.run)


@contextmanager
def admin_of(world: World) -> Iterator[psycopg.Connection]:
    with closing(world.platform.owner(ADMIN)) as admin:
        yield admin


def backup_key(world: World) -> str:
    """The one asked for, by key or by name; else the one that the condemned release's deployment made."""
    if told := world.outcomes.get(FETCH):
        return str(told["key"])
    prefix = world.plan.storage.prefix
    if (asked := world.request.backup) is not None:
        return asked if "/" in asked else f"{prefix}/{asked}"
    condemned, _ = chosen(world)
    made = condemned.deployment.get("database") if condemned else None
    if not made:
        raise Refused("no backup was made when this release was deployed: name one with --backup")
    return str(made["key"])


def fetched(world: World) -> tuple[Path, Path]:
    """Where the backup and its manifest lie on this host."""
    file = world.state / FOLDER / Path(backup_key(world)).name
    return file, file.with_name(manifest_key(file.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchBackup:
    """From storage into the engine's folder; checked against its manifest there. The journal is kept from its offset on."""

    name: str = FETCH
    does: str = "Fetch the backup of before the deployment, and see that it is the one that was made"
    expected_s: float = 5
    timeout_s: float = 3600
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        try:
            key = backup_key(world)
        except Refused as refused:
            return Finding(ok=False, says=str(refused))
        there = {each.key: each for each in world.storage.list(key)}
        if key not in there or manifest_key(key) not in there:
            return Finding(ok=False, says=f"{key} is not in storage, or lacks its manifest")
        proven = any(".proven-" in each for each in there)
        says = f"{key}: {there[key].size_bytes:,} bytes, " + (
            "proven" if proven else "never restored in a drill"
        )
        return Finding(ok=True, says=says, figures={"key": key, "proven": proven})

    def do(self, world: World) -> Outcome:
        key = backup_key(world)
        file, manifest_file = fetched(world)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        world.storage.get(manifest_key(key), manifest_file)
        world.storage.get(key, file)
        manifest = Manifest.read(manifest_file)
        checked(file, manifest)
        with closing(world.platform.journal()) as journal:
            _refuse_pruned(journal, manifest)
            keep_from(journal, for_run(world.request.run), manifest.journal_offset, "a rollback that is open")
        return self.recall(world)

    def recall(self, world: World) -> Outcome:
        file, manifest_file = fetched(world)
        manifest = Manifest.read(manifest_file)
        return {
            "key": backup_key(world),
            "file": str(file),
            "sha256": manifest.sha256,
            "made_at": manifest.made_at,
            "rows": manifest.total_rows,
            "journal_offset": manifest.journal_offset,
        }

    def probe(self, world: World) -> Did:
        file, manifest_file = fetched(world)
        if not file.exists() or not manifest_file.exists():
            return Did.PARTLY if file.exists() or manifest_file.exists() else Did.NO
        try:
            checked(file, Manifest.read(manifest_file))
        except StepFailed:
            return Did.PARTLY
        with closing(world.platform.journal()) as journal:
            kept = journal.execute(
                "SELECT FROM journal_keep WHERE name = %s", [for_run(world.request.run)]
            ).fetchone()
        return Did.YES if kept is not None else Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        for file in fetched(world):
            file.unlink(missing_ok=True)
        with closing(world.platform.journal()) as journal:
            let_go(journal, for_run(world.request.run))

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says=f"{outcome['key']}: {outcome['rows']:,} rows as of {outcome['made_at']}")


def _refuse_pruned(journal: psycopg.Connection, manifest: Manifest) -> None:
    """What lies between the backup and the journal's beginning could not be read again."""
    first = begins_at(journal)
    if first > manifest.journal_offset + 1:
        raise StepFailed(
            f"the journal begins at offset {first}, the backup stands at {manifest.journal_offset}: what came between"
            " is pruned; take a later backup"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreBeside:
    name: str = RESTORE
    does: str = "Restore the backup into a database beside the live one, which serves on"
    expected_s: float = 60
    timeout_s: float = 3600
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        try:
            with admin_of(world) as admin:
                tools, names = matching(admin, world.plan.database.tools), names_of(world)
                live_bytes = size_bytes(admin, names.live)
        except (Refused, psycopg.Error) as error:
            return Finding(ok=False, says=str(error).strip().splitlines()[0])
        says = f"tools {tools.version} for server {tools.server}; {names.live} has {live_bytes:,} bytes"
        return Finding(ok=True, says=says, figures={"live_bytes": live_bytes, "tools": tools.version})

    def do(self, world: World) -> Outcome:
        world.fence.check()
        with admin_of(world) as admin:
            if not look(admin, names_of(world)).is_swapped:
                self._restore(world, admin).run(admin, world.platform.owner)
        return self.recall(world)

    def recall(self, world: World) -> Outcome:
        return {"database": names_of(world).side, "from": backup_key(world)}

    def probe(self, world: World) -> Did:
        with admin_of(world) as admin:
            databases = look(admin, names_of(world))
            if databases.is_swapped:
                return Did.YES
            if databases.side is None:
                return Did.NO
            return Did.YES if self._restore(world, admin).is_whole(admin) else Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        world.fence.check()
        with admin_of(world) as admin:
            drop_side(admin, names_of(world))

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=self.probe(world) is Did.YES, says=f"{outcome['database']} holds {outcome['from']}")

    def _restore(self, world: World, admin: psycopg.Connection) -> Restore:
        file, manifest_file = fetched(world)
        section = world.plan.database
        return Restore(
            tools=matching(admin, section.tools),
            url=world.platform.url(),
            names=names_of(world),
            file=file,
            sha256=Manifest.read(manifest_file).sha256,
            jobs=section.jobs,
            longest_s=section.longest_s,
            expected_bytes=size_bytes(admin, names_of(world).live),
            say=world.say,
            still_mine=world.fence.check,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBeside:
    """What it finds well, it notes beside the backup: proven, because it was restored and looked at."""

    name: str = "check-beside"
    does: str = (
        "Look at the restored database: rows, constraints, orphans, indexes, and what the target makes of it"
    )
    expected_s: float = 20
    timeout_s: float = 1800
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="in the side database, against the backup's manifest")

    def do(self, world: World) -> Outcome:
        names, manifest = names_of(world), Manifest.read(fetched(world)[1])
        with closing(world.platform.owner(names.side)) as side:
            found = [*check_restored(side, manifest.rows), *self._by_target(world, names.side)]
        if wrong := [each.says for each in found if not each.ok]:
            raise StepFailed("; ".join(wrong))
        proof = Proof(at=manifest.made_at, run=world.request.run, restored_rows=manifest.total_rows)
        prove(world.storage, backup_key(world), proof)
        return {"found": [each.says for each in found], "rows": manifest.total_rows}

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """That the backup could be restored stays true."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return Finding(ok=True, says="; ".join(outcome["found"]))

    def _by_target(self, world: World, side: str) -> list[Finding]:
        target = chosen(world)[1]

        def ask(*command: str) -> Finding:
            ran = world.platform.command(*command, release=target.id, database=side, timeout_s=300)
            said = "well" if ran.ok else ran.line or "not as it should be"
            return Finding(ok=ran.ok, says=f"{' '.join(command)}: {said}")

        return [ask("check", "--database", "default"), ask("migrate", "--check", "--no-input")]
