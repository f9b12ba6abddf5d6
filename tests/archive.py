"""A house with a store, two customers who write to it, and a look into every place that could hold a word of one."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.module_loading import import_string
from wabot_edge.journal.reading import epoch, read
from wabot_edge.journal.records import NewRecord
from wabot_edge.journal.writing import append

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import Message, StatusEvent
from apps.messaging.services.media.claiming import Claims
from apps.messaging.services.media.keeping import keep
from apps.messaging.services.media.store import MediaStore
from apps.messaging.services.projecting.partitions import rewind
from apps.messaging.whatsapp.stripping import Name
from apps.operations.services.erasure import Erased, apply_erasures, erase_customer
from apps.tenants.models import Customer, WhatsAppNumber
from tests.house import House
from tests.people import Change, Writer, status

AMINA = Writer(phone="254712345671", user_id="KE.4711aBcD", name="Amina Wanjiru")
BARAKA = Writer(phone="254712345672", user_id="KE.4712eFgH", name="Baraka Otieno")
WISH, PHOTO = "kikombe cha samawati", b"amina's kitchen"
BARAKAS_WISH = "birika la chai"


@dataclass
class Archive:
    """A house with a store, and everything that could still hold a word of somebody."""

    house: House
    store: MediaStore
    folder: Path
    shop: WhatsAppNumber

    def erase(self, *names: Name, **more: Any) -> Erased:
        return erase_customer(
            journal=self.house.journal,
            store=self.store,
            tenant_id=more.pop("tenant_id", self.shop.tenant_id),
            names=names or [Name("phone", AMINA.phone)],
            reason="asked by letter",
            now=self.house.now,
            **more,
        )

    def apply(self) -> Erased:
        return apply_erasures(journal=self.house.journal, store=self.store, now=self.house.now)

    def fetch_files(self) -> None:
        """As if WhatsApp had handed them out."""
        claims = Claims()
        while claim := claims.next(now=self.house.now):
            incoming = self.store.begin()
            incoming.write(PHOTO)
            incoming.finish()
            keep(claim, incoming, store=self.store, now=self.house.now)
            incoming.forget()

    def replay(self) -> None:
        rewind(to=0, epoch=epoch(self.house.journal))
        self.house.projector = self.house.new_projector()
        self.house.project()

    def back_up(self) -> None:
        with connection.cursor() as cursor:
            for table in tables():
                cursor.execute(f"CREATE TABLE IF NOT EXISTS backup.{table} AS SELECT * FROM public.{table}")

    def restore(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # the orphans last: deleting rows notes some, of which a real backup knows nothing
            for table in sorted(tables(), key=lambda name: name == "messaging_mediaorphan"):
                cursor.execute(f"DELETE FROM public.{table}")
                cursor.execute(f"INSERT INTO public.{table} SELECT * FROM backup.{table}")
        self.house.projector = self.house.new_projector()

    def words_left(self) -> dict[str, str]:
        """needle → where it still is."""
        places = {**rows_of_platform(), **rows_of_journal(self.house.journal), **self._files()}
        return {
            needle.decode(): place
            for needle in NEEDLES
            for place, content in places.items()
            if needle.lower() in content.lower()
        }

    def _files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


def tables() -> list[str]:
    apps = (
        "tenants_customer",
        "django_admin_log",
        "messaging_",
        "bot_message",
        "bot_turn",
        "bot_reference",
        "bot_dialogue",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall() if name.startswith(apps)]


def rows_of_platform() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM public.{table} t")
            found[table] = (cursor.fetchone()[0] or "").encode()
        return found


def rows_of_journal(journal: psycopg.Connection) -> dict[str, bytes]:
    found = {}
    for (table,) in journal.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
        row = journal.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t").fetchone()
        found[table] = ((row and row[0]) or "").encode()
    for record in read(journal, after=0, limit=10_000):
        # bodies by themselves: as part of a row they are printed in hex
        found[f"record {record.offset}"] = record.body
    return found


def wamid_of(phone: str, number: int) -> str:
    """WhatsApp's ids hold the phone number in base64."""
    return f"wamid.{base64.b64encode(phone.encode()).decode()}{number}"


NEEDLES = [
    *(needle.encode() for needle in (AMINA.phone, AMINA.user_id, AMINA.name, "Amina", WISH)),
    base64.b64encode(AMINA.phone.encode()),
    PHOTO,
]


def talk(archive: Archive) -> None:
    """Both write in one webhook; both are answered, Amina sends a picture, and a call and much else is told of her."""
    house = archive.house
    picture = {
        "type": "image",
        "image": {
            "id": "4711",
            "mime_type": "image/jpeg",
            "caption": WISH,
            "sha256": base64.b64encode(hashlib.sha256(PHOTO).digest()).decode(),
        },
    }
    house.hear(
        Change(
            messages=[
                AMINA.text(f"how much is the blue mug? {WISH}", wa_id=wamid_of(AMINA.phone, 901)),
                BARAKA.text(f"and the kettle? {BARAKAS_WISH}"),
                AMINA.message(picture, wa_id=wamid_of(AMINA.phone, 902)),
            ],
            contacts=[AMINA.contact(), BARAKA.contact()],
        )
    )
    archive.fetch_files()
    house.answer()
    for sent in list(house.whatsapp.taken):
        told = status(sent["wa_id"], "delivered", at=house.now)
        house.hear(Change(statuses=[told | {"recipient_id": sent["to"]}]))
        of = sent["biz_opaque_callback_data"]
        house.hear(Change(statuses=[status(sent["wa_id"], "read", at=house.now, callback_data=of)]))
    call = Change(name="calls", contacts=[AMINA.contact()])
    append(house.journal, [_with_list(call, "calls", [{"id": "c1", "from": AMINA.phone}])])
    house.project()
    admin = User.objects.create(username="admin")
    rows = (
        Customer.objects.get(phone=AMINA.phone),
        Message.objects.filter(text__contains=WISH)[0],
        MessageHarmonizationLog.objects.filter(combined_text__contains=WISH)[0],
    )
    for row in rows:
        LogEntry.objects.log_actions(admin.pk, [row], CHANGE, "changed")


def _with_list(change: Change, name: str, items: list[dict[str, Any]]) -> NewRecord:
    envelope = json.loads(change.body())
    envelope["entry"][0]["changes"][0]["value"][name] = items
    record = change.record()
    return NewRecord(
        record.kind, record.partition, record.received_at, json.dumps(envelope).encode(), {}, "1000"
    )


def barakas() -> list[Any]:
    """Everything that is told of Baraka's messages."""
    mine = Customer.objects.filter(phone=BARAKA.phone)
    messages = Message.objects.filter(conversation__customer__in=mine).order_by("pk")
    return [
        list(mine.values()),
        list(messages.values()),
        list(MessageHarmonizationLog.objects.filter(conversation__customer__in=mine).values()),
        list(StatusEvent.objects.filter(wa_id__in=messages.values("wa_id")).values()),
    ]


def hers() -> Any:
    return Message.objects.filter(conversation__customer__phone=AMINA.phone, direction="inbound")


class Killed(BaseException):
    pass


def resolve(target: str) -> Callable[..., Any]:

    found: Callable[..., Any] = import_string(target)
    return found


def killed_after(times: int, error: type[BaseException], real: Callable[..., Any]) -> Callable[..., Any]:
    calls = iter(range(1_000))

    def call(*args: Any, **named: Any) -> Any:
        if next(calls) >= times:
            raise error
        return real(*args, **named)

    return call


def accepting(house: House) -> Callable[[httpx.Request], httpx.Response]:
    def accept(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        wa_id = wamid_of(body["to"], len(house.whatsapp.taken))
        house.whatsapp.taken.append(body | {"wa_id": wa_id})
        return httpx.Response(200, json={"messages": [{"id": wa_id}]})

    return accept
