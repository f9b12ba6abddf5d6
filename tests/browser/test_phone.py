"""A customer on the phone page and a demo shop that answers, through every process of the house.

The shop has a model plugged in, and the model lies: no word of it may reach the phone.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.bot.tests.model.server import running_model
from apps.bot.tests.model.server import words as words_of_model
from config.stack.live import Stack
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WEAR = "100000000000001"
ANSWERS_WITHIN_MS = 15_000
LIE = "Today only: every dress for KSh 77, delivery free, code KARIBU77!"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with tempfile.TemporaryDirectory(prefix="stack-") as made, running_model() as model:
        Path(made).chmod(0o711)
        model.will_say(words_of_model(LIE))
        plugged_in = {"WABOT_MODEL_URL": model.url, "WABOT_MODEL_NAME": "liar"}
        with Stack.start(Path(made) / "state", plugged_in, durable=False) as running:
            yield running
        assert model.asked, "the model was never asked, so the test shows nothing"


def open_chat(open_page: OpenPage, stack: Stack, *, name: str, **window: int | bool) -> Page:
    """A new customer's phone, with the chat of the fashion shop open."""
    page = open_page(stack.url("simulator"), **window)
    page.locator("[data-open=owner]").click()
    page.get_by_role("button", name="New customer").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add and use this phone").click()
    page.locator(f'.row[data-shop="{WEAR}"]').click()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def answers(page: Page) -> Locator:
    return page.locator(".msg:not(.mine)")


def last_answer(page: Page, *, number: int) -> Locator:
    """Waits until so many answers stand there, and gives the last."""
    expect(answers(page)).to_have_count(number, timeout=ANSWERS_WITHIN_MS)
    return answers(page).last


def test_products_are_shown_at_once_and_the_second_one_is_understood(
    open_page: OpenPage, stack: Stack, shots: Path
) -> None:
    page = open_chat(open_page, stack, name="Wanjiku", width=1280, height=860)

    write(page, "what do you sell?")
    shown = last_answer(page, number=1).inner_text()
    names = re.findall(r"^\d\. (.+?) — (KSh [\d,]+)", shown, flags=re.MULTILINE)
    assert len(names) == 5
    write(page, "the second one")
    answer = last_answer(page, number=2).inner_text()

    name, price = names[1]
    assert name in answer
    assert price in answer
    # the picture has made room for itself, and the end is still in view
    expect(answers(page).last.locator("img")).to_have_js_property("complete", True)
    expect(answers(page).last.get_by_role("button").last).to_be_in_viewport()
    page.screenshot(path=shots / "phone-desktop.png", animations="disabled")


def test_three_quick_messages_get_one_reply(open_page: OpenPage, stack: Stack) -> None:
    page = open_chat(open_page, stack, name="Otieno")

    for words in ("hi", "do you deliver", "to Rongai?"):
        write(page, words)
    last_answer(page, number=1)
    # a second reply would have come by now
    page.wait_for_timeout(4_000)

    expect(answers(page)).to_have_count(1)


def test_a_tap_on_a_row_is_answered_at_phone_width_and_in_swahili(
    open_page: OpenPage, stack: Stack, shots: Path
) -> None:
    page = open_chat(open_page, stack, name="Achieng", width=390, height=844)

    write(page, "mnauza nini?")
    last_answer(page, number=1).get_by_role("button", name="Ona bidhaa").click()
    row = page.get_by_role("dialog").locator(".option").first
    expect(row).to_be_visible()
    page.screenshot(path=shots / "phone-list.png", animations="disabled")
    name = row.locator("b").inner_text().rstrip("…")
    row.click()
    page.get_by_role("dialog").get_by_role("button", name="Send").click()

    expect(last_answer(page, number=2)).to_contain_text(name)
    expect(answers(page).last.locator("img")).to_have_js_property("complete", True)
    page.screenshot(path=shots / "phone-width.png", animations="disabled")


def test_a_made_up_price_never_leaves(open_page: OpenPage, stack: Stack) -> None:
    page = open_chat(open_page, stack, name="Njeri")

    for number, words in enumerate(
        ("show me dresses", "how much is the first one?", "the cheaper one"), start=1
    ):
        write(page, words)
        last_answer(page, number=number)

    said = "\n".join(answers(page).all_inner_texts())
    assert "77" not in said
    assert "KARIBU" not in said
    assert "KSh" in said
