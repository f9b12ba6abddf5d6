"""The page around the messages: widths, languages, keyboard, faults, raw payloads, and a simulator that goes away."""

import re
import socket
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from wabot_simulator.testing import Receiver, Running, ShopProgram, running_simulator

from ..conftest import DUKA
from .conftest import OpenPage
from .test_writing import LIST, open_chat, write

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 390, 820, 1280])
def test_nothing_is_wider_than_the_window(
    running: Running, open_page: OpenPage, duka: ShopProgram, amina: str, width: int
) -> None:
    running.client.say(amina, DUKA, "x" * 300)
    duka.send(amina, "interactive", LIST).raise_for_status()
    page = open_page(width=width)
    open_chat(page)
    expect(page.locator(".msg")).to_have_count(2)

    for opened in ("", "attach", "faults"):
        if opened:
            page.locator(f"[data-open={opened}]").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(
            "document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth"
        )
        page.keyboard.press("Escape")


def test_a_narrow_page_shows_one_pane_and_finds_back(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844)
    expect(page.locator(".chat")).to_be_hidden()

    open_chat(page)
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("button", name="Back to the chats").click()

    expect(page.locator(".list")).to_be_visible()


def test_it_speaks_swahili_and_every_word_of_both(open_page: OpenPage) -> None:
    page = open_page(locale="sw-KE")
    expect(page.locator("h1")).to_have_text("Kiigizi cha WhatsApp")

    page.get_by_role("button", name="Switch language: English").click()

    expect(page.locator("h1")).to_have_text("WhatsApp simulator")
    assert page.evaluate("document.documentElement.lang") == "en"
    missing = page.evaluate(
        """async () => {
            const { LANGUAGES: { en, sw } } = await import("/page/js/words.js");
            const holes = (text) => (text.match(/\\{\\w+\\}/g) ?? []).sort().join();
            return [...new Set([...Object.keys(en), ...Object.keys(sw)])]
                .filter((key) => !en[key] || !sw[key] || holes(en[key]) !== holes(sw[key]));
        }"""
    )
    assert missing == []


def test_dark_is_kept_over_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)

    page.get_by_role("button", name="Dark colours").click()
    page.reload()
    page.locator("h1").wait_for()

    assert page.evaluate(ground) != light
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_keyboard_alone_is_enough(page: Page, callback: Receiver) -> None:
    page.locator(f'.row[data-shop="{DUKA}"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    page.keyboard.type("Habari")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("una kikoi?")
    page.keyboard.press("Enter")
    callback.wait_for(messages=1)

    assert callback.messages()[0]["text"]["body"] == "Habari\nuna kikoi?"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Send something else")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_every_button_has_a_name_and_every_message_a_label(
    page: Page, running: Running, duka: ShopProgram, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    duka.send(amina, "interactive", LIST).raise_for_status()
    open_chat(page)
    expect(page.locator(".msg")).to_have_count(2)
    page.locator("[data-open=faults]").click()

    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, select, textarea, [role=img]")]
            .filter((node) => !node.ariaLabel && !node.textContent.trim() && !node.labels?.length && node.type !== "file")
            .map((node) => node.outerHTML)"""
    )

    assert nameless == []
    expect(page.locator(".msg").first).to_have_attribute("aria-label", re.compile(r"You, \d\d:\d\d"))
    expect(page.locator(".log")).to_have_attribute("role", "log")


def test_two_phones_show_two_customers(page: Page, callback: Receiver, duka: ShopProgram, amina: str) -> None:
    open_chat(page)
    page.get_by_role("button", name="Two phones").click()
    phones = page.locator(".phone")
    expect(phones).to_have_count(2)

    duka.say(amina, "Only for Amina")

    expect(phones.nth(0)).to_contain_text("Only for Amina")
    expect(phones.nth(1)).not_to_contain_text("Only for Amina")
    page.reload()
    expect(page.locator(".phone")).to_have_count(2)


def test_faults_are_set_on_the_page_and_shown_wherever_they_were_set(page: Page, running: Running) -> None:
    running.client.fault("batch", probability=0.5)
    expect(page.locator(".bar .badge")).to_have_text("1")

    page.get_by_role("button", name="Faults and rules").click()
    page.get_by_role("switch", name="Answer lost").check()
    card = page.locator(".fault", has=page.locator("[name=lost_response]"))
    card.get_by_label("Times").fill("3")
    card.get_by_label("Times").press("Tab")
    expect(page.locator(".bar .badge")).to_have_text("2")
    page.get_by_role("switch", name="24-hour window").uncheck()
    page.get_by_role("button", name="Try the handshake").click()
    expect(page.get_by_text("gave the challenge back")).to_be_visible()

    faults = {fault["name"]: fault for fault in running.client.faults()["active"]}
    assert (faults["lost_response"]["left"], faults["batch"]["probability"]) == (3, 0.5)
    assert running.client.state()["rules"]["window"] is False
    page.get_by_role("button", name="Lift all faults").click()
    expect(page.locator(".bar .badge")).to_have_count(0)


def test_the_raw_payload_of_a_bubble_can_be_read(page: Page, callback: Receiver) -> None:
    callback.answer_next(500)
    open_chat(page)
    write(page, "Habari")
    callback.wait_for(messages=1)
    expect(page.locator(".msg.mine[data-status=delivered]")).to_be_visible()

    page.locator(".msg").hover()
    page.get_by_role("button", name="More about this message").click()
    page.get_by_role("button", name="Raw payload").click()
    sheet = page.get_by_role("dialog", name="Raw payload")

    expect(sheet.locator(".raw").first).to_contain_text(callback.messages()[0]["id"])
    expect(sheet).to_contain_text("webhook answered 500")
    expect(sheet).to_contain_text("(try 2)")


def test_a_new_customer_is_added_and_writes(page: Page, callback: Receiver) -> None:
    page.locator("[data-open=owner]").click()
    page.get_by_role("button", name="New customer").click()
    page.get_by_label("Name", exact=True).fill("Neema Chebet")
    page.get_by_label("Hides the number").check()
    page.get_by_label("Username", exact=True).fill("neema.c")
    page.get_by_role("button", name="Add and use this phone").click()
    open_chat(page)
    write(page, "Habari")
    callback.wait_for(messages=1)

    (value,) = callback.values()
    assert value["contacts"][0]["profile"] == {"name": "Neema Chebet", "username": "neema.c"}
    assert "from" not in callback.messages()[0]


def test_a_simulator_without_people_asks_for_the_first(
    callback: Receiver, open_page: OpenPage, tmp_path: Path
) -> None:
    empty = tmp_path / "simulator.json"
    empty.write_text("{}")
    with running_simulator(callback.url, config=str(empty)) as running:
        page = open_page()
        page.goto(running.url)
        expect(page.locator(".rows")).to_contain_text("There is no shop yet")
        running.client.add_shop(phone_number_id="1000777", access_token="t", name="Kona")
        page.locator("[data-open=owner]").click()
        page.get_by_role("button", name="New customer").click()
        page.get_by_label("Name", exact=True).fill("Neema")
        page.get_by_role("button", name="Add and use this phone").click()
        open_chat(page, "1000777")
        write(page, "Habari")
        callback.wait_for(messages=1)
        page.close()


def test_a_long_conversation_starts_at_its_end_and_goes_back(
    page: Page, running: Running, amina: str
) -> None:
    running.client.say_many([(amina, DUKA, f"number {n}") for n in range(200)])

    open_chat(page)
    expect(page.locator(".msg")).to_have_count(150)
    expect(page.locator(".msg").last).to_be_in_viewport()
    expect(page.locator(".msg").last).to_contain_text("number 199")
    page.get_by_role("button", name="Earlier messages").click()

    expect(page.locator(".msg")).to_have_count(200)


def test_the_page_comes_back_with_the_simulator(open_page: OpenPage, callback: Receiver, amina: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running_simulator(callback.url, port=port) as first:
        page = open_page()
        page.goto(first.url)
        open_chat(page)
    complaints_expected = page.locator(".lost")
    expect(complaints_expected).to_be_visible()

    with running_simulator(callback.url, port=port) as second:
        expect(complaints_expected).to_be_hidden()
        second.client.say(amina, DUKA, "back again")
        expect(page.locator(".msg.mine")).to_contain_text("back again")
        page.close()
