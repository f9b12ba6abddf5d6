"""What drills happen on: a stack that serves a good release, and the engine's commands beside it."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from wabot_rollback.drills.commanding import Commands
from wabot_rollback.drills.places import Places, free_ports, kept
from wabot_rollback.drills.planning import ASKS, drill_plan, section_of
from wabot_rollback.drills.settings import DrillsSection
from wabot_rollback.drills.stack import EmbeddedStack
from wabot_rollback.drills.workshop import Workshop
from wabot_rollback.errors import StepFailed
from wabot_rollback.plan.schema import Plan
from wabot_rollback.releases.building import open_again
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.runs.run import Phase, Run, runs_of
from wabot_rollback.store.ledger import Ledger

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """`good` is the id of the release that a drill begins with. Several drills may follow one another on it."""

    plan: Plan
    section: DrillsSection
    places: Places
    stack: EmbeddedStack
    workshop: Workshop
    commands: Commands
    good: str
    say: Say

    @property
    def kept(self) -> KeptReleases:
        return KeptReleases(self.places.releases)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.places.engine)

    @property
    def active(self) -> str:
        release = self.kept.active()
        return release.id if release is not None else ""

    def database(self, name: str | None = None) -> psycopg.Connection:
        """The platform's, as its owner; `name` is another of the same server."""
        url = self.stack.environment["DATABASE_URL"]
        return psycopg.connect(url if name is None else make_conninfo(url, dbname=name), autocommit=True)

    def put_right(self) -> None:
        """As before the drill, for the next one: the good release serves, no run is open, nothing is held off."""
        for run in runs_of(self.ledger.entries()).values():
            if verb := _verb_to_end(run):
                said = self.commands.give(verb, run.id, "--as", ASKS, "--reason", "the drill is over")
                if said.code != 0:
                    raise StepFailed(
                        f"the ground cannot be put right: rollback {verb}: {said.line or said.told}"
                    )
        if self.active != self.good:
            said = self.commands.give("release", "deploy", self.good, "--without-backup")
            if said.code != 0:
                raise StepFailed(f"the good release does not come back: {said.line}")

    def discard(self, release: str) -> None:
        """A release that served a drill takes half a gigabyte."""
        if release != self.active and (folder := self.places.releases / release).exists():
            open_again(folder)
            shutil.rmtree(folder)


def _verb_to_end(run: Run) -> str:
    """Strategies 1 and 2 leave the defective release in place, and what they have set: that goes with them."""
    if run.phase in (Phase.UNDONE, Phase.ABORTED):
        return ""
    if not run.changed_something:
        return "abort"
    leaves_something = any(leg.strategy in (1, 2) for leg in run.legs)
    return "undo" if run.phase is not Phase.DONE or leaves_something else ""


@contextmanager
def prepared(plan: Plan, root: Path, environment: Mapping[str, str], say: Say) -> Iterator[Ground]:
    """Stops all that it started. `root` is an empty folder with a short path: sockets lie in it."""
    section, places, ports = section_of(plan), Places(root), free_ports()
    own_plan = drill_plan(plan, places, ports)
    places.plan.write_text(own_plan.model_dump_json(indent=1, exclude_none=True), encoding="utf-8")
    usual = kept(environment)
    own = {
        "WABOT_ENGINE_STATE": str(places.engine),
        "WABOT_ROLLBACK_PLAN": str(places.plan),
        "WABOT_BACKUP_URL": f"file:{places.backups}",
    }
    say("a clone, and a good release of it")
    workshop = Workshop.open(section, places, Commands(usual | own))
    good = workshop.build(workshop.base)
    releases = KeptReleases(places.releases)
    releases.activate(releases.named(good))
    say("a stack of its own")
    with EmbeddedStack.start(section, places, ports, usual) as stack:
        login = {"WABOT_ENGINE_DATABASE_URL": stack.environment["DATABASE_URL"]}
        commands = Commands(stack.environment | own | login)
        yield Ground(own_plan, section, places, stack, workshop, commands, good, say)
