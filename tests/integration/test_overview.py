"""The admin's first page: what needs a person, of whose shops."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from apps.bot.models import MessageHarmonizationLog, TurnStatus
from apps.messaging.models import Conversation, ConversationStatus, OutboxMessage, OutboxState
from apps.operations import dashboard
from apps.operations.health.board import Board
from apps.operations.selectors.dashboard import figures
from apps.tenants.models import Tenant
from tests.house import House
from tests.people import AMINA, BARAKA, NOON, make_shop, said
from tests.web import as_role, platform_person, shop_person, signed_in

pytestmark = pytest.mark.integration
NAIROBI = ZoneInfo("Africa/Nairobi")


@pytest.fixture(autouse=True)
def own_board(monkeypatch: pytest.MonkeyPatch, settings: Settings, journal_url: str) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url
    monkeypatch.setattr(dashboard, "BOARD", Board())


@pytest.fixture
def shops(house: House) -> list[Tenant]:
    """Two shops, each with a customer who was answered."""
    made = [
        make_shop(slug, phone_number_id=number).tenant for slug, number in (("pwani", "1"), ("savanna", "2"))
    ]
    house.hear(said(AMINA, AMINA.text("when do you open?"), to="1"))
    house.hear(said(BARAKA, BARAKA.text("when do you open?"), to="2"))
    house.answer()
    return made


def cards(client: Client) -> dict[str, Any]:
    with as_role():
        shown = client.get("/admin/").context["cards"]
    return {card.title: card for card in shown}


def test_the_platforms_people_see_all_shops_and_the_machinery(shops: list[Tenant]) -> None:
    Conversation.objects.filter(tenant=shops[0]).update(status=ConversationStatus.WAITING)
    OutboxMessage.objects.filter(tenant=shops[1]).update(state=OutboxState.UNCERTAIN)

    shown = cards(signed_in(platform_person()))

    # how many turns were today depends on the day of the test
    counted = {title: card.value for title, card in shown.items() if card.value and title != "Turns today"}
    assert counted == {"Waiting for the shop": 1, "Open conversations": 1, "Uncertain sends": 1}
    assert shown["Uncertain sends"].is_alarming
    assert not shown["Parked records"].is_alarming
    assert "Journal lag" in shown


def test_each_figure_leads_to_its_rows(shops: list[Tenant]) -> None:
    OutboxMessage.objects.filter(tenant=shops[1]).update(state=OutboxState.UNCERTAIN)
    client = signed_in(platform_person())

    for card in cards(client).values():
        if card.href:
            with as_role():
                listed = client.get(card.href)
            assert listed.status_code == 200
            if not card.title.endswith("today"):
                assert listed.context["cl"].result_count == card.value, card.title


def test_a_shops_people_see_their_own_figures(shops: list[Tenant]) -> None:
    Conversation.objects.update(status=ConversationStatus.WAITING)

    alice = signed_in(shop_person(shops[0]))

    with as_role():
        page = alice.get("/admin/")

    assert {card.title: card.value for card in page.context["cards"]}["Waiting for the shop"] == 1
    assert "Amina" in page.content.decode()
    assert "Baraka" not in page.content.decode()
    assert "Journal lag" not in page.content.decode()


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (datetime(2026, 11, 23, 20, 59, tzinfo=UTC), 0),  # a minute before midnight in Nairobi
        (datetime(2026, 11, 23, 21, 1, tzinfo=UTC), 1),
    ],
)
def test_today_begins_at_the_shops_own_midnight(shops: list[Tenant], at: datetime, counted: int) -> None:
    MessageHarmonizationLog.objects.filter(tenant=shops[0]).update(created_at=at, status=TurnStatus.FAILED)

    shown = figures(tenant_id=shops[0].pk, zone=NAIROBI, now=NOON)

    assert (shown.turns, shown.failed) == (counted, counted)


def test_canaries_and_turns_that_were_taken_again_do_not_count(shops: list[Tenant]) -> None:
    Conversation.objects.filter(tenant=shops[0]).update(is_synthetic=True)
    MessageHarmonizationLog.objects.filter(tenant=shops[1]).update(status=TurnStatus.REOPENED)

    shown = figures(tenant_id=None, zone=NAIROBI, now=NOON)

    assert (shown.open, shown.turns) == (1, 0)
