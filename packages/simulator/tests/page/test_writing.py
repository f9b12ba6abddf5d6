"""Amina writes to Duka in the browser, and Duka's program answers."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from wabot_simulator.testing import Receiver, Running, ShopProgram

from ..conftest import DUKA
from .conftest import OpenPage

pytestmark = pytest.mark.browser

ROWS = [{"id": "p1", "title": "Kikoi", "description": "KES 1,200"}, {"id": "p2", "title": "Sisal basket"}]
LIST = {
    "type": "list",
    "header": {"type": "text", "text": "Today"},
    "body": {"text": "What we have"},
    "action": {"button": "Choose", "sections": [{"title": "Clothes", "rows": ROWS}]},
}
BUTTONS = {
    "type": "button",
    "body": {"text": "Put one aside?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "yes", "title": "Yes, please"}}]},
}


def open_chat(page: Page, shop: str = DUKA) -> None:
    page.locator(f'.row[data-shop="{shop}"]').click()


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


def test_words_go_out_and_the_answer_comes_in_live(page: Page, callback: Receiver, duka: ShopProgram) -> None:
    open_chat(page)
    write(page, "Habari, una *kikoi*?")
    callback.wait_for(messages=1)
    (message,) = callback.messages()
    duka.say(message["from"], "Ndiyo! KES 1,200 _leo_")

    assert message["text"]["body"] == "Habari, una *kikoi*?"
    expect(page.locator(".msg.mine strong")).to_have_text("kikoi")
    expect(page.locator(".msg:not(.mine) em")).to_have_text("leo")


def test_ticks_climb_from_sent_to_blue(page: Page, callback: Receiver, duka: ShopProgram) -> None:
    open_chat(page)
    write(page, "Habari")
    callback.wait_for(messages=1)

    mine = page.locator(".msg.mine")
    expect(mine.get_by_role("img", name="delivered")).to_be_visible()
    duka.mark_read(callback.messages()[0]["id"], typing=True)

    expect(mine.locator(".ticks.read")).to_be_visible()
    expect(page.locator(".chat-head")).to_contain_text("typing…")
    duka.say(callback.messages()[0]["from"], "Karibu")
    expect(page.locator(".chat-head")).to_contain_text("online")


def test_what_the_page_shows_is_reported_read(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.say(amina, DUKA, "habari")
    duka.say(amina, "Karibu")
    callback.wait_for(statuses=2)
    expect(page.locator(f'.row[data-shop="{DUKA}"] .unread')).to_have_text("1")

    open_chat(page)
    callback.wait_for(statuses=3)

    assert callback.statuses()[-1]["status"] == "read"
    expect(page.locator(".unread")).to_have_count(0)


def test_a_list_opens_as_a_sheet_and_sends_the_chosen_row(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.rules(window=False)
    open_chat(page)
    wamid = duka.send(amina, "interactive", LIST).json()["messages"][0]["id"]

    page.get_by_role("button", name="Choose").click()
    sheet = page.get_by_role("dialog", name="Choose")
    expect(sheet.get_by_role("button", name="Send")).to_be_disabled()
    sheet.get_by_text("Sisal basket").click()
    sheet.get_by_role("button", name="Send").click()
    callback.wait_for(messages=1)

    (message,) = callback.messages()
    assert message["interactive"]["list_reply"] == {"id": "p2", "title": "Sisal basket"}
    assert message["context"]["id"] == wamid
    expect(page.locator(".msg.mine .quote")).to_contain_text("What we have")


def test_a_reply_button_answers_at_once(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.rules(window=False)
    open_chat(page)
    duka.send(amina, "interactive", BUTTONS)

    page.get_by_role("button", name="Yes, please").click()
    callback.wait_for(messages=1)

    assert callback.messages()[0]["interactive"]["button_reply"]["id"] == "yes"


def test_a_message_can_be_quoted_and_liked(
    page: Page, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    open_chat(page)
    wamid = duka.say(amina, "We close at six")
    bubble = page.locator(f'[data-wamid="{wamid}"]')

    bubble.hover()
    bubble.get_by_role("button", name="More about this message").click()
    page.get_by_role("button", name="Reply").click()
    write(page, "Even on Sunday?")
    bubble.hover()
    bubble.get_by_role("button", name="More about this message").click()
    page.get_by_role("button", name="React with 👍").click()
    callback.wait_for(messages=2)

    quoted, liked = callback.messages()
    assert quoted["context"]["id"] == wamid
    assert liked["reaction"] == {"message_id": wamid, "emoji": "👍"}
    expect(page.locator(".reactions")).to_have_text("👍")


def test_markup_of_strangers_stays_text(running: Running, callback: Receiver, open_page: OpenPage) -> None:
    wicked = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    juma = running.client.add_customer(name=wicked, wa_id="254711000055")
    running.client.add_shop(phone_number_id="1000777", access_token="kona-token", name=wicked)
    kona = ShopProgram(running.url, "1000777", "kona-token")
    rows = [{"id": "1", "title": "<b>bold</b>", "description": wicked[:72]}]
    content = {
        "type": "list",
        "body": {"text": wicked},
        "action": {"button": "<i>O</i>", "sections": [{"rows": rows}]},
    }
    kona.send(juma, "interactive", content).raise_for_status()
    running.client.say(juma, "1000777", wicked)
    kona.close()

    page = open_page()
    page.locator("[data-open=owner]").click()
    page.get_by_role("dialog").get_by_text(wicked).click()
    open_chat(page, "1000777")
    page.get_by_role("button", name="<i>O</i>").click()

    expect(page.get_by_role("dialog")).to_contain_text("<b>bold</b>")
    expect(page.locator(".msg.mine .words")).to_have_text(wicked)
    assert page.locator("#phones img, #phones script, dialog img, dialog script").count() == 0
    assert page.title() == "WhatsApp simulator"


def test_a_picture_goes_with_its_caption_and_one_comes_back(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str, tmp_path: Path
) -> None:
    drawn = tmp_path / "kikoi.png"
    page.locator(".bar").screenshot(path=drawn)
    open_chat(page)

    page.get_by_role("button", name="Send something else").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Photo or film").click()
    chooser.value.set_files(drawn)
    page.get_by_label("Add a caption").fill("Like *this*")
    page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()
    callback.wait_for(messages=1)
    image = callback.messages()[0]["image"]
    again = duka.upload(drawn.read_bytes(), "image/png")
    duka.send(amina, "image", {"id": again, "caption": "This one?"}).raise_for_status()

    assert image["caption"] == "Like *this*"
    assert duka.http.get(duka.http.get(f"/{image['id']}").json()["url"]).content == drawn.read_bytes()
    expect(page.locator(".msg .picture img")).to_have_count(2)
    for shown in page.locator(".msg .picture img").all():
        page.wait_for_function("image => image.naturalWidth > 0", arg=shown.element_handle())


def attach(page: Page, name: str) -> None:
    page.get_by_role("button", name="Send something else").click()
    page.locator(f'[data-attach="{name}"]').click()


def test_places_people_stickers_voices_and_orders_go_too(page: Page, callback: Receiver) -> None:
    open_chat(page)

    attach(page, "location")
    page.get_by_label("Places").select_option("Kisumu")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    attach(page, "contact")
    page.get_by_label("Name").fill("Otieno Baraka")
    page.get_by_label("Phone number").fill("+254 711 000002")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    attach(page, "sticker")
    page.get_by_role("button", name="👍").click()
    attach(page, "voice")
    page.get_by_role("button", name="Send a sample note").click()
    attach(page, "order")
    page.get_by_role("button", name="One more: Kikoi, sea blue").click()
    page.get_by_role("button", name="One more: Kikoi, sea blue").click()
    expect(page.get_by_role("dialog").get_by_text("KES 2,400")).to_be_visible()
    page.get_by_role("button", name="Send order").click()
    callback.wait_for(messages=5)

    by_type = {message["type"]: message for message in callback.messages()}
    assert by_type["location"]["location"]["name"] == "Kisumu"
    assert by_type["contacts"]["contacts"][0]["phones"][0]["wa_id"] == "254711000002"
    assert by_type["sticker"]["sticker"]["mime_type"] == "image/webp"
    assert by_type["audio"]["audio"]["voice"] is True
    (item,) = by_type["order"]["order"]["product_items"]
    assert item == {"product_retailer_id": "KIKOI-01", "quantity": 2, "item_price": 1200, "currency": "KES"}


def test_a_product_can_be_asked_about(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    running.client.rules(window=False)
    open_chat(page)
    action = {"catalog_id": "194836987003835", "product_retailer_id": "KIKAPU-03"}
    duka.send(amina, "interactive", {"type": "product", "action": action}).raise_for_status()

    page.get_by_role("button", name="View").click()
    page.get_by_role("button", name="Message shop").click()
    callback.wait_for(messages=1)

    assert callback.messages()[0]["context"]["referred_product"] == action
    expect(page.locator(".msg:not(.mine) .card")).to_contain_text(re.compile("Sisal basket.*KES 2,450"))


def test_a_message_that_did_not_arrive_says_why(
    page: Page, running: Running, callback: Receiver, duka: ShopProgram, amina: str
) -> None:
    open_chat(page)
    duka.say(amina, "Out of the blue")

    failed = page.locator(".msg.failed")
    expect(failed).to_contain_text("131047")
    expect(failed).to_contain_text("did not reach the phone")
