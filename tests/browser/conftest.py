"""The web process as it runs in production, on the test's databases, and a browser that looks at it."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config.stack.waiting import wait_until
from tests.house import House
from tests.web import platform_person, process_environment

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., Page]
Picture = Callable[[Page, str], None]
# Flat pages need no more, and are a third as large.
COLOURS = 128


# not for the whole session: while it lives, Playwright's loop runs and no test could start one of its own
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; Django takes that for a call from within it.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def web(house: House, journal_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a gunicorn that serves the test's rows, under the web's own role."""
    with _gunicorn(process_environment(journal_url, tmp_path), tmp_path / "web.log") as address:
        yield address


@contextmanager
def _gunicorn(environment: dict[str, str], log: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", "127.0.0.1:0"]
    options = ["--worker-class", "gthread", "--threads", "8", "--no-control-socket"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options], env=environment, cwd=ROOT, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: "Listening at" in log.read_text(), what="the web process", deadline_s=30)
        address = re.findall(r"Listening at: (http://\S+:\d+)", log.read_text())[-1]
        wait_until(lambda: _is_live(address), what="its worker", deadline_s=30)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _is_live(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/live", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an address in a profile of its own. What a page complains of, its policy's refusals too, fails."""
    complaints: list[str] = []
    contexts = []

    def open_one(address: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.set_default_timeout(15_000)
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where pictures are put: WABOT_SCREENSHOTS, or a folder that goes with the test."""
    folder = Path(os.environ.get("WABOT_SCREENSHOTS", tmp_path / "shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def picture(shots: Path) -> Picture:
    """Takes what the window shows, for the docs: into docs/images with WABOT_WRITE_DOCS, else beside the other shots."""
    folder = ROOT / "docs/images" if "WABOT_WRITE_DOCS" in os.environ else shots

    def take(page: Page, name: str) -> None:
        shown = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)

    return take


@pytest.fixture
def sign_in(web: str, open_page: OpenPage) -> OpenPage:
    """Opens a page of the admin, signed in as the platform's own person."""
    platform_person()

    def signed_in(path: str = "/admin/", **window: int | bool) -> Page:
        page = open_page(f"{web}/admin/login/?next={path}", **window)
        page.get_by_label("Username").fill("root")
        page.get_by_label("Password").fill("pass-for-tests")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{web}{path}")
        return page

    return signed_in
