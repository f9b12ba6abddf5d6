"""Rule 12, second half: who is erased is gone, from rows, files and journal, and nobody else is."""

import hashlib
import json
from typing import Any

import pytest
from wabot_edge.journal.effects import effects_of
from wabot_edge.journal.erasing import entries
from wabot_edge.journal.reading import read
from wabot_edge.journal.records import Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.messaging.models import BusinessEvent, Conversation, MediaFile, Message, ParkedRecord
from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureRefused
from apps.tenants.models import Customer
from tests.archive import (
    AMINA,
    BARAKA,
    BARAKAS_WISH,
    NEEDLES,
    WISH,
    Archive,
    barakas,
    resolve,
    rows_of_journal,
    rows_of_platform,
    talk,
    wamid_of,
)
from tests.people import Writer, make_shop, said

pytestmark = pytest.mark.integration


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


def test_what_was_answered_stays_answered(archive: Archive) -> None:
    talk(archive)
    replies = [one.turn_id for one in Message.objects.filter(direction="outbound") if one.turn_id]

    archive.erase()

    states = {effect.state.value for effect in effects_of(archive.house.journal, replies).values()}
    assert states == {"accepted"}
    answered = archive.house.journal.execute("SELECT count(*) FROM journal_answer").fetchone()
    assert answered == (3,)


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

    def sent_first(pasts: Any) -> Any:
        house.send()
        counts = real(pasts)
        house.project()
        return counts

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
