"""Files of shops and phones: who may fetch them, and for how long."""

import hashlib
from collections.abc import Iterator

import httpx
import pytest
from wabot_simulator.client import SimulatorRefused
from wabot_simulator.testing import Receiver, Running, ShopProgram, running_simulator

from .conftest import DUKA
from .pictures import PictureServer

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def pictures() -> Iterator[PictureServer]:
    server = PictureServer()
    yield server
    server.close()


def test_an_uploaded_file_is_looked_up_fetched_and_deleted(duka: ShopProgram) -> None:
    media_id = duka.upload(PNG, "image/png", "kikoi.png")

    found = duka.http.get(f"/{media_id}").json()
    fetched = duka.http.get(found["url"])

    assert (found["mime_type"], found["file_size"]) == ("image/png", len(PNG))
    assert found["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert (fetched.content, fetched.headers["content-type"]) == (PNG, "image/png")
    assert duka.http.delete(f"/{media_id}").json() == {"success": True}
    assert duka.http.get(f"/{media_id}").json()["error"]["code"] == 100


def test_a_download_needs_the_token_and_five_minutes(
    running: Running, duka: ShopProgram, mto: ShopProgram
) -> None:
    media_id = duka.upload(PNG, "image/png")
    url = duka.http.get(f"/{media_id}").json()["url"]

    assert httpx.get(url).status_code == 401
    assert mto.http.get(url).status_code == 400
    assert duka.http.get(url.replace("hash=", "hash=0")).status_code == 400
    running.client.skip_time(299)
    assert duka.http.get(url).status_code == 200
    running.client.skip_time(2)
    assert duka.http.get(url).status_code == 400
    # the id itself lives 30 days
    assert duka.http.get(f"/{media_id}").status_code == 200
    running.client.skip_time(30 * 86_400)
    assert duka.http.get(f"/{media_id}").status_code == 400


def test_a_customers_file_is_for_the_shop_it_was_sent_to(
    running: Running, callback: Receiver, duka: ShopProgram, mto: ShopProgram, amina: str
) -> None:
    file = running.client.upload(PNG, "image/png", "mine.png")
    sent = running.client.send(amina, DUKA, "image", media_id=file)

    media_id = callback.message(sent.wamid)["image"]["id"]

    assert duka.http.get(f"/{media_id}").status_code == 200
    assert mto.http.get(f"/{media_id}").status_code == 400
    # the phone's own copy is nobody's
    assert duka.http.get(f"/{file}").status_code == 400


@pytest.mark.parametrize(
    ("data", "mime_type", "code"),
    [(b"", "image/png", 131053), (bytes(5 * 1024 * 1024 + 1), "image/png", 131053), (PNG, "picture", 100)],
)
def test_a_wrong_upload_is_refused(duka: ShopProgram, data: bytes, mime_type: str, code: int) -> None:
    fields = {"messaging_product": "whatsapp", "type": mime_type}

    answer = duka.http.post(f"/{DUKA}/media", data=fields, files={"file": ("f", data)})

    assert answer.json()["error"]["code"] == code


def test_a_picture_sent_by_id_shows_on_the_phone(running: Running, duka: ShopProgram, amina: str) -> None:
    media_id = duka.upload(PNG, "image/png")
    duka.send(amina, "image", {"id": media_id, "caption": "Kikoi"}).raise_for_status()

    shown = httpx.get(f"{running.url}/simulator/media/{media_id}")

    assert shown.content == PNG
    assert "sandbox" in shown.headers["content-security-policy"]


def test_a_link_is_fetched_once_for_all_customers(
    running: Running, callback: Receiver, duka: ShopProgram, pictures: PictureServer, amina: str, zawadi: str
) -> None:
    link = f"{pictures.url}/kikoi.png"
    for who in (amina, zawadi):
        running.client.say(who, DUKA, "habari")

    duka.send(amina, "image", {"link": link}).raise_for_status()
    duka.post({"recipient": zawadi, "type": "image", "image": {"link": link}}).raise_for_status()
    callback.wait_for(statuses=6)

    assert pictures.asked == ["/kikoi.png"]
    assert httpx.get(f"{running.url}/simulator/links", params={"link": link}).content == PictureServer.DATA
    # what no shop has sent is not fetched for a page
    other = httpx.get(f"{running.url}/simulator/links", params={"link": f"{pictures.url}/other.png"})
    assert other.status_code == 404
    assert pictures.asked == ["/kikoi.png"]


@pytest.mark.parametrize("path", ["/missing.png", "/huge.png"])
def test_a_link_that_gives_no_picture_fails_the_message(
    running: Running, callback: Receiver, duka: ShopProgram, pictures: PictureServer, amina: str, path: str
) -> None:
    running.client.say(amina, DUKA, "habari")

    duka.send(amina, "image", {"link": pictures.url + path}).raise_for_status()
    callback.wait_for(statuses=1)

    (status,) = callback.statuses()
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131053)
    assert path in status["errors"][0]["error_data"]["details"]


def test_links_can_be_left_unfetched(callback: Receiver, pictures: PictureServer, amina: str) -> None:
    with running_simulator(callback.url, fetch_links=False) as running:
        running.client.say(amina, DUKA, "habari")
        duka = ShopProgram(running.url, DUKA, "simulator-token-1")
        duka.send(amina, "image", {"link": f"{pictures.url}/missing.png"}).raise_for_status()
        callback.wait_for(statuses=3)
        duka.close()

    assert pictures.asked == []


def test_a_phones_file_has_whatsapps_limits(running: Running, amina: str) -> None:
    sticker = running.client.upload(bytes(600 * 1024), "image/webp-ish")

    with pytest.raises(SimulatorRefused, match="sticker"):
        running.client.send(amina, DUKA, "sticker", media_id=sticker)
    with pytest.raises(SimulatorRefused, match="empty"):
        running.client.upload(b"", "image/png")
