"""Rule 12, first half: files are fetched while their links live, into a store outside the database."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.utils import timezone
from wabot_edge.journal.reading import epoch
from wabot_simulator.testing import Receiver, Running, running_simulator

from apps.messaging import tasks
from apps.messaging.models import MediaFile, MediaOrphan, Message
from apps.messaging.services.media.claiming import LEASE, Claims
from apps.messaging.services.media.fetching import Fetcher
from apps.messaging.services.media.keeping import discard_orphans
from apps.messaging.services.media.store import MediaStore, media_store
from apps.messaging.services.projecting.partitions import rewind
from apps.messaging.whatsapp.media_client import MediaClient
from apps.tenants.isolation import APP_ROLE
from apps.tenants.models import Customer, Member, Tenant, WhatsAppNumber
from tests.house import House
from tests.people import Change, make_shop

pytestmark = pytest.mark.integration

PICTURE = b"\x89PNG\r\n\x1a\n" + b"of a blue mug" * 100
SHOP, OTHER_SHOP = "106540352242922", "106540352242933"
AMINA, OTIENO = "254711000001", "254711000002"


@dataclass
class Phones:
    """Customers' phones and WhatsApp, behind real sockets."""

    running: Running
    receiver: Receiver
    house: House
    client: MediaClient
    heard: int = 0

    def send(self, data: bytes, mime_type: str, kind: str, *, who: str = AMINA, to: str = SHOP) -> Message:
        medium = self.running.client.upload(data, mime_type, "mug.png")
        sent = self.running.client.send(who, to, kind, media_id=medium)
        self.receiver.wait_for(messages=self.heard + 1)
        self.heard += 1
        value: dict[str, Any] = self.receiver.values()[-1]
        self.house.hear(Change(to, messages=value["messages"], contacts=value["contacts"]))
        return Message.objects.get(wa_id=sent.wamid)

    def fetcher(self, **changes: Any) -> Fetcher:
        return Fetcher(media_store(), self.client, clock=lambda: self.house.now, **changes)


@pytest.fixture
def phones(house: House, tmp_path: Path) -> Iterator[Phones]:
    for slug, number, token in (
        ("duka", SHOP, "simulator-token-1"),
        ("mto", OTHER_SHOP, "simulator-token-2"),
    ):
        shop = make_shop(slug, phone_number_id=number)
        shop.access_token = token
        shop.save()
    receiver = Receiver()
    with (
        override_settings(WABOT_STATE_DIR=tmp_path),
        running_simulator(receiver.url, state=str(tmp_path / "simulator")) as running,
    ):
        client = MediaClient(f"{running.url}/v23.0")
        yield Phones(running, receiver, house, client)
        client.close()
    receiver.close()


def files(store: MediaStore) -> list[Path]:
    return [path for path in store._root.rglob("*") if path.is_file()]


def test_a_picture_is_fetched_over_a_real_socket_and_kept_under_its_digest(phones: Phones) -> None:
    message = phones.send(PICTURE, "image/png", "image")
    assert message.media_file.state == "pending"

    assert phones.fetcher().fetch_due() == 1

    row = MediaFile.objects.get()
    assert (row.state, row.size_bytes, row.sha256) == (
        "stored",
        len(PICTURE),
        hashlib.sha256(PICTURE).hexdigest(),
    )
    assert media_store().path(row.sha256).read_bytes() == PICTURE


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        ("video", "video/mp4"),
        ("voice", "audio/ogg"),
        ("document", "application/pdf"),
        ("sticker", "image/webp"),
    ],
)
def test_files_of_every_kind_are_fetched(phones: Phones, kind: str, mime_type: str) -> None:
    phones.send(kind.encode(), mime_type, kind)

    phones.fetcher().fetch_due()

    row = MediaFile.objects.get()
    assert (row.state, row.mime_type) == ("stored", mime_type)


def test_the_same_picture_from_two_people_is_one_file_until_the_last_of_them_goes(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.send(PICTURE, "image/png", "image", who=OTIENO)
    phones.fetcher().fetch_due()
    assert len(files(media_store())) == 1

    Customer.objects.get(phone=AMINA).delete()
    assert discard_orphans(store=media_store(), now=phones.house.now) == 0
    Customer.objects.get(phone=OTIENO).delete()

    assert discard_orphans(store=media_store(), now=phones.house.now) == 1
    assert files(media_store()) == []


def test_what_was_projected_before_is_not_fetched_again(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.fetcher().fetch_due()

    rewind(to=0, epoch=epoch(phones.house.journal))
    phones.house.projector = phones.house.new_projector()
    phones.house.project()

    assert phones.fetcher().fetch_due() == 0


def test_after_a_restore_a_file_that_whatsapp_has_no_longer_is_found_in_the_store(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.fetcher().fetch_due()
    MediaFile.objects.update(state="pending", sha256="", attempts=0, next_try_at=phones.house.now)
    phones.running.client.skip_time(8 * 86_400)

    phones.fetcher().fetch_due()

    assert MediaFile.objects.get().state == "stored"


def test_a_file_that_whatsapp_has_no_longer_is_gone(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.running.client.skip_time(8 * 86_400)

    phones.fetcher().fetch_due()

    row = MediaFile.objects.get()
    assert (row.state, files(media_store())) == ("gone", [])
    assert "code 100" in row.reason


def test_another_shops_token_gets_nothing(phones: Phones) -> None:
    message = phones.send(PICTURE, "image/png", "image")
    thief = WhatsAppNumber.objects.get(phone_number_id=OTHER_SHOP)
    Message.objects.update(number=thief)

    phones.fetcher().fetch_due()

    assert MediaFile.objects.get(pk=message.pk).state == "gone"
    assert files(media_store()) == []


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")

    phones.fetcher(most_bytes=100).fetch_due()

    assert MediaFile.objects.get().state == "refused"
    assert files(media_store()) == []


def test_a_token_that_has_expired_costs_no_file(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.running.client.fault("expired_token", count=1)
    phones.fetcher().fetch_due()
    row = MediaFile.objects.get()
    assert row.state == "pending"
    assert "190" in row.reason

    assert phones.fetcher().fetch_due() == 0
    phones.house.wait(11)
    phones.fetcher().fetch_due()

    assert MediaFile.objects.get().state == "stored"


def test_who_dies_while_fetching_loses_the_lease_and_the_file_is_fetched_once_more(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    Claims().next(now=phones.house.now)
    half = media_store().begin()
    half.write(b"half a fi")
    half.finish()
    assert phones.fetcher().fetch_due() == 0

    phones.house.wait(LEASE.total_seconds() + 1)
    phones.fetcher().fetch_due()

    assert MediaFile.objects.get().state == "stored"
    media_store().sweep(older_than=float("inf"))
    assert len(files(media_store())) == 1


def test_who_dies_between_placing_the_file_and_saying_so_leaves_no_file_that_nobody_knows(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones.send(PICTURE, "image/png", "image")

    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    monkeypatch.setattr("apps.messaging.services.media.keeping._say_stored", killed)
    with pytest.raises(Killed):
        phones.fetcher().fetch_due()
    assert len(files(media_store())) == 1
    assert MediaFile.objects.get().state == "pending"
    Customer.objects.all().delete()

    discard_orphans(store=media_store(), now=phones.house.now)

    assert files(media_store()) == []


def test_a_file_whose_customer_was_erased_while_it_was_fetched_does_not_stay(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones.send(PICTURE, "image/png", "image")
    fetcher = phones.fetcher()
    settle = type(fetcher)._settle

    def erased_first(self: Fetcher, claim: Any, future: Any) -> None:
        future.result()
        Customer.objects.all().delete()
        discard_orphans(store=media_store(), now=phones.house.now)
        settle(self, claim, future)

    monkeypatch.setattr(Fetcher, "_settle", erased_first)
    fetcher.fetch_due()

    assert files(media_store()) == []


def test_an_orphan_is_looked_at_until_whoever_may_be_fetching_it_is_done(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    phones.fetcher().fetch_due()
    Customer.objects.all().delete()
    noted_at = MediaOrphan.objects.get().noted_at

    discard_orphans(store=media_store(), now=noted_at)
    assert MediaOrphan.objects.exists()
    discard_orphans(store=media_store(), now=noted_at + LEASE + timedelta(seconds=1))

    assert not MediaOrphan.objects.exists()


def test_two_workers_never_fetch_the_same_file(phones: Phones) -> None:
    for number in range(6):
        phones.send(PICTURE + bytes([number]), "image/png", "image")
    tried: list[int] = []

    def work() -> None:
        try:
            tried.append(phones.fetcher().fetch_due())
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sum(tried) == 6
    assert set(MediaFile.objects.values_list("state", "attempts")) == {("stored", 1)}


def test_a_shop_with_many_files_does_not_keep_the_others_waiting(phones: Phones) -> None:
    for number in range(5):
        phones.send(PICTURE + bytes([number]), "image/png", "image")
    quiet = phones.send(PICTURE, "image/png", "image", to=OTHER_SHOP)

    claims = Claims()
    first_two = [claims.next(now=phones.house.now) for _ in range(2)]

    assert quiet.pk in {claim.message_id for claim in first_two if claim}


def test_the_sweep_finds_what_no_wake_up_told_of_unless_another_worker_here_is_at_it(phones: Phones) -> None:
    phones.send(PICTURE, "image/png", "image")
    MediaFile.objects.update(next_try_at=timezone.now())
    tasks._client.cache_clear()
    with override_settings(WABOT_GRAPH_URL=f"{phones.running.url}/v23.0"):
        with tasks._only_one_here():
            assert tasks.fetch_media() == 0

        assert tasks.sweep_media() == 1
        tasks._client().close()
        tasks._client.cache_clear()

    assert MediaFile.objects.get().state == "stored"


@pytest.fixture
def browser(phones: Phones, tmp_path: Path) -> Iterator[Client]:
    """As the web process: under row-level security."""
    pages = override_settings(ROOT_URLCONF="apps.messaging.urls", STATIC_ROOT=tmp_path)
    with pages, connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")
        yield Client()
        cursor.execute("RESET ROLE")


def person_of(slug: str) -> User:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        user = User.objects.create_user(f"person-of-{slug}")
        Member.objects.create(tenant=Tenant.objects.get(slug=slug), user=user)
        cursor.execute(f"SET ROLE {APP_ROLE}")
    return user


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def test_people_of_the_shop_see_the_picture_and_nobody_else_does(phones: Phones, browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        message = phones.send(PICTURE, "image/png", "image")
        phones.fetcher().fetch_due()
        cursor.execute(f"SET ROLE {APP_ROLE}")
    address = f"/media/{message.pk}"

    assert browser.get(address).status_code == 403
    browser.force_login(person_of("mto"))
    assert browser.get(address).status_code == 404
    browser.force_login(person_of("duka"))
    response = browser.get(address)

    assert (response.status_code, body(response)) == (200, PICTURE)
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")


def test_a_page_sent_as_a_document_is_only_ever_saved(phones: Phones, browser: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        message = phones.send(b"<script>alert(1)</script>", "text/html", "document")
        phones.fetcher().fetch_due()
        cursor.execute(f"SET ROLE {APP_ROLE}")
    browser.force_login(person_of("duka"))

    response = browser.get(f"/media/{message.pk}")

    assert body(response) == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
