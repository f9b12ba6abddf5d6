"""Customers write while the house is being worked on: all is kept, and answered afterwards."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from wabot_edge.journal import maintenance
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile
from wabot_edge.journal.maintenance_watch import Watch

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import Direction, Message, OutboxMessage, ParkedRecord
from config.stack.waiting import wait_until
from tests.house import House
from tests.people import AMINA, BARAKA, make_shop, said


class Host:
    """Whoever works on the house, at its console."""

    def __init__(self, folder: Path, house: House) -> None:
        self.file, self.house = MaintenanceFile(folder), house

    def turn_on(self, *, tell: bool = False) -> None:
        now = self.house.now
        self.file.write(Maintenance(uuid.uuid4(), True, now, now, notify_customers=tell))

    def turn_off(self) -> datetime:
        on = self.file.read()
        assert on is not None
        self.file.write(replace(on, is_on=False, at=self.house.now))
        return self.house.now


@pytest.fixture
def host(house: House, settings: Settings, tmp_path: Path) -> Host:
    settings.WABOT_STATE_DIR = tmp_path
    make_shop()
    return Host(tmp_path, house)


def test_each_burst_is_one_turn_taken_at_once_afterwards(house: House, host: Host) -> None:
    host.turn_on()
    for words in ("hello", "when do you", "open?"):
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.wait(1)
    house.hear(said(BARAKA, BARAKA.text("where are you?", at=house.now)))
    house.wait(600)
    assert house.answer() == []

    ended_at = host.turn_off()
    house.wait(0.1)
    assert house.take_turns() == 2
    house.send()
    house.project()

    assert len(house.whatsapp.taken) == 2
    assert sorted(len(turn.message_ids) for turn in MessageHarmonizationLog.objects.all()) == [1, 3]
    # the wait for the house's own work is not the turn's, but the customer's all the same
    assert {turn.due_at for turn in MessageHarmonizationLog.objects.all()} == {ended_at}
    for reply in Message.objects.filter(direction=Direction.OUTBOUND):
        assert reply.response_time_ms is not None
        assert reply.response_time_ms < 1_000
        assert reply.customer_wait_ms is not None
        assert reply.customer_wait_ms > 600_000


def test_what_was_on_its_way_still_leaves(house: House, host: Host) -> None:
    house.hear(said(AMINA, AMINA.text("hello", at=house.now)))
    house.wait(3.1)
    house.take_turns()

    host.turn_on()
    house.send()

    assert len(house.whatsapp.taken) == 1


def test_who_writes_meanwhile_is_told_once_in_their_language(house: House, host: Host) -> None:
    host.turn_on(tell=True)
    for writer, words in ((AMINA, "when do you open?"), (BARAKA, "mnafungua saa ngapi?")):
        house.hear(said(writer, writer.text(words, at=house.now)))
    house.send()
    house.project()
    house.wait(60)
    house.hear(said(AMINA, AMINA.text("anybody there?", at=house.now)))
    house.send()
    house.project()

    assert [words[:6] for words in house.whatsapp.texts()] == ["Thank ", "Asante"]
    # nothing of it counts as an answer
    assert Message.objects.filter(direction=Direction.INBOUND, turn_id__isnull=True).count() == 3

    host.turn_off()
    assert house.take_turns() == 2
    house.send()
    assert len(house.whatsapp.taken) == 4


def test_a_burst_that_takes_the_notice_back_puts_it_on_its_way_again(house: House, host: Host) -> None:
    host.turn_on(tell=True)
    house.hear(said(AMINA, AMINA.text("hello", at=house.now)))
    house.wait(1)
    house.hear(said(AMINA, AMINA.text("are you open?", at=house.now)))

    house.send()

    assert len(house.whatsapp.taken) == 1


def test_a_notice_that_nobody_sent_in_time_is_not_sent_late(house: House, host: Host) -> None:
    host.turn_on(tell=True)
    house.hear(said(AMINA, AMINA.text("hello", at=house.now)))

    house.wait(60)
    host.turn_off()
    house.send()

    assert house.whatsapp.taken == []
    assert [(row.state, row.reason) for row in OutboxMessage.objects.all()] == [
        ("cancelled", "maintenance is over")
    ]
    assert len(house.answer()) == 1


def test_a_replay_of_what_came_before_tells_nobody(house: House, host: Host) -> None:
    house.hear(said(AMINA, AMINA.text("hello", at=house.now)), project=False)
    house.wait(60)
    host.turn_on(tell=True)

    house.project()

    assert not OutboxMessage.objects.exists()


def test_the_journals_record_of_it_parks_nothing(house: House) -> None:
    now = house.now
    maintenance.record(house.journal, Maintenance(uuid.uuid4(), True, now, now + timedelta(0)))

    house.project()

    assert not ParkedRecord.objects.exists()


def test_one_process_of_a_host_looks_and_another_takes_over(
    house: House, tmp_path: Path, journal_url: str
) -> None:
    first, second = Watch(tmp_path, journal_url), Watch(tmp_path, journal_url)
    file = MaintenanceFile(tmp_path)
    first.start()
    on = maintenance.record(house.journal, Maintenance(uuid.uuid4(), True, house.now, house.now))
    wait_until(lambda: file.read() is not None, what="the host's file", deadline_s=10)
    second.start()

    first.stop()
    first.join(10)
    maintenance.record(house.journal, replace(on, is_on=False, at=house.now + timedelta(minutes=5)))

    wait_until(lambda: not (file.read() or on).is_on, what="the other to look", deadline_s=10)
    second.stop()
    second.join(10)
    assert not second.is_alive()
