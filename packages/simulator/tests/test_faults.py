import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_simulator.errors import BadRequest
from wabot_simulator.faults import KINDS, Fault, Faults, fault_from


@given(count=st.integers(1, 30), draws=st.integers(0, 60))
def test_a_counted_fault_strikes_that_often_and_no_more(count: int, draws: int) -> None:
    faults = Faults(random.Random(1))
    faults.put(Fault(name="throttle", left=count))

    struck = sum(faults.draw("throttle", "1000") is not None for _ in range(draws))

    assert struck == min(count, draws) == faults.fired["throttle"]
    assert bool(faults.shown()["active"]) == (draws < count)


def test_a_fault_of_one_shop_leaves_the_others_alone() -> None:
    faults = Faults(random.Random(1))
    faults.put(Fault(name="delay", shop="duka"))

    assert faults.draw("delay", "mto") is None
    assert faults.draw("delay", "duka") is not None


def test_a_fault_of_one_shop_goes_before_the_one_for_all() -> None:
    faults = Faults(random.Random(1))
    faults.put(Fault(name="delay", delay_ms=1))
    faults.put(Fault(name="delay", shop="duka", delay_ms=2))

    struck = faults.draw("delay", "duka")

    assert struck is not None
    assert struck.delay_ms == 2


def test_chance_is_about_what_was_asked() -> None:
    faults = Faults(random.Random(7))
    faults.put(Fault(name="batch", probability=0.3))

    struck = sum(faults.draw("batch", None) is not None for _ in range(5000))

    assert 1350 < struck < 1650


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_can_be_set_without_options(name: str) -> None:
    assert fault_from(name, {}).delay_ms == KINDS[name][1]


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("earthquake", {}, "name"),
        ("delay", {"probability": 1.5}, "probability"),
        ("delay", {"count": 0}, "count"),
        ("delay", {"delay_ms": "soon"}, "delay_ms"),
        ("delay", {"shop": 5}, "shop"),
        ("delay", {"chance": 1}, "chance"),
        ("batch", {"size": True}, "size"),
    ],
)
def test_a_wrong_option_is_named(name: str, given: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRequest) as caught:
        fault_from(name, given)

    assert caught.value.field == field
