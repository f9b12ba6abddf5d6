"""A browser with phones in it. Skipped, with the reason, where there is no Chromium."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from wabot_simulator.testing import Running

CHROMIUM = Path("/usr/bin/chromium")
OpenPage = Callable[..., Page]


# not for the whole session: while it lives, Playwright's loop runs and no test could start one of its own
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, running: Running) -> Iterator[OpenPage]:
    """Opens the phone page in a profile of its own; whatever a page complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_one(*, width: int = 1200, height: int = 800, locale: str = "en-GB", dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=locale,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.set_default_timeout(8000)
        page.goto(running.url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()
