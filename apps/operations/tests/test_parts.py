"""What the readings mean to somebody who decides whether to get up at night."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.operations.health.asking import Silent
from apps.operations.health.parts import PROBES, Part, Readings, State, as_json, overall
from apps.operations.health.readings import MOST_COUNTED, Backlog, Journal, Platform

EPOCH = UUID(int=7)
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
)


def judged(readings: Readings) -> dict[str, Part]:
    return {probe.name: probe.judge(readings) for probe in PROBES}


def with_platform(**changes: Any) -> Readings:
    assert isinstance(WELL.platform, Platform)
    return replace(WELL, platform=replace(WELL.platform, **changes))


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
        (with_platform(pending_age_s=61.0), "sender", "not sent"),
        (with_platform(abandoned_age_s=61.0), "sender", "not sent"),
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
    )
)
def test_whatever_is_read_only_the_databases_take_the_house_down(readings: Readings) -> None:
    parts = judged(readings)

    is_down = isinstance(readings.platform, Exception) or isinstance(readings.journal, Exception)
    assert (overall(parts) is State.DOWN) == is_down
    assert all(part.says for part in parts.values() if part.state is not State.OK)
    assert all(isinstance(as_json(part), dict) for part in parts.values())
