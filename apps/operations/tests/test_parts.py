"""What the readings mean to somebody who decides whether to get up at night."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from apps.operations.health.asking import Silent
from apps.operations.health.parts import Part, Readings, State, as_json
from apps.operations.health.probes import PROBES, overall
from apps.operations.health.readings import (
    MOST_COUNTED,
    Backlog,
    Configuration,
    Integrity,
    Journal,
    Platform,
)
from apps.operations.integrity.remembering import LastIntegrity
from apps.operations.services.liveness import KnownProcess, Life
from tests.people import NOON

EPOCH = UUID(int=7)
LONG_AGO = NOON - timedelta(hours=3)


def process(
    kind: str, *, version: int | None = 5, life: Life = Life.LISTENING, started_at: datetime = LONG_AGO
) -> KnownProcess:
    return KnownProcess(
        id=1,
        kind=kind,
        name=kind,
        host="here",
        pid=40,
        release="dev",
        started_at=started_at,
        seen_at=NOON - timedelta(seconds=9),
        config_version=version,
        applied_at=LONG_AGO,
        life=life,
    )


ALL = tuple(process(kind) for kind in ("beat", "projector", "sender", "web", "worker"))
WELL = Readings(
    platform=Platform(
        offsets={"0": 12},
        epochs=[str(EPOCH)],
        leased=64,
        projector_age_s=1.2,
        workers=2,
        worker_age_s=0.4,
        beat_age_s=3.1,
        pending_age_s=None,
        abandoned_age_s=None,
        uncertain=0,
        parked=0,
    ),
    journal=Journal(12, EPOCH),
    backlog=Backlog(0, 0.0),
    redis=True,
    configuration=Configuration(NOON, 5, NOON - timedelta(minutes=1), ALL),
    integrity=Integrity(None, None),
)


def judged(readings: Readings) -> dict[str, Part]:
    return {probe.name: probe.judge(readings) for probe in PROBES}


def with_platform(**changes: Any) -> Readings:
    assert isinstance(WELL.platform, Platform)
    return replace(WELL, platform=replace(WELL.platform, **changes))


def with_processes(*processes: KnownProcess, **changes: Any) -> Readings:
    assert isinstance(WELL.configuration, Configuration)
    return replace(WELL, configuration=replace(WELL.configuration, processes=processes, **changes))


def without(kind: str) -> Readings:
    return with_processes(*(one for one in ALL if one.kind != kind))


def checked(findings: int) -> Readings:
    last = LastIntegrity(ended_at=NOON, checks=400, rows=1_000, findings=findings, totals={})
    return replace(WELL, integrity=Integrity(last, 90.0))


def test_a_house_in_order_is_ok() -> None:
    parts = judged(WELL)

    assert overall(parts) is State.OK
    assert {name: part.state for name, part in parts.items()} == dict.fromkeys(parts, State.OK)


@pytest.mark.parametrize("name", ["platform", "journal"])
def test_without_one_of_its_databases_the_house_is_down(name: str) -> None:
    assert overall(judged(replace(WELL, **{name: Silent()}))) is State.DOWN


@pytest.mark.parametrize(
    ("readings", "part", "says"),
    [
        (replace(WELL, redis=Silent()), "redis", "cache does not answer"),
        (with_platform(worker_age_s=31.0, workers=0), "workers", "no worker"),
        (with_platform(worker_age_s=None), "workers", "no worker"),
        (with_platform(beat_age_s=45.0), "beat", "pulse"),
        (with_platform(projector_age_s=11.0), "projector", "no projector reads"),
        (with_platform(projector_age_s=None), "projector", "no projector reads"),
        (with_platform(epochs=[str(uuid4())]), "projector", "another journal"),
        (replace(WELL, backlog=Backlog(40, 31.0)), "projector", "40 records wait"),
        (replace(WELL, backlog=Backlog(MOST_COUNTED, 900.0)), "projector", "or more records"),
        (replace(WELL, backlog=Silent()), "projector", "cannot be told"),
        (with_platform(pending_age_s=61.0), "outbox", "not sent"),
        (with_platform(abandoned_age_s=61.0), "outbox", "not sent"),
        (without("worker"), "workers", "no worker runs"),
        (without("beat"), "beat", "does not run"),
        (without("projector"), "projector", "no projector reads"),
        (without("sender"), "sender", "no sender runs"),
        (with_processes(*ALL, process("web", version=4)), "configuration", "not on version 5: web 40"),
        (with_processes(*ALL, process("web", version=None)), "configuration", "not on version 5: web 40"),
        (with_processes(*ALL, process("web", life=Life.DEAF)), "configuration", "hears of no change: web 40"),
        (checked(1), "integrity", "1 row breaks a rule"),
        (checked(7), "integrity", "7 rows break a rule"),
        (replace(WELL, integrity=Silent()), "integrity", "cannot be told"),
    ],
)
def test_a_part_in_trouble_is_named_and_the_house_still_serves(
    readings: Readings, part: str, says: str
) -> None:
    parts = judged(readings)

    assert overall(parts) is State.DEGRADED
    assert [name for name, one in parts.items() if one.state is not State.OK] == [part]
    assert says in parts[part].says


def test_work_that_has_just_begun_is_no_trouble() -> None:
    busy = replace(with_platform(pending_age_s=2.0, uncertain=3, parked=2), backlog=Backlog(900, 1.5))

    parts = judged(busy)

    assert overall(parts) is State.OK
    assert as_json(parts["projector"]) == {
        "state": "ok",
        "age_s": 1.2,
        "lag_records": 900,
        "lag_s": 1.5,
        "partitions_held": 64,
        "parked": 2,
    }


@pytest.mark.parametrize(
    ("started_at", "changed_s_ago"), [(LONG_AGO, 2.0), (NOON - timedelta(seconds=2), 600.0)]
)
def test_who_was_told_or_born_just_now_is_not_behind(started_at: datetime, changed_s_ago: float) -> None:
    late = process("web", version=4, started_at=started_at)

    readings = with_processes(*ALL, late, changed_at=NOON - timedelta(seconds=changed_s_ago))

    assert judged(readings)["configuration"].state is State.OK


@pytest.mark.parametrize("life", [Life.LOST, Life.GONE])
def test_the_dead_are_not_waited_for_and_not_told(life: Life) -> None:
    part = judged(with_processes(*ALL, process("web", version=1, life=life)))["configuration"]

    assert (part.state, part.figures["behind"]) == (State.OK, [])
    assert len(part.figures["processes"]) == len(ALL)


def test_a_dead_sender_is_told_with_the_time_it_was_last_seen() -> None:
    others = [one for one in ALL if one.kind != "sender"]

    part = judged(with_processes(*others, process("sender", life=Life.GONE)))["sender"]

    assert (part.state, part.age_s) == (State.DEGRADED, 9.0)


def test_while_the_sessions_cannot_be_seen_the_other_signs_of_life_are_believed() -> None:
    parts = judged(replace(WELL, configuration=Silent()))

    states = {name: parts[name].state for name in ("workers", "beat", "projector", "sender", "configuration")}
    assert {name for name, state in states.items() if state is not State.OK} == {"sender", "configuration"}


def test_another_release_beside_this_one_is_named_and_no_trouble(settings: Settings) -> None:
    settings.WABOT_RELEASE = "dev"
    old = replace(process("worker"), release="1.0.2")

    part = judged(with_processes(*ALL, old))["release"]

    assert (part.state, part.figures["beside"]) == (State.OK, ["1.0.2"])


def test_no_host_is_named_to_whoever_asks() -> None:
    assert "here" not in str({name: as_json(part) for name, part in judged(WELL).items()})


ages = st.none() | st.floats(min_value=-5, max_value=1e7)
platforms = st.builds(
    Platform,
    offsets=st.just({}),
    epochs=st.lists(st.just(str(EPOCH)), max_size=1),
    leased=st.integers(0, 64),
    projector_age_s=ages,
    workers=st.integers(0, 50),
    worker_age_s=ages,
    beat_age_s=ages,
    pending_age_s=ages,
    abandoned_age_s=ages,
    uncertain=st.integers(0, 9),
    parked=st.integers(0, 9),
)
away = st.builds(Silent)


@given(
    st.builds(
        Readings,
        platform=platforms | away,
        journal=st.just(Journal(1, EPOCH)) | away,
        backlog=st.builds(Backlog, st.integers(0, MOST_COUNTED), st.floats(0, 1e7)) | away,
        redis=st.just(True) | away,
        configuration=st.builds(
            Configuration,
            st.just(NOON),
            st.integers(0, 9),
            st.none() | st.just(LONG_AGO),
            st.lists(st.sampled_from(ALL)).map(tuple),
        )
        | away,
        integrity=st.sampled_from([WELL.integrity, checked(3).integrity]) | away,
    )
)
def test_whatever_is_read_only_the_databases_take_the_house_down(readings: Readings) -> None:
    parts = judged(readings)

    is_down = isinstance(readings.platform, Exception) or isinstance(readings.journal, Exception)
    assert (overall(parts) is State.DOWN) == is_down
    assert all(part.says for part in parts.values() if part.state is not State.OK)
    assert all(isinstance(as_json(part), dict) for part in parts.values())
