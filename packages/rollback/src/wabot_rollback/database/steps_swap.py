"""Steps of strategy 4 that happen while nothing serves: the tail, what is not taken back, and the swap itself."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from wabot_rollback.database.catching_up import catch_up, erase_again, forget_processes, write_barrier
from wabot_rollback.database.facts import apply_facts
from wabot_rollback.database.sequences import behind, move_past
from wabot_rollback.database.standing import Databases, look
from wabot_rollback.database.steps_beside import admin_of, names_of
from wabot_rollback.database.swapping import (
    close_to_all_but,
    copy_rights,
    reopen,
    swap,
    swap_back,
    who_may_connect,
)
from wabot_rollback.database.switches import carry_switches
from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.overrides import UnreadableOverrides
from wabot_rollback.releases.steps import chosen
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

READY, SWAP = "final-catch-up", "swap-database"
TAIL_WITHIN_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalCatchUp:
    """All of it may be done again; the live database is only read."""

    name: str = READY
    does: str = (
        "Read the journal's tail in the side database; carry over what is not taken back; write the barrier"
    )
    expected_s: float = 8
    timeout_s: float = 900
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(
            ok=True, says="sessions, people, tokens, handoffs, switches and erasures stay as they are now"
        )

    def do(self, world: World) -> Outcome:
        world.fence.check()
        names, target = names_of(world), chosen(world)[1]
        return make_ready(world, source=names.live, target=names.side, release=target.id)

    def probe(self, world: World) -> Did:
        """A journal that has grown on since is no reason to begin again once it has been swapped."""
        with admin_of(world) as admin:
            return Did.YES if look(admin, names_of(world)).is_swapped else Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        """The side database goes as a whole."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        says = [f"{name}: {count}" for name, count in outcome.get("facts", {}).items()]
        says += [f"barrier at {outcome.get('barrier')}"] if outcome.get("barrier") is not None else []
        return Finding(ok=True, says=", ".join(says) or "nothing had to be carried over", figures=outcome)


def make_ready(world: World, *, source: str, target: str, release: str) -> dict[str, Any]:
    """`target` is to serve in place of `source`: it reads the journal on, and takes over what only ever tightens.

    Raises StepFailed, Fenced.
    """
    with (
        closing(world.platform.owner(source)) as from_,
        closing(world.platform.owner(target)) as to,
        closing(world.platform.journal()) as journal,
    ):
        forget_processes(to)
        told: dict[str, Any] = {
            "caught_up": dict(
                catch_up(world.platform, database=target, release=release, within_s=TAIL_WITHIN_S)
            )
        }
        world.fence.check()
        try:
            told["sequences"] = len(move_past(from_, to))
            told["facts"] = apply_facts(from_, to)
            told["switches"] = carry_switches(
                from_, to, state=world.state, run=world.request.run, actor=world.request.requested_by
            )
            told["erased"] = dict(
                erase_again(world.platform, database=target, release=release, within_s=TAIL_WITHIN_S)
            )
            told["barrier"] = write_barrier(to, journal, world.request.run)
        except (psycopg.Error, UnreadableOverrides) as error:
            raise StepFailed(f"{target}: {str(error).strip().splitlines()[0]}") from error
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapDatabase:
    """Undone by the same procedure: the condemned one reads on what the journal has had since, and serves again."""

    name: str = SWAP
    does: str = "Give the restored database the live one's name; the condemned one stays, closed"
    expected_s: float = 1
    timeout_s: float = 900
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        try:
            with admin_of(world) as admin:
                databases = look(admin, names_of(world))
        except psycopg.Error as error:
            return Finding(ok=False, says=f"the database server: {str(error).strip().splitlines()[0]}")
        if databases.is_swapped:
            return Finding(ok=True, says=f"{databases.names.condemned} is there: it was swapped already")
        sessions = databases.live.sessions if databases.live else 0
        return Finding(ok=databases.live is not None, says=f"{sessions} session(s) on {databases.names.live}")

    def do(self, world: World) -> Outcome:
        names, fence, role = names_of(world), world.fence, world.plan.database.forensic_role
        fence.check()
        with admin_of(world) as admin:
            databases = look(admin, names)
            if not databases.is_swapped:
                if databases.side is None:
                    raise StepFailed(f"there is no {names.side}: restore the backup first")
                reopen(admin, names.live, names.side)
                copy_rights(admin, names.live, names.side)
                with (
                    closing(world.platform.owner(names.live)) as live,
                    closing(world.platform.owner(names.side)) as side,
                ):
                    move_past(live, side)
            swapped = swap(admin, names, fence)
            close_to_all_but(admin, names.condemned, role)
            world.say(f"refused for {swapped.refusing_s:g} s, {swapped.ended} session(s) ended", 1.0)
        return self.recall(world)

    def recall(self, world: World) -> Outcome:
        """`epochs` are what tells the databases apart whatever they are called."""
        with admin_of(world) as admin:
            databases = look(admin, names_of(world))
        epochs = {name: found.oid for name, found in databases.found.items()}
        return {"condemned": databases.names.condemned, "epochs": epochs}

    def probe(self, world: World) -> Did:
        names, role = names_of(world), world.plan.database.forensic_role
        with admin_of(world) as admin:
            databases = look(admin, names)
            if not databases.is_swapped:
                return Did.NO if databases.live and databases.live.is_open else Did.PARTLY
            is_closed = who_may_connect(admin, names.condemned) == {role}
        return Did.YES if is_closed and _is_open(databases) else Did.PARTLY

    def undo(self, world: World, outcome: Outcome) -> None:
        names = names_of(world)
        world.fence.check()
        with admin_of(world) as admin:
            databases = look(admin, names)
            if databases.condemned is None and databases.side is None:
                raise StepFailed(
                    f"{names.condemned} is not there any more: dropped, it cannot serve again. What it held lies in"
                    " storage; `rollback abort` closes this run as it stands"
                )
            if databases.is_swapped:
                # open, writable and everybody's again, before its projector reads on in it
                reopen(admin, names.live, names.condemned)
                copy_rights(admin, names.live, names.condemned)
                if (condemned := chosen(world)[0]) is not None:
                    make_ready(world, source=names.live, target=names.condemned, release=condemned.id)
            swap_back(admin, names, world.fence)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        names = names_of(world)
        with admin_of(world) as admin:
            databases = look(admin, names)
        if not databases.is_swapped or not _is_open(databases):
            return Finding(ok=False, says=f"{names.live} is not the restored database, or is shut")
        with (
            closing(world.platform.owner()) as live,
            closing(world.platform.owner(names.condemned)) as condemned,
        ):
            late = behind(condemned, live)
        says = (
            f"{', '.join(late)} would give numbers again"
            if late
            else f"{names.live} is the restored database"
        )
        return Finding(ok=not late, says=says)


def _is_open(databases: Databases) -> bool:
    return databases.live is not None and databases.live.is_open
