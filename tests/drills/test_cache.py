"""Three hundred customers write while the cache is cleared, each Redis database emptied, and Redis started again."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from wabot_simulator.client import SimulatorClient

from config.stack.live import Stack
from config.stack.redis import BROKER_DATABASE, CACHE_DATABASE
from config.stack.waiting import wait_until
from tests.drills.crowd import BURST, Crowd, told_by_database

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]

SHOPS = ("100000000000001", "100000000000002", "100000000000003")
CUSTOMERS = 300
WRITING_S = 60.0


def clear(stack: Stack) -> None:
    ended = stack.run("manage.py", "clear_cache")
    assert ended.returncode == 0, ended.stderr


def flush(stack: Stack, database: int) -> None:
    with redis.Redis(unix_socket_path=str(stack.plan.layout.redis.socket), db=database) as client:
        client.flushdb()


def test_nothing_is_lost_with_the_cache_the_queues_or_redis_itself(folder: Path) -> None:
    with Stack.start(folder / "state") as stack, SimulatorClient(stack.url("simulator")) as phones:
        crowd = Crowd(phones, SHOPS, CUSTOMERS, WRITING_S, random.Random(11))
        crowd.arrive()
        writing = threading.Thread(target=crowd.write)
        writing.start()
        blows: list[Callable[[], object]] = [
            lambda: clear(stack),
            lambda: flush(stack, CACHE_DATABASE),
            lambda: flush(stack, BROKER_DATABASE),
            lambda: stack.kill("redis"),
        ]
        for blow in blows:
            time.sleep(WRITING_S / (len(blows) + 1))
            blow()
        writing.join()

        wait_until(
            lambda: len(crowd.answered()) == CUSTOMERS, what="a reply to everybody", deadline_s=180, every_s=1
        )
        # what would come twice must be given the time to
        time.sleep(5)
        answered, told = crowd.answered(), told_by_database(stack.environment["DATABASE_URL"])

    assert told.inbound == CUSTOMERS * len(BURST)
    assert answered == Counter(dict.fromkeys(crowd.customers, 1))
    assert told.turn_sizes == Counter({len(BURST): CUSTOMERS})
    assert told.parked == 0
