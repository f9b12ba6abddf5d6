"""A restored database reads the journal up to its head before it serves, and nobody hears of it."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings
from wabot_edge.journal.reading import epoch, head

from apps.bot.models import TurnDue
from apps.messaging.models import Message, OutboxMessage, OutboxState, Partition, ProjectorProcess
from apps.operations.models import Barrier
from tests.archive import Archive
from tests.house import House
from tests.people import AMINA, BARAKA, make_shop, said

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def on_this_journal(settings: Settings, journal_url: str) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url


def caught_up(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    call_command("run_projector", "--name=catch-up", "--until-head", "--no-effects", *arguments)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def bar(house: House, *, offset: int) -> None:
    Barrier.objects.create(run="r-1", epoch=epoch(house.journal), offset=offset, written_at=house.now)


def test_it_writes_what_was_said_wakes_nobody_and_ends(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.hear(
        said(AMINA, AMINA.text("do you have mugs?")), said(BARAKA, BARAKA.text("hello")), project=False
    )

    with patch("apps.operations.services.waking.Waker.wake", side_effect=AssertionError("it woke somebody")):
        told = caught_up(capsys)

    assert (told["records"], told["head"], told["parked"]) == (2, head(house.journal), 0)
    assert Message.objects.count() == TurnDue.objects.count() == 2
    assert set(Partition.objects.values_list("offset", "lease_by")) == {(told["head"], "")}
    assert not ProjectorProcess.objects.exists()
    # and again there is nothing to do
    assert caught_up(capsys)["records"] == 0


def test_it_waits_for_whoever_holds_the_partitions_and_says_when_it_gave_up(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.hear(said(AMINA, AMINA.text("anybody?")), project=False)
    Partition.objects.update(lease_by="projector-1", lease_until=house.now + timedelta(days=3650))

    with pytest.raises(CommandError, match="not read up to offset 2 within") as error:
        caught_up(capsys, "--within=0.5")

    assert error.value.returncode == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("alone", ["--until-head", "--no-effects"])
def test_neither_half_of_it_is_a_projector(alone: str) -> None:
    with pytest.raises(CommandError, match="go together") as error:
        call_command("run_projector", alone)

    assert error.value.returncode == 2


def test_behind_the_barrier_nothing_is_answered_and_nothing_leaves(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal knows of more than the restored rows do."""
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.wait(3.1)
    house.hear(said(BARAKA, BARAKA.text("hello")), project=False)
    bar(house, offset=head(house.journal))

    assert house.take_turns() == 0

    caught_up(capsys)
    assert house.take_turns() == 1
    Barrier.objects.update(offset=head(house.journal) + 1)
    house.send()
    assert house.whatsapp.taken == []
    Barrier.objects.update(offset=head(house.journal))
    house.send()
    assert len(house.whatsapp.taken) == 1


def test_a_barrier_of_another_journal_is_not_passed_by_its_numbers(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.wait(3.1)
    Barrier.objects.create(
        run="r-1", epoch="00000000-0000-0000-0000-000000000009", offset=0, written_at=house.now
    )

    assert house.take_turns() == 0


def test_what_the_condemned_database_sent_is_never_sent_again(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rule 9: the backup was made with a reply on its way, which left afterwards."""
    house = archive.house
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.wait(3.1)
    house.take_turns()
    assert OutboxMessage.objects.get().state == OutboxState.PENDING
    archive.back_up()
    house.send()
    house.project()
    sent = list(house.whatsapp.texts())
    assert len(sent) == 1

    archive.restore()
    assert OutboxMessage.objects.get().state == OutboxState.PENDING
    caught_up(capsys)
    house.projector.forget()
    house.send()
    house.wait(600)
    house.take_turns()
    house.send()

    assert house.whatsapp.texts() == sent
    assert OutboxMessage.objects.get().state == OutboxState.ACCEPTED
    assert not TurnDue.objects.exists()
