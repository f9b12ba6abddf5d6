"""The two steps that close the pages to people and open them again."""

import os
from dataclasses import dataclass, replace
from datetime import timedelta

from wabot_rollback.platform.maintenance import Standing, id_of, put_in_force, standing, turned_on
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

LOOK_EVERY_S = 0.25
# Other hosts hear of it from the journal within a second; the page may come from any of them.
HEARD_WITHIN_S = 5.0
CLOSED = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceOn:
    """`lasts_s` is what people are promised. Where somebody else has it on already, that stays as it is."""

    name: str = "maintenance-on"
    does: str = "Close the pages to people; messages are taken in and kept"
    expected_s: float = 1
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.STOP
    message: str = ""
    lasts_s: float | None = None

    def check(self, world: World) -> Finding:
        return _can_be_said(world)

    def do(self, world: World) -> Outcome:
        before = standing(world.platform)
        if before.is_on and before.said is not None and before.is_settled:
            world.say(f"maintenance is on already, by {before.said.by or 'somebody'}", 1.0)
            return {"was_on": before.said.id != id_of(world.request.run), **_told(before)}
        world.fence.check()
        now = world.now()
        until = None if self.lasts_s is None else now + timedelta(seconds=self.lasts_s)
        said = (
            replace(before.said, at=now)
            if before.is_on and before.said is not None
            else turned_on(world.request.run, now=now, until=until, message=self.message, by=_by(world))
        )
        return {"was_on": said.id != id_of(world.request.run), **_told(put_in_force(world.platform, said))}

    def probe(self, world: World) -> Did:
        return _probe(world, wanted=True)

    def recall(self, world: World) -> Outcome:
        now = standing(world.platform)
        was_on = now.said is not None and now.said.id != id_of(world.request.run)
        return {"was_on": was_on, **_told(now)}

    def undo(self, world: World, outcome: Outcome) -> None:
        """Only its own maintenance ends: told by its id, whatever became of the outcome."""
        now = standing(world.platform)
        if now.is_on and now.said is not None and now.said.id == id_of(world.request.run):
            world.fence.check()
            put_in_force(world.platform, replace(now.said, is_on=False, at=world.now(), by=_by(world)))

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return _seen(world, wanted=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceOff:
    name: str = "maintenance-off"
    does: str = "Open the pages again"
    expected_s: float = 1
    timeout_s: float = 30
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return _can_be_said(world)

    def do(self, world: World) -> Outcome:
        before = standing(world.platform)
        if before.said is None or (not before.is_on and before.is_settled):
            return {"was_on": False, **_told(before)}
        world.fence.check()
        ended = replace(before.said, is_on=False, at=world.now(), by=_by(world))
        return {"was_on": True, **_told(put_in_force(world.platform, ended))}

    def probe(self, world: World) -> Did:
        return _probe(world, wanted=False)

    def undo(self, world: World, outcome: Outcome) -> None:
        """The same maintenance goes on, so that nobody is told of it twice."""
        now = standing(world.platform)
        if now.said is not None and not now.is_on and now.said.by == _by(world):
            world.fence.check()
            put_in_force(world.platform, replace(now.said, is_on=True, at=world.now()))

    def verify(self, world: World, outcome: Outcome) -> Finding:
        return _seen(world, wanted=False)


def _by(world: World) -> str:
    return f"{world.request.requested_by} (rollback {world.request.run})"


def _told(now: Standing) -> Outcome:
    """What the log keeps of it."""
    journal = {"journal_away": now.journal_away} if now.journal_away else {}
    return (now.said.as_json() if now.said else {"on": False}) | journal


def _can_be_said(world: World) -> Finding:
    folder = world.platform.state
    if not os.access(folder, os.W_OK):
        return Finding(
            ok=False, says=f"{folder} (WABOT_STATE_DIR) is not there, or the engine may not write in it"
        )
    now = standing(world.platform)
    is_now = "on" if now.is_on else "off"
    if now.journal_away:
        says = (
            f"maintenance is {is_now}; the journal is away ({now.journal_away}): other hosts would hear later"
        )
        return Finding(ok=True, says=says, figures=_told(now))
    return Finding(ok=True, says=f"maintenance is {is_now}", figures=_told(now))


def _probe(world: World, *, wanted: bool) -> Did:
    now = standing(world.platform)
    if now.is_on != wanted:
        return Did.NO
    return Did.YES if now.is_settled else Did.PARTLY


def _seen(world: World, *, wanted: bool) -> Finding:
    """Looked at through web; while that is stopped, nobody gets in and nothing contradicts."""
    waited_s = 0.0
    while True:
        page = world.platform.get("/")
        is_shut = page.status in (0, CLOSED)
        if is_shut == wanted:
            return Finding(ok=True, says=f"GET / answers {page.status}", figures={"status": page.status})
        if waited_s >= HEARD_WITHIN_S:
            return Finding(ok=False, says=f"GET / answers {page.status}", figures={"status": page.status})
        world.wait(LOOK_EVERY_S)
        waited_s += LOOK_EVERY_S
