"""A customer who does not exist: the whole pipeline answers, nobody gets anything, no figure moves."""

import itertools
import json
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from apps.bot.models import AgentConfiguration
from apps.bot.services.shelf import Shelf
from apps.inbox.models import Ticket
from apps.inbox.selectors import tickets_per_day
from apps.messaging.models import Conversation, Message, ParkedRecord
from apps.messaging.selectors import completion
from apps.operations.canary.checks import Script, Talked, discovery, one_message, one_tap, whole_flow
from apps.operations.canary.errors import Stuck
from apps.operations.canary.talk import CanaryTalk
from apps.operations.selectors.dashboard import figures
from apps.orders.models import Order
from apps.tenants.models import Customer, WhatsAppNumber
from tests.house import House
from tests.people import NOON, Writer, make_products, make_shop, said, seconds

pytestmark = pytest.mark.integration


def canary(house: House, number: WhatsAppNumber, *, without: str = "") -> CanaryTalk:
    looks = itertools.count(60, -1)

    def pause() -> None:
        house.wait(0.5)
        for stage, step in (("project", house.project), ("turn", house.take_turns), ("send", house.send)):
            if stage != without:
                step()

    return CanaryTalk(house.journal, number, lambda: house.now, pause, left_s=lambda: next(looks))


def run(house: House, script: Script) -> Talked:
    number = make_shop()
    make_products(number)
    talked = Talked()
    script(canary(house, number), number.tenant, talked)
    return talked


@pytest.mark.parametrize("script", [one_message("when do you open?"), one_tap, discovery, whole_flow])
def test_a_shop_that_works_passes_and_nobody_gets_anything(house: House, script: Script) -> None:
    talked = run(house, script)

    assert talked.passed, [check for check in talked.checks if not check.passed]
    assert house.whatsapp.taken == []
    assert all(Message.objects.values_list("is_synthetic", flat=True))
    assert all(
        set(one.stages_ms) == {"project", "wait", "turn", "send", "remember"} for one in talked.answers
    )


@pytest.mark.parametrize("script", [discovery, whole_flow])
def test_a_shop_passes_too_whose_enhancements_are_held_off(house: House, script: Script) -> None:
    number = make_shop()
    make_products(number)
    AgentConfiguration.objects.filter(tenant=number.tenant).update(
        enable_immediate_product_display=False,
        enable_reference_resolution=False,
        enable_grounded_validation=False,
        enable_message_harmonization=False,
    )
    talked = Talked()

    script(canary(house, number), number.tenant, talked)

    assert talked.passed, [check for check in talked.checks if not check.passed]


def test_a_tap_is_answered_without_any_quiet_time(house: House) -> None:
    talked = run(house, one_tap)

    assert talked.answers[0].stages_ms["wait"] == 0


def test_its_order_holds_no_stock_and_counts_nowhere(house: House) -> None:
    run(house, whole_flow)

    order = Order.objects.get()
    assert order.is_synthetic
    (mug,) = Shelf(order.tenant_id).named("blue mug")
    assert mug.variants[0].stock == 4
    counted = completion(since=NOON - seconds(60), now=house.now + seconds(48 * 3600))
    assert (counted.started, counted.completed) == (0, 0)
    shown = figures(tenant_id=order.tenant_id, zone=ZoneInfo("UTC"), now=house.now)
    assert (shown.open, shown.turns) == (0, 0)


def test_its_ticket_is_no_work_for_the_shops_people(house: House) -> None:
    run(house, one_message("talk to a person"))

    assert Ticket.objects.get().is_synthetic
    day = tickets_per_day(since=NOON - seconds(60), until=NOON + seconds(3600), zone=ZoneInfo("UTC"))
    assert day == {}


@pytest.mark.parametrize(
    ("without", "words"),
    [("project", "no projector"), ("turn", "no worker"), ("send", "no sender")],
)
def test_it_says_which_stage_hangs(house: House, without: str, words: str) -> None:
    number = make_shop()

    with pytest.raises(Stuck, match=words):
        canary(house, number, without=without).write("hello")


def test_nobody_can_pass_for_a_canary(house: House) -> None:
    make_shop()
    pretender = Writer(phone="", user_id="canary:me")

    house.hear(said(pretender, pretender.text("hello")))

    assert "canary" in ParkedRecord.objects.get().reason
    assert not Customer.objects.exists()


def test_a_shop_without_goods_fails_by_name(house: House) -> None:
    number = make_shop()
    talked = Talked()

    discovery(canary(house, number), number.tenant, talked)

    assert not talked.passed
    assert "products of the shop are shown" in [one.name for one in talked.checks if not one.passed]


def test_the_command_reads_the_journal_itself_where_no_projector_runs(
    house: House, journal_url: str, settings: Settings
) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url
    make_shop("pwani")
    out = StringIO()

    with pytest.raises(CommandError, match="no worker takes turns") as caught:
        call_command("test_bot_message", "--tenant-id=pwani", "--timeout=0.5", "--json", stdout=out)

    assert caught.value.returncode == 1
    report = json.loads(out.getvalue())
    assert (report["projector"], report["passed"]) == ("in this process: none was running", False)
    assert Conversation.objects.get().is_synthetic


def test_an_unknown_shop_is_bad_usage(db: None) -> None:
    with pytest.raises(CommandError, match="nowhere") as caught:
        call_command("test_conversation_flow", "--tenant-id=nowhere")

    assert caught.value.returncode == 2
