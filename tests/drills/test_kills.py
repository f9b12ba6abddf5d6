"""Three hundred customers write in bursts while everything that runs is killed once: nothing lost, nothing twice."""

import logging
import random
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from wabot_simulator.client import SimulatorClient

from config.stack.live import Stack
from config.stack.waiting import wait_until
from tests.drills.crowd import BURST, Crowd, told_by_database

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]

SHOPS = ("100000000000001", "100000000000002", "100000000000003")
VICTIMS = ("intake", "projector", "worker", "sender", "redis", "postgres")
CUSTOMERS = 300
WRITING_S = 90.0
# A lost answer may be repeated after this; in production minutes, here what the drill can wait for.
RESEND = {"WABOT_UNCERTAIN_RESEND_S": "15"}


def kill_each_in_turn(stack: Stack, *, over_s: float, flush: bool) -> None:
    """Each victim once, evenly spread; the broker's and the cache's content in the middle too."""
    pause_s = over_s / (len(VICTIMS) + 1)
    for place, victim in enumerate(VICTIMS):
        time.sleep(pause_s)
        stack.kill(victim)
        if flush and place == len(VICTIMS) // 2:
            client = redis.Redis(unix_socket_path=str(stack.plan.layout.redis.socket))
            client.flushall()
            client.close()


@pytest.mark.parametrize("flush", [False, True], ids=["killed", "killed-and-flushed"])
def test_nothing_is_lost_and_nobody_answered_twice(folder: Path, flush: bool) -> None:
    with Stack.start(folder / "state", RESEND) as stack, SimulatorClient(stack.url("simulator")) as phones:
        crowd = Crowd(phones, SHOPS, CUSTOMERS, WRITING_S, random.Random(7))
        crowd.arrive()
        writing = threading.Thread(target=crowd.write)
        writing.start()
        kill_each_in_turn(stack, over_s=WRITING_S, flush=flush)
        writing.join()

        took_s = wait_until(
            lambda: len(crowd.answered()) == CUSTOMERS, what="a reply to everybody", deadline_s=240, every_s=1
        )
        # what would come twice must be given the time to
        time.sleep(float(RESEND["WABOT_UNCERTAIN_RESEND_S"]) + 5)
        answered, report = crowd.answered(), phones.report()
        told = told_by_database(stack.environment["DATABASE_URL"])

    logging.getLogger("drill").warning(
        "all answered %.0f s after the last word; %s; simulator: %s", took_s, told, report
    )
    assert report["unacknowledged"] == []
    assert told.inbound == CUSTOMERS * len(BURST)
    assert answered == Counter(dict.fromkeys(crowd.customers, 1))
    assert told.turn_sizes == Counter({len(BURST): CUSTOMERS})
    assert told.parked == 0
    assert set(told.outbox) <= {"accepted", "cancelled"}
