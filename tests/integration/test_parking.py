"""A worker of the release before meets what the newer one left in the queue."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from celery.signals import worker_process_init, worker_ready

from config.parking import PARKING, parked, unpark
from config.stack.waiting import wait_until

pytestmark = pytest.mark.integration


def release(queue: str) -> tuple[Celery, list[str]]:
    """An app with one task, and what that task was called with."""
    app = Celery(set_as_current=False)
    url, heard = os.environ["CELERY_BROKER_URL"], list[str]()
    app.conf.update(
        broker_read_url=url,
        broker_write_url=url,
        task_default_queue=queue,
        task_ignore_result=True,
        task_acks_late=True,
        worker_consumer="config.parking:ParkingConsumer",
        worker_hijack_root_logger=False,
    )

    @app.task(name="greet", shared=False)
    def greet(name: str) -> None:
        heard.append(name)

    return app, heard


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Celery, list[str]]]:
    # a worker's other habits (title, switches) are not this process's
    for signal in (worker_ready, worker_process_init):
        monkeypatch.setattr(signal, "receivers", [])
    app, heard = release(f"test-{uuid4()}")
    with app.connection_for_write() as connection:
        PARKING(connection.default_channel).purge()
    yield app, heard
    app.close()


def work(app: Celery, heard: list[str]) -> None:
    """A worker takes what is in the queue, up to a last greeting."""
    app.send_task("greet", args=["last"])
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        wait_until(lambda: "last" in heard, what="the last greeting", deadline_s=20)
    heard.remove("last")


def test_an_unknown_task_waits_for_a_release_that_knows_it(before: tuple[Celery, list[str]]) -> None:
    app, heard = before
    app.send_task("refund", args=["amina"], kwargs={"amount": 350})
    app.send_task("greet", args=["amina"])

    work(app, heard)
    assert heard == ["amina"]
    assert (parked(app), unpark(app), parked(app)) == (1, 0, 1)

    refunded: list[tuple[str, int]] = []

    @app.task(name="refund", shared=False)
    def refund(name: str, amount: int) -> None:
        refunded.append((name, amount))

    assert (unpark(app), parked(app)) == (1, 0)
    work(app, heard)
    assert refunded == [("amina", 350)]


def test_arguments_that_this_release_does_not_take_wait_too(before: tuple[Celery, list[str]]) -> None:
    app, heard = before
    app.send_task("greet", args=["amina"], kwargs={"language": "sw"})
    app.send_task("greet", args=["baraka"])

    work(app, heard)

    wait_until(lambda: parked(app) == 1, what="the parking", deadline_s=5)
    assert heard == ["baraka"]
