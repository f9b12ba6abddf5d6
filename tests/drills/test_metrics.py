"""The counts of a running house, while its processes are killed and its database goes away."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from wabot_simulator.client import SimulatorClient

from config.stack.live import Stack
from config.stack.waiting import wait_until
from tests.scraping import Scrape

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
SHOP = "100000000000001"
COUNTING = ("web", "worker", "projector", "sender")
# Everything within a second; the rest is for a machine with much else to do.
LONGEST_S = 3.0


@pytest.fixture
def stack(folder: Path) -> Iterator[Stack]:
    with Stack.start(folder / "state", durable=False) as started:
        yield started


def scrape(stack: Stack) -> Scrape:
    begun = time.monotonic()
    told = httpx.get(f"{stack.url('web')}/metrics", timeout=30, trust_env=False)
    assert time.monotonic() - begun < LONGEST_S
    assert told.status_code == 200
    return Scrape.of(told.text)


def answered(stack: Stack) -> float | None:
    return scrape(stack).value("wabot_turns_total", status="answered", synthetic="no")


def accepted(stack: Stack) -> float | None:
    return scrape(stack).value("wabot_sends_total", result="accepted", synthetic="no")


def say(stack: Stack, phones: SimulatorClient, *, customers: int) -> None:
    """So many customers write, and are answered."""
    before = accepted(stack) or 0
    there = sum(1 for _ in phones.record(kinds=["outbound"]))
    for number in range(customers):
        phone = f"2547{there + number:08}"
        phones.add_customer(name=f"Customer {phone}", wa_id=phone)
        phones.say(phone, SHOP, "when do you open?")
    wait_until(
        lambda: (accepted(stack) or 0) == before + customers,
        what=f"{customers} answers counted",
        deadline_s=60,
        every_s=0.5,
    )


def kill_all(stack: Stack) -> None:
    """The processes that count, and their children, without a last word; they are started again."""
    for program in COUNTING:
        for process in stack.processes(program):
            with suppress(psutil.NoSuchProcess):
                process.kill()
    for program in COUNTING:
        stack.wait_healthy(program)


def test_counts_outlive_kills_of_every_process_and_a_database_that_is_away(stack: Stack) -> None:
    with SimulatorClient(stack.url("simulator")) as phones:
        say(stack, phones, customers=6)
        first = scrape(stack)
        assert first.value("wabot_turns_total", status="answered", synthetic="no") == 6
        assert first.value("wabot_response_seconds_count", synthetic="no") == 6
        assert (first.value("wabot_projected_records_total", kind="whatsapp.change") or 0) >= 6
        assert first.value("wabot_up") == 1
        slots = set((stack.plan.layout.root / "metrics").glob("*.db"))

        for _ in range(2):
            kill_all(stack)
            # not one of them forgot what those before it counted
            assert answered(stack) == accepted(stack) == 6

        say(stack, phones, customers=2)
        assert answered(stack) == accepted(stack) == 8
        # as many files as processes at once, whoever came and went
        assert len(set((stack.plan.layout.root / "metrics").glob("*.db"))) <= len(slots) + 2

        stack.stop("postgres")
        wait_until(lambda: scrape(stack).value("wabot_up") == 0, what="wabot_up 0", deadline_s=5)
        assert answered(stack) == 8
        stack.start_program("postgres")
        wait_until(lambda: scrape(stack).value("wabot_up") == 1, what="the database", deadline_s=60)

        assert stack.run("manage.py", "maintenance_mode", "on").returncode == 0
        wait_until(
            lambda: httpx.get(stack.url("web"), trust_env=False).status_code == 503, what="it", deadline_s=20
        )
        assert scrape(stack).value("wabot_up") == 1
        assert (scrape(stack).value("wabot_http_responses_total", area="pages", code="5xx") or 0) >= 1
