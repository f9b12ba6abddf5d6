"""Processes are killed while people write: what was answered 200 is in the journal in the end."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Iterator

import pytest
from wabot_edge.journal.records import Kind

from .own_server import OwnServer, own_server
from .running import Customers, RunningIntake, eventually, text_from, webhook

pytestmark = pytest.mark.drill
Intakes = Callable[..., RunningIntake]
HABARI = webhook(text_from("amina", "habari"))


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as server:
        server.start()
        server.migrate()
        yield server


@pytest.fixture
def customers(intakes: Intakes, server: OwnServer) -> Customers:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    return Customers(intakes(server.url, WABOT_INTAKE_PORT=port).start())


def all_is_in_the_journal(customers: Customers, server: OwnServer) -> None:
    eventually(lambda: customers.intake.health()["spool"]["records"] == 0)
    assert set(customers.acknowledged) - server.bodies() == set()
    # and nothing but what was sent
    assert {record.kind for record in server.records()} == {Kind.WHATSAPP_CHANGE}


async def test_the_intake_is_killed_again_and_again(customers: Customers, server: OwnServer) -> None:
    async with customers.writing():
        for _ in range(5):
            await customers.more(100)
            await asyncio.to_thread(customers.intake.end, signal.SIGKILL)
            await asyncio.to_thread(customers.intake.start)
        await customers.more(100)

    all_is_in_the_journal(customers, server)
    assert set(customers.statuses) == {200}


async def test_the_intake_is_killed_while_it_spools_and_while_it_drains(
    customers: Customers, server: OwnServer
) -> None:
    async with customers.writing():
        await customers.more(50)
        await asyncio.to_thread(server.end, signal.SIGKILL)
        for _ in range(3):
            await customers.more(100)
            await asyncio.to_thread(customers.intake.end, signal.SIGKILL)
            await asyncio.to_thread(customers.intake.start)
        await customers.more(100)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(customers.intake.end, signal.SIGKILL)
        await asyncio.to_thread(customers.intake.start)
        await customers.more(100)

    all_is_in_the_journal(customers, server)
    assert set(customers.statuses) == {200}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_the_database_goes_and_comes_back(customers: Customers, server: OwnServer, number: int) -> None:
    async with customers.writing():
        for _ in range(2):
            await customers.more(100)
            await asyncio.to_thread(server.end, number)
            await customers.more(200)
            assert customers.intake.health()["status"] == "spooling"
            await asyncio.to_thread(server.start)
            await asyncio.to_thread(eventually, lambda: customers.intake.health()["status"] == "ok")

    all_is_in_the_journal(customers, server)
    assert set(customers.statuses) == {200}


async def test_the_database_hangs(customers: Customers, server: OwnServer) -> None:
    async with customers.writing():
        await customers.more(100)
        await asyncio.to_thread(server.send, signal.SIGSTOP)
        await customers.more(300)
        await asyncio.to_thread(server.send, signal.SIGCONT)
        await customers.more(300)

    all_is_in_the_journal(customers, server)
    assert set(customers.statuses) == {200}
    assert customers.slowest_s < 4


@pytest.mark.parametrize("is_hanging", [False, True])
async def test_a_stop_finishes_what_it_has_taken(
    customers: Customers, server: OwnServer, is_hanging: bool
) -> None:
    async with customers.writing():
        await customers.more(100)
        if is_hanging:
            await asyncio.to_thread(server.send, signal.SIGSTOP)
        start = time.monotonic()
        assert await asyncio.to_thread(customers.intake.end, signal.SIGTERM) == 0
        assert time.monotonic() - start < 5
    await asyncio.to_thread(server.send, signal.SIGCONT)
    customers.intake.start()

    all_is_in_the_journal(customers, server)
    assert set(customers.statuses) == {200}


def test_it_starts_without_the_database_and_drains_when_it_comes(intakes: Intakes) -> None:
    with own_server() as server:
        intake = intakes(server.url).start()
        assert intake.post(HABARI) == 200
        assert intake.health()["spool"]["records"] == 1

        # a database without its schema is no journal yet: nothing is lost, and nobody has to start it again
        server.start()
        eventually(lambda: "holds no journal" in intake.log)
        assert intake.post(HABARI) == 200
        server.migrate()
        eventually(lambda: intake.health()["spool"]["records"] == 0)

        assert [record.body for record in server.records()] == [HABARI, HABARI]


def test_an_idle_intake_notices_that_the_database_has_gone(intakes: Intakes, server: OwnServer) -> None:
    intake = intakes(server.url).start()
    assert intake.health()["status"] == "ok"

    server.end()

    eventually(lambda: intake.health()["status"] == "spooling", within_s=8)
