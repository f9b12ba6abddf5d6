"""The admin as a person sees it, on a desk and on a phone."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from apps.bot.models import AgentConfiguration, MessageHarmonizationLog
from apps.bot.services.holding import hold
from apps.bot.services.switching import switch
from apps.bot.turn.types import Feature
from apps.messaging.models import Conversation, OutboxMessage, OutboxState
from apps.operations.models import Process
from tests.browser.conftest import OpenPage, Picture
from tests.house import House
from tests.people import AMINA, BARAKA, Change, make_products, make_shop, said, status

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
WINDOWS = pytest.mark.parametrize("window", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def busy(house: House) -> House:
    """Two shops in the middle of the day; of what the first said, one thing was kept back."""
    house.now = now()
    make_products(make_shop("pwani", phone_number_id="1000"))
    make_shop("savanna", phone_number_id="2000")
    for words in ("Hello, what do you sell?", "the second one", "when do you open?"):
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.answer()
        house.wait(7)
    house.hear(Change(statuses=[status("wamid.out.1", "read"), status("wamid.out.2", "delivered")]))
    turn = MessageHarmonizationLog.objects.order_by("created_at")[1]
    turn.findings = [
        {
            "kind": "price",
            "claim": "KES 900",
            "reason": "price of Tea Kettle is KES 1,200",
            "severity": "replaced",
        }
    ]
    turn.save()
    house.hear(said(BARAKA, BARAKA.text("I want to talk to a person", at=house.now), to="2000"))
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.answer()
    assert OutboxMessage.objects.filter(state=OutboxState.UNCERTAIN).exists()
    return house


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@WINDOWS
def test_the_overview_shows_what_needs_a_person(
    busy: House, sign_in: OpenPage, shots: Path, picture: Picture, window: dict[str, int]
) -> None:
    page = sign_in("/admin/", **window)

    expect(page.locator(".card", has_text="Uncertain sends")).to_contain_text("1")
    expect(page.locator(".card", has_text="Open conversations")).to_contain_text("1")
    expect(page.locator(".waiting")).to_contain_text("Baraka")
    assert fits(page)
    page.screenshot(path=shots / f"overview-{window['width']}.png", full_page=True)
    if window is DESK:
        picture(page, "overview-desk")


@WINDOWS
def test_a_conversation_reads_as_on_a_phone(
    busy: House, sign_in: OpenPage, shots: Path, window: dict[str, int]
) -> None:
    talk = Conversation.objects.get(customer__name="Amina")
    page = sign_in(f"/admin/messaging/conversation/{talk.pk}/change/", **window)

    expect(page.get_by_text("Hello, what do you sell?")).to_be_visible()
    expect(page.get_by_role("img", name="read", exact=True).first).to_be_visible()
    expect(page.locator(".bubble-list").first).to_contain_text("Tea Kettle")
    expect(page.locator(".findings")).to_contain_text("price of Tea Kettle is KES 1,200")
    assert fits(page)
    page.screenshot(path=shots / f"conversation-{window['width']}.png", full_page=True)


@WINDOWS
def test_a_feature_is_switched_off_for_all_shops_after_a_question(
    busy: House, sign_in: OpenPage, shots: Path, picture: Picture, window: dict[str, int]
) -> None:
    page = sign_in("/admin/bot/agentconfiguration/", **window)
    page.locator(".action-toggle, #action-toggle").first.check()
    page.locator("select[name=action]").select_option(label="Disable grounded validation")
    page.screenshot(path=shots / f"switching-{window['width']}.png", full_page=True)
    if window is DESK:
        picture(page, "switches-desk")
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_text("Grounded validation will be turned off for 2 shops.")).to_be_visible()
    expect(page.locator(".ask-lines")).to_contain_text("Savanna")
    assert fits(page)
    page.screenshot(path=shots / f"question-{window['width']}.png", full_page=True)
    assert AgentConfiguration.objects.filter(enable_grounded_validation=True).count() == 2

    page.get_by_role("button", name="Disable for 2 shops").click()
    expect(page.get_by_text("Disabled grounded validation for Pwani, Savanna.")).to_be_visible()
    page.screenshot(path=shots / f"switched-{window['width']}.png", full_page=True)
    assert not AgentConfiguration.objects.filter(enable_grounded_validation=True).exists()


def test_who_thinks_better_of_it_changes_nothing(busy: House, sign_in: OpenPage) -> None:
    page = sign_in("/admin/bot/agentconfiguration/")
    page.locator("#action-toggle, .action-toggle").first.check()
    page.locator("select[name=action]").select_option(label="Disable reference resolution")
    page.get_by_role("button", name="Run").click()

    page.get_by_role("link", name="No, change nothing").click()

    expect(page.locator("#changelist")).to_be_visible()
    assert not AgentConfiguration.objects.filter(enable_reference_resolution=False).exists()


@WINDOWS
def test_health_reads_as_a_page_that_names_what_is_in_trouble(
    busy: House, web: str, open_page: OpenPage, shots: Path, picture: Picture, window: dict[str, int]
) -> None:
    page = open_page(f"{web}/v1/health", **window)

    # of the whole house only this web process runs
    expect(page.get_by_role("heading", name="Serving, with trouble")).to_be_visible()
    expect(page.locator(".health li").first).to_contain_text("no worker runs")
    expect(page.locator(".health li.ok", has_text="database")).to_be_visible()
    assert fits(page)
    page.screenshot(path=shots / f"health-{window['width']}.png", full_page=True)
    picture(page, "health-desk" if window is DESK else "health-phone")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Stop watching")).to_be_visible()


@WINDOWS
def test_the_processes_are_listed_with_the_version_each_is_on(
    sign_in: OpenPage, shots: Path, window: dict[str, int], transactional_db: None
) -> None:
    make_shop("pwani")
    Process.objects.create(
        kind="worker",
        name="worker ForkPoolWorker-2",
        host="shop-2",
        pid=412,
        release="1.0.2",
        started_at=now(),
        seen_at=now() - timedelta(hours=2),
    )
    page = sign_in("/admin/operations/process/", **window)

    expect(page.locator("#result_list .pill.ok")).to_have_text("listening")
    expect(page.locator("#result_list .pill.gone")).to_have_text("gone")
    assert fits(page)
    page.screenshot(path=shots / f"processes-{window['width']}.png", full_page=True)


@WINDOWS
def test_a_configuration_shows_what_holds_it_off_and_who_changed_it(
    sign_in: OpenPage, shots: Path, picture: Picture, window: dict[str, int], transactional_db: None
) -> None:
    shop = make_shop("pwani").tenant
    switch({Feature.HARMONIZATION: False}, by="amina", reason="bursts are split", origin="admin")
    hold([Feature.GROUNDED_VALIDATION], tenant_id=None, by="baraka", reason="incident 7")
    row = AgentConfiguration.objects.get(tenant=shop)

    page = sign_in(f"/admin/bot/agentconfiguration/{row.pk}/change/", **window)

    expect(page.get_by_text("grounded validation: hold")).to_be_visible()
    expect(page.get_by_text("bursts are split")).to_be_visible()
    assert fits(page)
    page.screenshot(path=shots / f"configuration-{window['width']}.png", full_page=True)
    page.goto(page.url.split("/admin/")[0] + "/admin/bot/configurationversion/")
    expect(page.get_by_text("enable_message_harmonization: on → off")).to_be_visible()
    page.screenshot(path=shots / f"history-{window['width']}.png", full_page=True)
    if window is DESK:
        picture(page, "history-desk")
