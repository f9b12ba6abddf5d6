"""The house closes and opens again under a running stack: people see a page, customers lose nothing."""

import time
from pathlib import Path

import httpx
import pytest
from wabot_simulator.client import SimulatorClient

from config.stack.live import Stack
from config.stack.waiting import wait_until

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
SHOP = "100000000000001"
CUSTOMERS = 12


def operator(stack: Stack, *arguments: str) -> str:
    ended = stack.run("manage.py", "maintenance_mode", *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def replies(phones: SimulatorClient) -> list[str]:
    return [str(fact["customer"]) for fact in phones.record(kinds=["outbound"])]


def test_who_writes_while_the_house_is_closed_is_answered_afterwards(folder: Path) -> None:
    with (
        Stack.start(folder / "state") as stack,
        SimulatorClient(stack.url("simulator")) as phones,
        httpx.Client(base_url=stack.url("web"), trust_env=False, timeout=10) as web,
    ):
        people = [f"2547{number:08}" for number in range(CUSTOMERS)]
        for phone in people:
            phones.add_customer(name=f"Customer {phone}", wa_id=phone)

        operator(stack, "on", "--until", "30m", "--notify-customers")
        assert web.get("/").status_code == web.get("/admin/").status_code == 503
        assert web.get("/v1/live").status_code == 200
        for phone in people:
            phones.say(phone, SHOP, "when do you open?")
        wait_until(lambda: len(replies(phones)) == CUSTOMERS, what="a notice to each", deadline_s=60)
        # quiet windows pass, the sweep comes by: no turn may be taken
        time.sleep(6)
        assert sorted(replies(phones)) == people

        # the file of the host outlives a database that is away, and so does the page
        stack.stop("postgres")
        assert web.get("/").status_code == 503
        stack.start_program("postgres")

        operator(stack, "off")
        wait_until(
            lambda: len(replies(phones)) == 2 * CUSTOMERS, what="an answer to each", deadline_s=90, every_s=1
        )
        time.sleep(5)
        assert sorted(replies(phones)) == sorted(people * 2)
        assert web.get("/").status_code == 200
