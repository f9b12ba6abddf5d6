"""Customers write to a running system whose features go off and on: nothing leaves under one that is off."""

import json
import random
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from wabot_edge.journal.reading import head, read
from wabot_simulator.client import SimulatorClient

from apps.messaging.records import Intent
from config.stack.live import Stack
from config.stack.waiting import wait_until

pytestmark = [pytest.mark.drill, pytest.mark.timeout(300)]
SHOPS = ("100000000000001", "100000000000002", "100000000000003")
CUSTOMERS = 60
FEATURE = "enable_grounded_validation"
OFF, ON = "--disable-grounded-validation", "--enable-grounded-validation"


def configure(stack: Stack, *arguments: str) -> dict[str, object]:
    done = stack.run("manage.py", "configure_ux_features", *arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, object] = json.loads(done.stdout)["acknowledged"]
    return told


def write(phones: SimulatorClient, done: threading.Event) -> None:
    """One message after the other, until told to stop."""
    chance = random.Random(7)
    for number in range(CUSTOMERS):
        phones.add_customer(name=f"Customer {number}", wa_id=f"2547{number:08}")
    while not done.wait(0.1):
        number = chance.randrange(CUSTOMERS)
        phones.say(f"2547{number:08}", SHOPS[number % len(SHOPS)], "do you have shoes in red?")


def features_sent(journal: psycopg.Connection, after: int, until: int) -> Counter[bool]:
    """How many first parts were claimed between the two places, by whether they rest on the feature."""
    found: Counter[bool] = Counter()
    while records := [one for one in read(journal, after=after, limit=250) if one.offset <= until]:
        after = records[-1].offset
        intents = [Intent.model_validate_json(one.body) for one in records if one.kind == "effect.intent"]
        found.update(FEATURE in intent.features for intent in intents if intent.part == 0)
    return found


def wait_for_records(journal: psycopg.Connection, until: int) -> None:
    wait_until(lambda: head(journal) > until, what="replies", deadline_s=60)


def test_nothing_leaves_under_a_feature_that_is_off(folder: Path) -> None:
    with Stack.start(folder / "state") as stack, SimulatorClient(stack.url("simulator")) as phones:
        journal = psycopg.connect(stack.environment["JOURNAL_DATABASE_URL"], autocommit=True)
        done = threading.Event()
        writing = threading.Thread(target=write, args=(phones, done))
        writing.start()
        wait_for_records(journal, 100)
        while_off: Counter[bool] = Counter()
        while_on: Counter[bool] = Counter()

        for victim in (None, "sender", "worker"):
            before = head(journal)
            told = configure(stack, OFF, "--hold", "--reason", "drill")
            since = head(journal)
            if victim is not None:
                stack.kill(victim)
            # a row alone switches nothing on under a hold
            configure(stack, ON, "--wait", "20")
            wait_for_records(journal, since + 60)
            until = head(journal)
            configure(stack, ON, "--lift-hold", "--wait", "20")
            while_on += features_sent(journal, 0, before)
            while_off += features_sent(journal, since, until)
            assert told["verdict"] == "acknowledged"
            # web, two children and the main process of the worker, projector, sender, beat
            assert told["acknowledged"] == told["processes"] == 7
            stack.wait_healthy("sender")
            stack.wait_healthy("worker")
            wait_until(lambda: alive(stack) == 7, what="all processes", deadline_s=30)
        done.set()
        writing.join()
        journal.close()

    assert while_off[True] == 0
    assert while_off[False] > 10
    assert while_on[True] > 10


def alive(stack: Stack) -> int:
    shown = stack.run("manage.py", "show_ux_config", "--processes", "--json")
    return sum(one["life"] == "listening" for one in json.loads(shown.stdout)["processes"])


def test_a_process_whose_session_is_cut_again_and_again_still_follows(folder: Path) -> None:
    with Stack.start(folder / "state", programs=["web", "sender", "projector"]) as stack:
        admin = psycopg.connect(stack.environment["DATABASE_URL"], autocommit=True)
        wait_until(lambda: alive(stack) == 3, what="all processes", deadline_s=30)
        took_s = []

        for number in range(6):
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'wabot switches%'"
            )
            start = time.monotonic()
            told = configure(stack, (OFF, ON)[number % 2])
            took_s.append(time.monotonic() - start)
            assert told["acknowledged"] == told["processes"] == 3, told
        admin.close()

    assert max(took_s) < 10
