"""Amina and Zawadi write, Duka answers, Mto is the shop next door that must see nothing of it."""

from collections.abc import Iterator

import pytest
from wabot_simulator.testing import Receiver, Running, ShopProgram, running_simulator

DUKA, MTO = "106540352242922", "106540352242933"


@pytest.fixture
def amina() -> str:
    return "254711000001"


@pytest.fixture
def zawadi() -> str:
    """Hides her number: known by user id and username only."""
    return "KE.44120988123477"


@pytest.fixture
def callback() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def running(callback: Receiver) -> Iterator[Running]:
    with running_simulator(callback.url) as running:
        yield running


@pytest.fixture
def duka(running: Running) -> Iterator[ShopProgram]:
    program = ShopProgram(running.url, DUKA, "simulator-token-1")
    yield program
    program.close()


@pytest.fixture
def mto(running: Running) -> Iterator[ShopProgram]:
    program = ShopProgram(running.url, MTO, "simulator-token-2")
    yield program
    program.close()
