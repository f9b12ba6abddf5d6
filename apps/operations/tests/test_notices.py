"""The shops' people are told once, by their own channels and in their language; what went wrong is named."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from celery import current_app
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import now
from pydantic import SecretStr
from pytest_django import Settings

from apps.operations.notices import sending
from apps.operations.notices.channels import is_address
from apps.operations.notices.models import DeliveryState, Notice, NoticeDelivery
from apps.operations.notices.sending import Sending, contacts_of
from apps.operations.tasks import give_up_gone_notices
from apps.tenants.models import ContactKind, Tenant, TenantContact
from tests.web import platform_person, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Letters:
    """What came in, by e-mail and by webhook. `refuses` names paths that answer 500."""

    mail: list[Any] = field(default_factory=list)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mail.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"


@pytest.fixture
def letters(settings: Settings, tmp_path: Path) -> Iterator[Letters]:
    caught = Letters()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(caught, hostname="127.0.0.1", port=port)
    controller.start()
    settings.WABOT_MAIL_URL = SecretStr(f"mailto://127.0.0.1:{port}?from=wabot@wabot.example&mode=insecure")
    settings.WABOT_STATE_DIR = tmp_path
    yield caught
    controller.stop()


@pytest.fixture
def hook(letters: Letters) -> Iterator[str]:
    """The address of a catcher of webhooks."""

    class Catcher(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            letters.hooks.append({"path": self.path, **json.loads(body)})
            self.send_response(500 if self.path in letters.refuses else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Catcher)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"json://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    serving.join()


def by_mail(shop: str, name: str, language: str = "en") -> TenantContact:
    tenant, _ = Tenant.objects.get_or_create(slug=shop, defaults={"name": shop.title()})
    email = f"{name.lower()}@{shop}.example"
    return TenantContact.objects.create(tenant=tenant, name=name, email=email, language=language)


def by_channel(shop: str, name: str, address: str) -> TenantContact:
    tenant, _ = Tenant.objects.get_or_create(slug=shop, defaults={"name": shop.title()})
    contact = TenantContact(tenant=tenant, name=name, kind=ContactKind.CHANNEL)
    contact.address = address
    contact.save()
    return contact


def emergency(
    *arguments: str, message: str = "The database is being restored."
) -> tuple[int, dict[str, str]]:
    """Exit code, and name → what became of it."""
    told, code = StringIO(), 0
    try:
        call_command("send_emergency_notification", f"--message={message}", "--json", *arguments, stdout=told)
    except SystemExit as ended:
        code = int(str(ended.code))
    return code, {one["name"]: one["state"] for one in json.loads(told.getvalue())["contacts"]}


def test_each_is_told_by_their_own_channel_in_their_language(letters: Letters, hook: str) -> None:
    by_mail("pwani", "Alice")
    by_mail("savanna", "Zuhura", "sw")
    by_channel("savanna", "Ops", f"{hook}/ops")

    code, told = emergency(message="Prices < 100 & more")

    assert (code, told) == (0, {"Alice": "sent", "Zuhura": "sent", "Ops": "sent"})
    mails = {to[0]: mail for to, mail in letters.mail}
    english, swahili = mails["alice@pwani.example"], mails["zuhura@savanna.example"]
    assert english["subject"] == "Urgent: Wabot is working on a problem"
    assert english["from"].endswith("<wabot@wabot.example>") or "wabot@wabot.example" in english["from"]
    assert "Prices < 100 & more" in english.get_body().get_content()
    assert "customers of Pwani" in english.get_body().get_content()
    assert swahili["subject"].startswith("Muhimu")
    assert "wateja wa Savanna" in swahili.get_body().get_content()
    assert [one["path"] for one in letters.hooks] == ["/ops"]


@pytest.mark.usefixtures("letters")
def test_nobody_is_told_twice(letters: Letters) -> None:
    by_mail("pwani", "Alice")
    emergency()
    by_mail("pwani", "Bob")

    code, told = emergency()

    assert (code, told) == (0, {"Alice": "sent", "Bob": "sent"})
    assert sorted(to[0] for to, _ in letters.mail) == ["alice@pwani.example", "bob@pwani.example"]
    # another message is another notice
    emergency(message="All is well again.")
    assert len(letters.mail) == 4


def test_two_who_send_at_once_send_each_once(letters: Letters) -> None:
    contacts = [by_mail("pwani", f"Person{number}") for number in range(8)]
    notice = Notice.objects.create(
        kind="emergency", key="both", message="Fire.", by="alice", created_at=now()
    )
    both = threading.Barrier(2)

    def send() -> None:
        from django.db import connection

        both.wait()
        Sending(notice, now, lambda _told: None).send(contacts_of(None))
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(letters.mail) == len(contacts)


def test_a_channel_that_fails_is_named_and_the_others_go_on(letters: Letters, hook: str) -> None:
    by_channel("pwani", "Ops", f"{hook}/broken")
    by_mail("savanna", "Zuhura")
    letters.refuses.add("/broken")

    code, told = emergency()
    again, told_again = emergency()

    assert (code, told) == (1, {"Ops": "failed", "Zuhura": "sent"})
    # it may have been taken all the same, so nobody repeats it unasked
    assert (again, told_again["Ops"], len(letters.hooks)) == (1, "failed", 1)
    assert NoticeDelivery.objects.get(contact__name="Ops").reason

    letters.refuses.clear()
    assert emergency("--retry-failed") == (0, {"Ops": "sent", "Zuhura": "sent"})
    assert (len(letters.hooks), len(letters.mail)) == (2, 1)


def test_what_a_crash_left_between_claim_and_end_is_shown_not_repeated(
    letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_mail("pwani", "Alice")

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sending, "deliver", die)
        with pytest.raises(KeyboardInterrupt):
            emergency()
    assert emergency()[1] == {"Alice": "claimed"}
    NoticeDelivery.objects.update(claimed_at=now() - timedelta(minutes=6))

    code, told = emergency("--retry-failed")

    assert (code, told) == (1, {"Alice": "uncertain"})
    assert letters.mail == []


def test_what_a_dead_sender_left_is_shown_as_perhaps_sent_though_nobody_sends_again(
    letters: Letters,
) -> None:
    notice = Notice.objects.create(kind="emergency", key="k", message="Fire.", by="root", created_at=now())
    for name, minutes in (("Alice", 6), ("Bob", 1)):
        contact = by_mail("pwani", name)
        NoticeDelivery.objects.create(
            notice=notice,
            contact=contact,
            tenant=contact.tenant,
            claimed_at=now() - timedelta(minutes=minutes),
        )

    assert give_up_gone_notices() == 1

    states = dict(NoticeDelivery.objects.values_list("contact__name", "state"))
    assert states == {"Alice": "uncertain", "Bob": "claimed"}
    page = signed_in(platform_person()).get("/admin/operations/noticedelivery/").text
    assert (page.count("whoever sent it ended before it knew"), letters.mail) == (1, [])
    assert give_up_gone_notices.name in {one["task"] for one in current_app.conf.beat_schedule.values()}


def test_nobody_is_told_too_often(letters: Letters) -> None:
    by_mail("pwani", "Alice")
    for number in range(sending.MOST_AN_HOUR):
        emergency(message=f"News {number}")

    code, told = emergency(message="One more")

    assert (code, told, len(letters.mail)) == (1, {"Alice": "held"}, sending.MOST_AN_HOUR)
    assert not NoticeDelivery.objects.filter(notice__message="One more").exists()


def test_a_dry_run_tells_nobody_and_names_all(letters: Letters) -> None:
    by_mail("pwani", "Alice")
    by_channel("pwani", "Ops", "nonsense://x")
    by_mail("savanna", "Zuhura")

    code, told = emergency("--dry-run", "--tenant-id", "pwani")

    assert (code, told) == (1, {"Alice": "would", "Ops": "unreachable"})
    assert letters.mail == []
    assert not Notice.objects.exists()


def test_without_a_mail_server_nothing_is_claimed(letters: Letters, settings: Settings) -> None:
    by_mail("pwani", "Alice")
    server, settings.WABOT_MAIL_URL = settings.WABOT_MAIL_URL, SecretStr("")

    assert emergency() == (1, {"Alice": "unreachable"})

    settings.WABOT_MAIL_URL = server
    assert emergency() == (0, {"Alice": "sent"})


def test_maintenance_is_told_once_with_its_own_words(letters: Letters, settings: Settings) -> None:
    by_mail("pwani", "Alice", "sw")
    settings.JOURNAL_DATABASE_URL = "postgresql://nobody@127.0.0.1:9/nowhere"
    call_command(
        "maintenance_mode",
        "on",
        "--until",
        "45m",
        "--message",
        "New shelves.",
        stdout=StringIO(),
        stderr=StringIO(),
    )

    for _ in range(2):
        call_command("send_maintenance_notification", stdout=StringIO())

    [(_, mail)] = letters.mail
    assert mail["subject"] == "Marekebisho kwenye Wabot"
    text = mail.get_body().get_content()
    assert "New shelves." in text
    assert "Africa/Nairobi" in text
    assert NoticeDelivery.objects.get().state == DeliveryState.SENT


@pytest.mark.parametrize("address", ["dbus://", "syslog://", "windows://", "nonsense://x", "", "hello"])
def test_an_address_that_leads_nowhere_else_is_none(address: str) -> None:
    assert not is_address(address)


@pytest.mark.parametrize(
    "address",
    ["https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "ntfy://shop"],
)
def test_the_usual_channels_are_known(address: str) -> None:
    assert is_address(address)


def test_an_empty_message_is_refused() -> None:
    with pytest.raises(CommandError, match="--message") as refused:
        call_command("send_emergency_notification", "--message= ")

    assert refused.value.returncode == 2


def test_a_channels_address_is_kept_closed(letters: Letters, hook: str) -> None:
    shop = Tenant.objects.create(slug="pwani", name="Pwani")
    root = signed_in(platform_person())
    given = {"tenant": str(shop.pk), "name": "Ops", "language": "en", "kind": "channel", "is_active": "on"}

    added = root.post("/admin/tenants/tenantcontact/add/", given | {"new_address": f"{hook}/s3cret"})

    contact = TenantContact.objects.get()
    page = root.get(f"/admin/tenants/tenantcontact/{contact.pk}/change/")
    assert added.status_code == 302
    assert contact.address == f"{hook}/s3cret"
    assert "s3cret" not in contact.sealed_address + page.text
    assert emergency() == (0, {"Ops": "sent"})
    assert [one["path"] for one in letters.hooks] == ["/s3cret"]
