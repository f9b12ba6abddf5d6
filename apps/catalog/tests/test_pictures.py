import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from PIL import Image

from apps.catalog.demo.drawing.canvas import SHEETS
from apps.catalog.demo.pictures import KINDS, UnknownPicture, drawn, picture_file

pytestmark = pytest.mark.urls("apps.catalog.urls")


@pytest.fixture(autouse=True)
def state(tmp_path: Path) -> Iterator[Path]:
    with override_settings(WABOT_STATE_DIR=tmp_path):
        yield tmp_path / "media" / "pictures"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_a_square_picture(kind: str) -> None:
    image = Image.open(io.BytesIO(drawn(f"{kind}-teal"))).convert("RGB")

    assert image.size == (600, 600)
    # it stands on one of the sheets, as near as a palette of 128 colours comes
    corner = image.getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert any(max(abs(a - b) for a, b in zip(corner, sheet, strict=True)) < 6 for sheet in SHEETS)


def test_the_colour_is_the_things_own() -> None:
    assert drawn("dress-teal") != drawn("dress-red")
    assert drawn("dress-teal") == drawn("dress-teal")


def test_a_picture_is_drawn_once_and_kept(state: Path) -> None:
    first = picture_file("dress-red")
    drawn_at = first.stat().st_mtime_ns

    assert picture_file("dress-red") == first
    assert first.stat().st_mtime_ns == drawn_at
    assert [path.name for path in state.iterdir()] == [first.name]


def test_the_web_serves_it_with_a_name_for_the_version(client: Client) -> None:
    answer = client.get("/pictures/dress-red.png")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=604800"
    assert answer.content == drawn("dress-red")
    assert client.get("/pictures/dress-red.png", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.head("/pictures/dress-red.png").status_code == 200
    assert client.post("/pictures/dress-red.png").status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "dress-plaid",
        "spaceship-red",
        "red",
        "-red",
        "dress-",
        "..%2F..%2Fetc%2Fpasswd",
        "../dress-red",
        "dress-red.png",
    ],
)
def test_what_is_not_drawn_is_not_found_and_nothing_is_written(
    client: Client, state: Path, name: str
) -> None:
    assert client.get(f"/pictures/{name}.png").status_code == 404

    assert not state.exists()


@pytest.mark.parametrize("name", ["/etc/passwd", "../../dress-red", "dress-red\x00", "_top-red", "KINDS-red"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(UnknownPicture):
        picture_file(name)
