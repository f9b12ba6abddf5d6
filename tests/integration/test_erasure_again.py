"""Rule 12, second half: no restore, no crash and no late delivery brings back who was erased."""

import threading
from typing import Any

import pytest
from django.db import connections

from apps.messaging.models import MediaFile, Message, OutboxMessage, ParkedRecord
from apps.messaging.services.sending.claiming import adopt
from apps.messaging.services.sending.picking import pick
from apps.messaging.whatsapp.stripping import Name
from apps.operations.management.commands.run_sender import reopen
from apps.tenants.models import Customer
from tests.archive import AMINA, WISH, Archive, Killed, barakas, hers, killed_after, resolve, talk
from tests.people import Change, Writer, said, status

pytestmark = pytest.mark.integration


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


BROKEN_OFF = {
    "at the first record": ("apps.operations.services.erasure.sweeping.erase", 0),
    "in the middle of the journal": ("apps.operations.services.erasure.sweeping.erase", 2),
    "before the rows": ("apps.operations.services.erasure.erase.erase_people", 0),
    "within the rows": ("apps.operations.services.erasure.rows._forget_in_admin", 2),
    "after the rows": ("apps.operations.services.erasure.erase.people_on", 1),
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

    house.hear(said(AMINA, AMINA.text(f"the blue mug? {WISH}", wa_id="wamid.kept.in.a.spool")))
    # the bot cannot know that it is late, and answers
    assert house.answer()
    assert archive.words_left()
    archive.apply()

    assert archive.words_left() == {}
    assert not Customer.objects.filter(phone=AMINA.phone).exists()
    archive.replay()
    assert not ParkedRecord.objects.exists()


def test_what_comes_late_into_a_new_conversation_goes_alone(archive: Archive) -> None:
    talk(archive)
    archive.erase()
    house = archive.house
    house.wait(3600)
    house.hear(said(AMINA, AMINA.text("hello again", at=house.now)))
    house.hear(said(AMINA, AMINA.text(WISH, wa_id="wamid.kept.in.a.spool")))

    archive.apply()

    assert list(hers().values_list("text", flat=True)) == ["hello again"]
    archive.replay()
    assert list(hers().values_list("text", flat=True)) == ["hello again"]
    assert WISH not in archive.words_left()


def test_what_was_said_before_and_is_projected_only_now_goes_too(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(archive)
    house = archive.house
    erase_people = "apps.operations.services.erasure.erase.erase_people"
    real = resolve(erase_people)

    coming = [said(AMINA, AMINA.text(WISH))]

    def comes_meanwhile(pasts: Any) -> Any:
        counts = real(pasts)
        while coming:
            house.hear(coming.pop())
        return counts

    with monkeypatch.context() as patched:
        patched.setattr(erase_people, comes_meanwhile)
        archive.erase()

    assert archive.words_left() == {}


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


@pytest.mark.parametrize("is_restored", [False, True])
def test_who_writes_while_being_erased_keeps_what_came_then(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, is_restored: bool
) -> None:
    talk(archive)
    archive.back_up()
    house = archive.house
    erase_people = "apps.operations.services.erasure.erase.erase_people"
    real = resolve(erase_people)

    def writes_first(pasts: Any) -> Any:
        if not hers().filter(text="and another thing").exists():
            house.wait(1)
            house.hear(said(AMINA, AMINA.text("and another thing", at=house.now)))
        return real(pasts)

    with monkeypatch.context() as patched:
        patched.setattr(erase_people, writes_first)
        archive.erase()
    answers = house.answer()
    if is_restored:
        archive.restore()
    archive.apply()
    archive.replay()

    assert len(answers) == 1
    assert list(hers().values_list("text", flat=True)) == ["and another thing"]
    [reply] = Message.objects.filter(conversation__customer__phone=AMINA.phone, direction="outbound")
    assert reply.text == answers[0]
    assert WISH not in archive.words_left()


def test_a_sender_that_still_holds_a_reply_to_her_does_not_bring_it_back(archive: Archive) -> None:
    house = archive.house
    house.hear(said(AMINA, AMINA.text(f"the blue mug? {WISH}")))
    house.wait(3.1)
    house.take_turns()
    rows = pick(name="sender-1", limit=9, now=house.now, refused=lambda _: {}, reopened=reopen)
    assert rows
    archive.erase()

    adopt(house.journal, rows, now=house.now)

    assert archive.words_left() == {}


def test_a_backup_from_before_she_changed_her_number_is_erased_too(archive: Archive) -> None:
    house, before = archive.house, Writer(phone=AMINA.phone, user_id="", name=AMINA.name)
    house.hear(said(before, before.text(WISH)))
    archive.back_up()
    house.wait(60)
    moved = {"type": "system", "system": {"type": "user_changed_number", "wa_id": "254799000000"}}
    house.hear(said(before, before.message(moved, at=house.now)))
    archive.erase(Name("phone", "254799000000"))
    archive.restore()
    assert archive.words_left()

    archive.apply()

    assert archive.words_left() == {}


def test_a_message_projected_just_then_waits_and_is_not_parked(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written into a conversation that is being deleted it would be refused by its foreign key."""
    talk(archive)
    house, projected = archive.house, threading.Event()

    def project() -> None:
        try:
            house.project()
            projected.set()
        finally:
            connections.close_all()

    projector = threading.Thread(target=project)
    real = resolve(erase_rows := "apps.operations.services.erasure.rows._erase")

    def with_a_message_coming(*args: Any) -> None:
        house.wait(1)
        house.hear(said(AMINA, AMINA.text("still there?", at=house.now)), project=False)
        projector.start()
        assert not projected.wait(0.5)
        real(*args)

    with monkeypatch.context() as patched:
        patched.setattr(erase_rows, with_a_message_coming)
        archive.erase(patience_s=10)
    projector.join(10)

    assert projected.is_set()
    assert not ParkedRecord.objects.exists()
    assert list(hers().values_list("text", flat=True)) == ["still there?"]
