"""The page for people while the house is worked on, and the pages that tell the shops' people, in a browser."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, expect
from wabot_edge.journal.maintenance import Maintenance
from wabot_edge.journal.maintenance_file import MaintenanceFile

from tests.browser.conftest import OpenPage, Picture
from tests.house import House
from tests.people import make_shop


@pytest.mark.parametrize(
    ("locale", "width", "title"),
    [
        ("en-GB", 1280, "We are doing some work on Wabot"),
        ("sw-KE", 390, "Tunafanya marekebisho kwenye Wabot"),
    ],
)
def test_it_is_readable_on_a_desk_and_on_a_phone(
    browser: Browser,
    web: str,
    tmp_path: Path,
    shots: Path,
    picture: Picture,
    locale: str,
    width: int,
    title: str,
) -> None:
    at = now()
    until = at + timedelta(minutes=42)
    said = Maintenance(
        uuid4(), is_on=True, at=at, began_at=at, until=until, message="A faster server is on its way."
    )
    MaintenanceFile(tmp_path).write(said)

    with browser.new_context(locale=locale, viewport={"width": width, "height": 844}) as context:
        page = context.new_page()
        told = page.goto(f"{web}/admin/")

        assert told is not None
        assert told.status == 503
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.get_by_text("A faster server is on its way.")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('main')).borderRadius") != "0px"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=shots / f"maintenance-{width}.png")
        if locale == "sw-KE":
            picture(page, "maintenance-phone")


def test_a_contact_is_added_by_channel_and_its_address_never_shown(
    house: House, sign_in: OpenPage, shots: Path
) -> None:
    make_shop()
    page = sign_in("/admin/tenants/tenantcontact/add/")
    page.get_by_label("Name").fill("Shop floor")
    page.locator("select[name=kind]").select_option("channel")
    page.locator("input[name=new_address]").fill("nonsense")
    page.screenshot(path=shots / "contact.png", full_page=True)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("This is the address of no channel that is known.")).to_be_visible()
    assert "nonsense" not in page.content()
    page.screenshot(path=shots / "contact-refused.png", full_page=True)
