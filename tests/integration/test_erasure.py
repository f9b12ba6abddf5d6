"""Rule 12, second half: who is erased is gone, from rows, files and journal, and no restore brings them back."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection, transaction
from wabot_edge.journal.effects import effects_of
from wabot_edge.journal.erasing import entries
from wabot_edge.journal.reading import epoch, read
from wabot_edge.journal.records import Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.bot.models import MessageHarmonizationLog
from apps.messaging.models import (
    BusinessEvent,
    Conversation,
    MediaFile,
    Message,
    OutboxMessage,
    ParkedRecord,
    StatusEvent,
)
from apps.messaging.services.media.claiming import Claims
from apps.messaging.services.media.keeping import keep
from apps.messaging.services.media.store import MediaStore
from apps.messaging.services.projecting.partitions import rewind
from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureKeyMissing, ErasureRefused
from apps.operations.services.erasure import Erased, apply_erasures, erase_customer
from apps.tenants.models import Customer, WhatsAppNumber
from tests.house import House
from tests.people import Change, Writer, make_products, make_shop, said, status

pytestmark = pytest.mark.integration

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
    kept: list[str] = field(default_factory=list)

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
            for table in tables():
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


@pytest.fixture
def archive(house: House, tmp_path: Path) -> Iterator[Archive]:
    shop = make_shop()
    make_products(shop)

    def accept(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        wa_id = wamid_of(body["to"], len(house.whatsapp.taken))
        house.whatsapp.taken.append(body | {"wa_id": wa_id})
        return httpx.Response(200, json={"messages": [{"id": wa_id}]})

    house.whatsapp.answer = accept
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA backup")
    yield Archive(house, MediaStore(tmp_path / "store"), tmp_path / "store", shop)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA backup CASCADE")


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
    for row in (Customer.objects.get(phone=AMINA.phone), Message.objects.filter(text__contains=WISH)[0]):
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


def test_before_the_erasure_her_words_are_everywhere(archive: Archive) -> None:
    """Else the tests below would find nothing wherever they look."""
    talk(archive)

    left = archive.words_left()

    assert {needle.encode() for needle in left} == set(NEEDLES)


def test_not_one_word_of_her_is_left_and_another_customer_is_untouched(archive: Archive) -> None:
    talk(archive)
    before = barakas()

    erased = archive.erase()

    assert archive.words_left() == {}
    assert barakas() == before
    assert BARAKAS_WISH.encode() in b"".join(rows_of_journal(archive.house.journal).values())
    assert (erased.customers, erased.conversations, erased.messages, erased.media_files) == (1, 1, 3, 1)
    assert not MediaFile.objects.exists()


def test_her_user_id_leads_to_the_same(archive: Archive) -> None:
    talk(archive)

    archive.erase(Name("user_id", AMINA.user_id))

    assert archive.words_left() == {}


def test_a_phone_may_be_given_as_people_write_it(archive: Archive) -> None:
    talk(archive)

    archive.erase(Name("phone", "+254 712 345-671"))

    assert archive.words_left() == {}


def test_a_rehearsal_changes_nothing_and_tells_what_would_go(archive: Archive) -> None:
    talk(archive)
    before = rows_of_platform(), rows_of_journal(archive.house.journal)

    would = archive.erase(dry_run=True)

    assert (rows_of_platform(), rows_of_journal(archive.house.journal)) == before
    assert would == archive.erase()


def test_reading_the_whole_journal_again_brings_nothing_back(archive: Archive) -> None:
    talk(archive)
    archive.erase()
    before = barakas()

    archive.replay()

    assert archive.words_left() == {}
    assert barakas() == before
    assert not ParkedRecord.objects.exists()
    assert not BusinessEvent.objects.exists()
    assert Customer.objects.count() == 1


def test_an_empty_database_is_filled_without_her(archive: Archive) -> None:
    talk(archive)
    archive.erase()
    Customer.objects.all().delete()

    archive.replay()

    assert Customer.objects.get().phone == BARAKA.phone
    assert archive.words_left() == {}
    assert not ParkedRecord.objects.exists()


def test_a_database_brought_back_with_her_in_it_is_erased_again(archive: Archive) -> None:
    talk(archive)
    archive.back_up()
    archive.erase()
    archive.restore()
    before = barakas()
    assert Customer.objects.filter(phone=AMINA.phone).exists()

    again = archive.apply()

    assert archive.words_left() == {}
    assert barakas() == before
    assert (again.customers, again.messages) == (1, 3)
    archive.house.project()
    assert archive.words_left() == {}


def test_a_reply_that_a_restore_brings_back_is_not_sent_to_her_again(archive: Archive) -> None:
    house = archive.house
    house.hear(said(AMINA, AMINA.text(f"the blue mug? {WISH}")))
    house.wait(3.1)
    house.take_turns()
    archive.back_up()
    house.send()
    house.project()
    archive.erase()
    archive.restore()
    assert OutboxMessage.objects.get().state == "pending"

    house.project()
    house.answer()

    assert len(house.whatsapp.taken) == 1
    archive.apply()
    assert archive.words_left() == {}


def test_a_question_that_a_restore_brings_back_open_is_closed_by_what_is_left_of_the_reply(
    archive: Archive,
) -> None:
    house = archive.house
    house.hear(said(AMINA, AMINA.text("the blue mug?")))
    archive.back_up()
    house.answer()
    archive.erase()
    archive.restore()
    assert Message.objects.get().turn_id is None

    house.project()

    assert Message.objects.get().turn_id is not None
    assert house.answer() == []


def test_a_file_whose_row_no_database_knows_goes_with_the_message_that_named_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.back_up()
    talk(archive)
    with monkeypatch.context() as patched:
        patched.setattr("apps.operations.services.erasure.sweeping.erase", killed_after(0, Killed, print))
        with pytest.raises(Killed):
            archive.erase()
    archive.restore()
    assert not MediaFile.objects.exists()

    archive.apply()

    assert archive.words_left() == {}


def test_what_was_answered_stays_answered(archive: Archive) -> None:
    talk(archive)
    replies = [one.turn_id for one in Message.objects.filter(direction="outbound") if one.turn_id]

    archive.erase()

    states = {effect.state.value for effect in effects_of(archive.house.journal, replies).values()}
    assert states == {"accepted"}
    answered = archive.house.journal.execute("SELECT count(*) FROM journal_answer").fetchone()
    assert answered == (3,)


class Killed(BaseException):
    pass


BROKEN_OFF = {
    "at the first record": ("apps.operations.services.erasure.sweeping.erase", 0),
    "in the middle of the journal": ("apps.operations.services.erasure.sweeping.erase", 2),
    "before the rows": ("apps.operations.services.erasure.erase.erase_people", 0),
    "within the rows": ("apps.operations.services.erasure.rows._forget_in_admin", 2),
    "after the rows": ("apps.operations.services.erasure.erase._returned", 0),
    "before the events": ("apps.operations.services.erasure.erase.erase_strays", 0),
    "before the files": ("apps.operations.services.erasure.erase.discard_orphans", 0),
}


@pytest.mark.parametrize("where", BROKEN_OFF)
@pytest.mark.parametrize("repeated_by", ["erase", "apply"])
def test_broken_off_anywhere_it_is_finished_by_doing_it_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, where: str, repeated_by: str
) -> None:
    talk(archive)
    before = barakas()
    monkeypatch.setattr("apps.operations.services.erasure.sweeping.WINDOW", 2)

    target, after = BROKEN_OFF[where]
    with monkeypatch.context() as patched:
        patched.setattr(target, killed_after(after, Killed, resolve(target)))
        with pytest.raises(Killed):
            archive.erase()
    assert archive.words_left()

    getattr(archive, repeated_by)()

    assert archive.words_left() == {}
    assert barakas() == before


def resolve(target: str) -> Callable[..., Any]:
    from django.utils.module_loading import import_string

    found: Callable[..., Any] = import_string(target)
    return found


def killed_after(times: int, error: type[BaseException], real: Callable[..., Any]) -> Callable[..., Any]:
    calls = iter(range(1_000))

    def call(*args: Any, **named: Any) -> Any:
        if next(calls) >= times:
            raise error
        return real(*args, **named)

    return call


def test_what_whatsapp_delivers_late_goes_with_the_next_look(archive: Archive) -> None:
    talk(archive)
    house = archive.house
    sent = next(one for one in house.whatsapp.taken if one["to"] == AMINA.phone)
    archive.erase()
    house.wait(3600)

    read_now = status(sent["wa_id"], "read", at=house.now) | {"recipient_id": AMINA.phone}
    house.hear(Change(statuses=[read_now]))
    assert archive.words_left()
    archive.apply()
    assert archive.words_left() == {}

    house.hear(said(AMINA, AMINA.text(WISH, wa_id="wamid.kept.in.a.spool")))
    assert archive.words_left()
    archive.apply()

    assert archive.words_left() == {}
    assert not Customer.objects.filter(phone=AMINA.phone).exists()


def test_who_writes_again_begins_anew_and_is_not_erased_again(archive: Archive) -> None:
    talk(archive)
    archive.back_up()
    archive.erase()
    house = archive.house
    house.wait(3600)
    house.hear(said(AMINA, AMINA.text("hello again", at=house.now)))
    house.answer()
    reply = house.whatsapp.taken[-1]
    house.hear(
        Change(statuses=[status(reply["wa_id"], "read", at=house.now) | {"recipient_id": AMINA.phone}])
    )

    archive.apply()
    assert list(hers().values_list("text", flat=True)) == ["hello again"]
    archive.restore()
    archive.apply()
    house.project()

    assert list(hers().values_list("text", flat=True)) == ["hello again"]
    assert Message.objects.get(wa_id=reply["wa_id"]).status == "read"
    assert WISH not in archive.words_left()


def test_who_writes_while_being_erased_keeps_what_came_then(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(archive)
    house = archive.house
    erase_people = "apps.operations.services.erasure.erase.erase_people"
    real = resolve(erase_people)

    def writes_first(people: Any) -> Any:
        house.wait(1)
        house.hear(said(AMINA, AMINA.text("and another thing", at=house.now)))
        return real(people)

    with monkeypatch.context() as patched:
        patched.setattr(erase_people, writes_first)
        archive.erase()
    answers = house.answer()
    archive.apply()

    assert len(answers) == 1
    assert list(hers().values_list("text", flat=True)) == ["and another thing"]
    archive.replay()
    [reply] = Message.objects.filter(conversation__customer__phone=AMINA.phone, direction="outbound")
    assert reply.text == answers[0]
    assert WISH not in archive.words_left()


def hers() -> Any:
    return Message.objects.filter(conversation__customer__phone=AMINA.phone, direction="inbound")


def test_the_same_person_at_another_shop_stays_there(archive: Archive) -> None:
    other = make_shop("bara", phone_number_id="2000")
    archive.house.hear(said(AMINA, AMINA.text("hello")), said(AMINA, AMINA.text("hello"), to="2000"))
    archive.house.answer()

    archive.erase()
    archive.replay()
    archive.apply()

    assert Customer.objects.get().tenant_id == other.tenant_id
    assert Message.objects.filter(direction="inbound").count() == 1
    assert Message.objects.filter(direction="outbound").count() == 1


def test_of_a_phone_that_changed_hands_only_one_holder_is_erased(archive: Archive) -> None:
    house, heir = archive.house, Writer(phone=AMINA.phone, user_id="KE.9", name="Chebet")
    house.hear(said(AMINA, AMINA.text("of the first", at=house.now)))
    house.wait(60)
    house.hear(said(heir, heir.text("of the heir", at=house.now)))
    house.wait(60)

    archive.erase(Name("phone", AMINA.phone))
    archive.replay()

    assert list(Message.objects.values_list("text", flat=True)) == ["of the first"]

    archive.erase(Name("user_id", AMINA.user_id))
    house.wait(60)
    house.hear(said(heir, heir.text("here I am again", at=house.now)))
    archive.apply()
    archive.replay()

    assert list(Message.objects.values_list("text", flat=True)) == ["here I am again"]


def test_what_could_not_be_read_goes_too_and_is_not_parked_any_more(archive: Archive) -> None:
    house, partition = archive.house, partition_of("1000")
    raw = json.dumps({"phone_number_id": "1000", "from": AMINA.phone, "said": WISH}).encode()
    payment = {"Amount": 350, "MSISDN": int(AMINA.phone), "FirstName": "Amina", "TransID": "QWE123"}
    append(
        house.journal,
        [
            NewRecord(Kind.UNROUTED, partition_of(""), house.now, raw, {}),
            NewRecord(Kind.WHATSAPP_CHANGE, partition, house.now, b"{" + raw, {}, "1000"),
            NewRecord("of.a.later.release", partition, house.now, raw, {}, "1000"),
            NewRecord(Kind.PAYMENT_CALLBACK, 5, house.now, json.dumps(payment).encode(), {":token": "t"}),
            said(BARAKA, BARAKA.text("hello")).record(),
        ],
    )
    house.project()
    assert ParkedRecord.objects.count() == 4

    archive.erase()

    assert archive.words_left() == {}
    # the money's trail stays, and it is still known whose it is
    [trail] = [one for one in read(house.journal, after=0) if one.kind == Kind.PAYMENT_CALLBACK]
    assert json.loads(trail.body) == payment | {"MSISDN": "erased", "FirstName": "erased"}
    assert trail.headers[":token"] == "t"
    assert [parked.kind for parked in ParkedRecord.objects.all()] == [Kind.PAYMENT_CALLBACK]
    archive.replay()
    assert ParkedRecord.objects.count() == 1


def test_a_reply_that_is_being_sent_meanwhile_leaves_no_word(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claimed after the journal was searched, settled after the rows were gone."""
    house = archive.house
    house.hear(said(AMINA, AMINA.text(f"the blue mug? {WISH}", wa_id=wamid_of(AMINA.phone, 1))))
    house.wait(3.1)
    house.take_turns()
    erase_people = "apps.operations.services.erasure.erase.erase_people"
    real = resolve(erase_people)

    def sent_first(people: Any) -> Any:
        house.send()
        return real(people)

    monkeypatch.setattr(erase_people, sent_first)

    archive.erase()

    assert len(house.whatsapp.taken) == 1
    assert archive.words_left() == {}
    archive.replay()
    assert archive.words_left() == {}
    assert not ParkedRecord.objects.exists()


def test_nothing_is_erased_before_all_that_was_said_is_known(archive: Archive) -> None:
    talk(archive)
    archive.house.hear(said(AMINA, AMINA.text("one more")), project=False)

    with pytest.raises(ErasureRefused, match="not projected"):
        archive.erase()

    assert entries(archive.house.journal) == []
    assert Conversation.objects.count() == 2


def test_a_key_that_is_no_longer_given_is_asked_for(archive: Archive, settings: Any) -> None:
    talk(archive)
    archive.back_up()
    archive.erase()
    archive.restore()
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another-secret-another-secret-another-secret"

    with pytest.raises(ErasureKeyMissing, match="WABOT_DATA_KEYS"):
        archive.apply()

    settings.WABOT_DATA_KEYS = ["a-newer-key", before]
    archive.apply()
    assert archive.words_left() == {}


def test_the_list_itself_tells_nobody_who_is_on_it(archive: Archive) -> None:
    talk(archive)

    archive.erase()

    [phone, user_id] = sorted(entries(archive.house.journal), key=lambda one: one.kind)
    assert (phone.kind, user_id.kind, phone.reason) == ("phone", "user_id", "asked by letter")
    unkeyed = {
        hashlib.new(kind, said.encode()).hexdigest()
        for kind in ("md5", "sha1", "sha256")
        for said in (AMINA.phone, f"phone:{AMINA.phone}", f"{archive.shop.tenant_id}:phone:{AMINA.phone}")
    }
    assert phone.digest not in unkeyed
    assert phone.scanned_to == read(archive.house.journal, after=0, limit=10_000)[-1].offset
