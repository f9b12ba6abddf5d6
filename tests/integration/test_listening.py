"""Silence is believed only while somebody listened: no crash of ours cuts a burst in two."""

from datetime import UTC, datetime

import psycopg
import pytest
from wabot_edge.journal.hearing import listening

from apps.bot.models import MessageHarmonizationLog, TurnDue
from tests.house import House
from tests.people import AMINA, make_shop, said

pytestmark = pytest.mark.integration


@pytest.fixture
def house(house: House) -> House:
    # Listeners are known to the journal's server, so its clock is the one that counts.
    house.now = datetime.now(UTC)
    return house


def burst(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you", at=house.now)))
    house.wait(1)


def one_turn_of_two(house: House) -> bool:
    house.project()
    house.answer()
    turn = MessageHarmonizationLog.objects.get(status="answered")
    return len(turn.message_ids) == 2


def test_a_projector_that_fell_behind_does_not_cut_a_burst_in_two(house: House) -> None:
    burst(house)
    house.hear(said(AMINA, AMINA.text("open?", at=house.now)), project=False)
    house.wait(2.5)

    house.take_turns()

    assert TurnDue.objects.get().held_from is not None
    assert one_turn_of_two(house)


def test_nor_does_an_intake_that_was_killed(house: House, journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)
    burst(house)
    house.wait(2.5)
    house.take_turns()
    assert TurnDue.objects.get().held_from is not None

    house.hear(said(AMINA, AMINA.text("open?", at=house.now)))

    house.wait(30)
    assert one_turn_of_two(house)


def test_nor_one_that_holds_webhooks_outside_the_journal(house: House) -> None:
    listening(house.journal, name="intake-1", spooled=1)
    burst(house)
    house.wait(2.5)

    house.take_turns()

    assert TurnDue.objects.get().held_from is not None


def test_nor_one_that_came_back_a_moment_ago(house: House) -> None:
    burst(house)
    listening(house.journal, name="intake-1", spooled=0)
    house.wait(2.5)

    house.take_turns()

    assert TurnDue.objects.get().held_from is not None
    house.wait(6)
    assert house.take_turns() == 1
    assert not TurnDue.objects.exists()


def test_but_nobody_waits_for_ever_for_ears_that_do_not_come_back(house: House, journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)
    burst(house)

    for _ in range(60):
        house.wait(0.5)
        house.take_turns()

    assert MessageHarmonizationLog.objects.get().status == "answered"


def test_a_tap_is_answered_whoever_listens(house: House, journal_url: str) -> None:
    make_shop()
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)

    house.hear(said(AMINA, AMINA.tap("more", "More", at=house.now)))
    house.take_turns()

    assert MessageHarmonizationLog.objects.get().status == "answered"
