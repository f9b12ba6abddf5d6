"""One drill: all is well, a defective release is deployed, it shows from outside, it is rolled back, all is well again."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from wabot_rollback.drills import losing
from wabot_rollback.drills.counting import Counted, Start, counted
from wabot_rollback.drills.customers import Crowd, Wait
from wabot_rollback.drills.driving import Driven, Driver
from wabot_rollback.drills.ground import Ground
from wabot_rollback.drills.looking import Seen, Usual, seen, wait_for_each
from wabot_rollback.drills.phones import Phones
from wabot_rollback.drills.settings import DefectSection
from wabot_rollback.errors import StepFailed

# Of a hundred customers: fewer who notice something are noise.
NOTICED_PERCENT = 10.0
QUIET_LOOK_S = 0.5
HIGHEST_BY_ITSELF = 3


@dataclass(frozen=True, slots=True)
class Deployed:
    """`worked`: the command said so; `serves`: its release is the current one, whether or not it works."""

    release: str
    worked: bool
    serves: bool
    took_s: float
    says: str


@dataclass(slots=True)
class Drilled:
    """`spans` are before, deployment, broken, meanwhile, after. `driven` None: the release never got that far.

    `serving` is the id of the release that serves at the end.
    """

    defect: DefectSection
    customers: int
    deployed: Deployed
    usual: Usual
    spans: dict[str, Seen]
    counted: Counted
    assessed: Mapping[str, Any] = field(default_factory=dict)
    driven: Driven | None = None
    serving: str = ""
    helped_after_s: float | None = None
    loss: list[losing.OfShop] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return self.driven is None

    @property
    def has_helped(self) -> bool:
        after = self.spans["after"]
        ended_well = self.driven.code == 0 if self.driven else self.defect.strategy == 0
        return ended_well and after.wrong == 0 and after.hit_percent <= NOTICED_PERCENT

    @property
    def nothing_lost(self) -> bool:
        count = self.counted
        nothing = (count.refused, count.unacknowledged, count.unanswered, count.twice, count.lost_count)
        return not any(nothing)


@dataclass(slots=True)
class Drill:
    """`strategy` None: the one that `assess` chooses; otherwise that one first, whatever it would choose."""

    ground: Ground
    defect: DefectSection
    customers: int
    strategy: int | None = None
    kill_at: str | None = None
    escalates: bool = False

    def run(self) -> Drilled:
        """Raises StepFailed where a drill proves nothing: nobody is served before, or nobody notices the defect."""
        self.ground.say(f"a release with {self.defect.name}")
        release = self.ground.workshop.spoil(self.defect)
        with Phones(self.ground.stack.simulator) as phones:
            start = Start.of(phones)
        with self._crowd() as crowd:
            self.ground.say(f"{self.customers} customers, served as usual")
            self._each(crowd, since=0.0, is_settled=lambda _wait, _now: False, must=True)
            usual = Usual.of(crowd.waits())
            times = {"before": 0.0, "deployment": time.monotonic()}
            self.ground.say(f"deploying {release}")
            deployed = self._deploy(release)
            if deployed.serves:
                times["broken"] = time.monotonic()
            found = self._rolled_back(crowd, usual, deployed, times)
            crowd.fall_silent()
            waits = crowd.waits()
        return self._judged(found, waits, times, start)

    def _rolled_back(
        self, crowd: Crowd, usual: Usual, deployed: Deployed, times: dict[str, float]
    ) -> Callable[[dict[str, Seen], Counted], Drilled]:
        assessed: Mapping[str, Any] = {}
        driven = None
        if deployed.serves:
            self.ground.say("looking at it from outside")
            self._each(crowd, since=times["broken"], is_settled=usual.is_late)
            hit = seen(
                _seen_since(crowd, times["broken"]), usual, usual.is_unusual, time.monotonic()
            ).hit_percent
            if hit <= NOTICED_PERCENT:
                raise StepFailed(
                    f"{self.defect.name}: only {hit:g} % of the customers notice: it proves nothing"
                )
            assessed = self._assess(hit)
            times["meanwhile"] = time.monotonic()
            driven = self._drive(assessed)
        times["after"] = time.monotonic()
        self.ground.say("looking once more")
        since = times["after"]
        self._each(
            crowd, since=since, is_settled=lambda wait, now: wait.began > since and usual.is_late(wait, now)
        )
        serving = self.ground.active
        return lambda spans, count: Drilled(
            self.defect, self.customers, deployed, usual, spans, count, assessed, driven, serving
        )

    def _crowd(self) -> Crowd:
        section = self.ground.section
        return Crowd(
            self.ground.stack.simulator, self.customers, section.lines, section.pause_s, section.longest_s
        )

    def _each(
        self, crowd: Crowd, *, since: float, is_settled: Callable[[Wait, float], bool], must: bool = False
    ) -> None:
        """Until every customer has been through all lines since then, or is known to wait too long."""
        section = self.ground.section
        there = wait_for_each(
            crowd.waits,
            customers=self.customers,
            since=since,
            each=len(section.lines),
            within_s=section.longest_s,
            is_settled=is_settled,
        )
        if must and not there:
            raise StepFailed(
                f"not everybody is answered within {section.longest_s:g} s though nothing is broken yet"
            )

    def _deploy(self, release: str) -> Deployed:
        said = self.ground.commands.give("release", "deploy", release, longest_s=1800)
        return Deployed(
            release, said.code == 0, self.ground.active == release, round(said.took_s, 1), said.line
        )

    def _assess(self, hit_percent: float) -> Mapping[str, Any]:
        yes = [word for fact in self.defect.facts for word in ("--yes", str(fact))]
        said = self.ground.commands.give("assess", "--users-percent", f"{hit_percent:g}", *yes)
        if said.told is None:
            raise StepFailed(f"rollback assess: {said.line}")
        found: Mapping[str, Any] = said.told
        return found

    def _drive(self, assessed: Mapping[str, Any]) -> Driven:
        strategy = self.strategy or assessed["strategy"]
        if strategy is None:
            raise StepFailed(f"{self.defect.name}: no strategy is proposed: {'; '.join(assessed['why'])}")
        more = ["--severity", str(assessed["severity"])]
        if strategy == 1 and self.defect.strategy != 1:
            # no feature fails by itself: whoever is on call would try them all
            more += ["--feature", "all-enhancements"]
        if self.escalates and strategy < HIGHEST_BY_ITSELF:
            more += ["--escalate-to", str(HIGHEST_BY_ITSELF)]
        self.ground.say(f"{assessed['users_percent']:g} % are hit: strategy {strategy}")
        driver = Driver(self.ground.commands, self.ground.ledger, self.kill_at)
        return driver.drive(strategy, f"drill: {self.defect.name}", more)

    def _judged(
        self,
        found: Callable[[dict[str, Seen], Counted], Drilled],
        waits: list[Wait],
        times: Mapping[str, float],
        start: Start,
    ) -> Drilled:
        usual = Usual.of([wait for wait in waits if wait.began + (wait.took_s or 0) < times["deployment"]])
        with Phones(self.ground.stack.simulator) as phones:
            self._wait_until_quiet(phones)
            with closing(self.ground.database()) as database:
                count = counted(phones, database, start)
            drilled = found(spans(waits, usual, times), count)
            loss = drilled.driven.outcome(losing.STEP) if drilled.driven else None
            if loss:
                drilled.loss = losing.compared(self.ground, loss, phones)
        drilled.helped_after_s = helped_after_s(waits, usual, times)
        return drilled

    def _wait_until_quiet(self, phones: Phones) -> None:
        until = time.monotonic() + self.ground.section.longest_s
        while not phones.is_quiet():
            if time.monotonic() > until:
                raise StepFailed("webhooks are still on their way to the platform: it does not take them")
            time.sleep(QUIET_LOOK_S)


def spans(waits: list[Wait], usual: Usual, times: Mapping[str, float]) -> dict[str, Seen]:
    """By when a customer wrote; `times` says when each span began, in their order."""
    now, found = time.monotonic(), {}
    is_wrong = told_while_broken(waits, usual, times)
    names = list(times)
    for place, name in enumerate(names):
        until = times[names[place + 1]] if place + 1 < len(names) else now
        inside = [wait for wait in waits if times[name] <= wait.began < until]
        found[name] = seen(inside, usual, is_wrong, now)
    return found


def told_while_broken(waits: list[Wait], usual: Usual, times: Mapping[str, float]) -> Callable[[Wait], bool]:
    """Whether a reply is one that customers get while it is broken, and never got before."""
    since, until = times["deployment"], times.get("meanwhile", times["after"])
    bad = {
        (wait.shop, wait.line, wait.told)
        for wait in waits
        if since <= wait.began < until and usual.is_unusual(wait)
    }
    return lambda wait: (wait.shop, wait.line, wait.told) in bad


def helped_after_s(waits: list[Wait], usual: Usual, times: Mapping[str, float]) -> float | None:
    """From the rollback's beginning until the last was answered who had waited too long, and nobody was told anything
    wrong any more who wrote then."""
    if (began := times.get("meanwhile")) is None:
        return None
    is_wrong, now = told_while_broken(waits, usual, times), time.monotonic()
    ends = [wait.began for wait in waits if wait.began >= began and is_wrong(wait)]
    ends += [
        wait.began + wait.so_far_s(now) for wait in waits if wait.began < began and usual.is_late(wait, now)
    ]
    return round(max(0.0, max(ends, default=began) - began), 1)


def _seen_since(crowd: Crowd, began: float) -> list[Wait]:
    """Whoever still waits is seen now, whenever they wrote."""
    return [wait for wait in crowd.waits() if wait.began >= began or wait.took_s is None]
