"""The steps that stop services and start them again. What order they stand in is the strategy's to say."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.steps import chosen
from wabot_rollback.services.services import Service, Standing
from wabot_rollback.steps import Did, Finding, OnFailure, Outcome
from wabot_rollback.world import World

HEALTH = "/v1/health"
LOOK_EVERY_S = 0.2
ANSWERS_WITHIN_S = 15.0


def standings(world: World, services: Sequence[Service], *, sparing: str | None = None) -> list[Standing]:
    return [each for service in services for each in world.services.standing(service, sparing=sparing)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopServices:
    """Undone by starting them: from whatever release is current then.

    `spares_target`: what runs of the target beside them goes on, see StartBeside.
    """

    services: tuple[Service, ...]
    name: str
    does: str
    spares_target: bool = False
    within_s: float = 120
    expected_s: float = 2
    timeout_s: float = 150
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return _counted(standings(world, self.services))

    def do(self, world: World) -> Outcome:
        world.fence.check()
        ended = _counted(self._left(world))
        world.services.stop(*self.services, within_s=self.within_s, sparing=self._spared(world))
        return {"ended": dict(ended.figures)}

    def probe(self, world: World) -> Did:
        return Did.PARTLY if any(each.pids for each in self._left(world)) else Did.YES

    def undo(self, world: World, outcome: Outcome) -> None:
        world.fence.check()
        world.services.start(*self.services, within_s=self.within_s)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        found = self._left(world)
        return Finding(ok=not any(each.pids for each in found), says=_counted(found).says)

    def _left(self, world: World) -> list[Standing]:
        return standings(world, self.services, sparing=self._spared(world))

    def _spared(self, world: World) -> str | None:
        return chosen(world)[1].id if self.spares_target else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartBeside:
    """The target boots while the condemned release still serves: what does not come up here has stopped nothing."""

    name: str = "start-beside"
    does: str = "Start the target's workers, projector and sender beside those that run"
    within_s: float = 60
    expected_s: float = 4
    timeout_s: float = 90
    on_failure: OnFailure = OnFailure.UNDO

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="customers are served meanwhile")

    def do(self, world: World) -> Outcome:
        world.fence.check()
        target = chosen(world)[1]
        world.services.start_beside(target, within_s=self.within_s)
        return {"pids": list(world.services.beside(target))}

    def probe(self, world: World) -> Did:
        return Did.PARTLY if world.services.beside(chosen(world)[1]) else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        world.fence.check()
        world.services.stop_beside(chosen(world)[1], within_s=self.within_s)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        pids = world.services.beside(chosen(world)[1])
        return Finding(ok=bool(pids), says=f"{len(pids)} process(es) of the target run beside")


@dataclass(frozen=True, slots=True, kw_only=True)
class StopBeside:
    """When the managers' own have taken over."""

    name: str = "stop-beside"
    does: str = "Stop what carried messages meanwhile"
    within_s: float = 120
    expected_s: float = 3
    timeout_s: float = 150
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says="they end what they have begun")

    def do(self, world: World) -> Outcome:
        world.fence.check()
        target = chosen(world)[1]
        pids = list(world.services.beside(target))
        world.services.stop_beside(target, within_s=self.within_s)
        return {"ended": pids}

    def probe(self, world: World) -> Did:
        return Did.PARTLY if world.services.beside(chosen(world)[1]) else Did.YES

    def undo(self, world: World, outcome: Outcome) -> None:
        world.fence.check()
        world.services.start_beside(chosen(world)[1], within_s=self.within_s)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        left = world.services.beside(chosen(world)[1])
        return Finding(ok=not left, says=f"{len(left)} process(es) are left that no manager started")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrainWorkers:
    """After beat has stopped, before the workers do: asked afterwards, nobody is left to say what is in flight.

    What still is in flight when the time is up goes back to the broker as its worker ends. Where the workers cannot
    be asked, their stop alone drains them: a worker told to end finishes what it has begun.
    """

    within_s: float
    spares_target: bool = False
    name: str = "drain-workers"
    does: str = "Let the workers take nothing new, and wait until nothing is in flight"
    expected_s: float = 2
    timeout_s: float = 150
    on_failure: OnFailure = OnFailure.GO_ON

    def check(self, world: World) -> Finding:
        return _counted(standings(world, [Service.WORKER]))

    def do(self, world: World) -> Outcome:
        world.fence.check()
        if beats := [each for each in standings(world, [Service.BEAT]) if each.pids]:
            raise StepFailed(f"beat still runs on {beats[0].host}: it would go on sending")
        try:
            said = world.services.drain(within_s=self.within_s, sparing=self._spared(world))
        except StepFailed as failed:
            return {"asked": False, "why": str(failed)}
        return {
            "asked": True,
            "workers": list(said.names),
            "in_flight": said.in_flight,
            "given_back": said.waiting,
            "took_s": said.took_s,
        }

    def probe(self, world: World) -> Did:
        """Whether a worker takes anything shows only when asked: to ask again is cheap."""
        left = standings(world, [Service.WORKER], sparing=self._spared(world))
        return Did.PARTLY if any(each.pids for each in left) else Did.YES

    def undo(self, world: World, outcome: Outcome) -> None:
        """A worker that takes nothing new is of no use to anybody: started again, it takes."""
        world.fence.check()
        world.services.stop(Service.WORKER, within_s=self.within_s, sparing=self._spared(world))
        world.services.start(Service.WORKER, within_s=self.within_s)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        if not outcome.get("asked"):
            return Finding(ok=True, says=f"not asked: {outcome.get('why', '')}; their stop drains them")
        left = int(outcome["in_flight"])
        says = f"{left} in flight after {outcome['took_s']:g} s" if left else "nothing is in flight"
        return Finding(ok=True, says=says, figures=outcome)

    def _spared(self, world: World) -> str | None:
        return chosen(world)[1].id if self.spares_target else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartServices:
    services: tuple[Service, ...]
    name: str
    does: str
    within_s: float = 60
    expected_s: float = 4
    timeout_s: float = 90
    on_failure: OnFailure = OnFailure.STOP

    def check(self, world: World) -> Finding:
        return Finding(ok=True, says=f"{', '.join(self.services)} start from the current release")

    def do(self, world: World) -> Outcome:
        world.fence.check()
        world.services.start(*self.services, within_s=self.within_s)
        return {"pids": {each.service: list(each.mains) for each in standings(world, self.services)}}

    def probe(self, world: World) -> Did:
        found = standings(world, self.services)
        # what was started beside is no answer: it ends as soon as the managers' own are up
        if all(each.running and each.managed for each in found):
            return Did.YES
        return Did.PARTLY if any(each.pids for each in found) else Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        world.fence.check()
        world.services.stop(*self.services, within_s=self.within_s)

    def verify(self, world: World, outcome: Outcome) -> Finding:
        found = standings(world, self.services)
        if lacking := [
            f"{each.service} on {each.host}" for each in found if not (each.running and each.managed)
        ]:
            return Finding(ok=False, says=f"not kept running by its manager: {', '.join(lacking)}")
        return Finding(ok=True, says=_counted(found).says)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckServices:
    """Each service on each host runs, from the target, and answers; of beat there is one."""

    services: tuple[Service, ...]
    name: str = "check-services"
    does: str = "See that web, workers and beat run from the target and answer"
    within_s: float = 60
    expected_s: float = 4
    timeout_s: float = 100
    on_failure: OnFailure = OnFailure.STOP
    looks_only: bool = True

    def check(self, world: World) -> Finding:
        return _counted(standings(world, self.services))

    def do(self, world: World) -> Outcome:
        target, waited_s = chosen(world)[1], 0.0
        while wrong := _amiss(world, target, self.services):
            if waited_s > self.within_s:
                raise StepFailed("; ".join(wrong))
            world.say(wrong[0], None)
            world.wait(LOOK_EVERY_S)
            waited_s += LOOK_EVERY_S
        workers = world.services.ask_workers(within_s=ANSWERS_WITHIN_S)
        return {"release": target.id, "workers": list(workers.names)}

    def probe(self, world: World) -> Did:
        return Did.NO

    def undo(self, world: World, outcome: Outcome) -> None:
        """Nothing was changed."""

    def verify(self, world: World, outcome: Outcome) -> Finding:
        wrong = _amiss(world, chosen(world)[1], self.services)
        wanted = sum(len(each.mains) for each in standings(world, [Service.WORKER]))
        if len(outcome["workers"]) < wanted:
            wrong.append(f"{len(outcome['workers'])} of {wanted} workers answer")
        says = "; ".join(wrong) or f"all run from {outcome['release']}"
        return Finding(ok=not wrong, says=says, figures={"workers": outcome["workers"]})


def _amiss(world: World, target: Release, services: Sequence[Service]) -> list[str]:
    wrong = []
    for each in standings(world, services):
        where = f"{each.service} on {each.host}"
        if not each.running:
            wrong.append(f"{where} does not run")
        elif not each.managed:
            wrong.append(f"{where} is not kept running by its manager: see its log, start it, and resume")
        elif each.releases != (target.id,):
            wrong.append(
                f"{where} runs from {', '.join(each.releases) or 'no release'}, not from {target.id}"
            )
        elif each.service is Service.BEAT and len(each.mains) > 1:
            wrong.append(f"{len(each.mains)} beats run on {each.host}")
    if not wrong and Service.WEB in services and (said := _release_of_web(world)) != target.id:
        wrong.append(f"{HEALTH} {said or 'does not answer'}, not {target.id}")
    return wrong


def _release_of_web(world: World) -> str:
    answer = world.platform.get(HEALTH)
    try:
        found = json.loads(answer.body)
    except ValueError:
        return f"answers {answer.status}" if answer.status else ""
    return str(found.get("release", "")) if isinstance(found, dict) else ""


def _counted(found: Sequence[Standing]) -> Finding:
    figures = {f"{each.service}@{each.host}": len(each.pids) for each in found}
    says = ", ".join(f"{count} process(es) of {name}" for name, count in figures.items())
    return Finding(ok=True, says=says, figures=figures)
