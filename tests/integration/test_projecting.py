"""Rules 5 and 6: rows and offsets move together, a poisonous record is parked, a replay gives the same ids."""

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import transaction
from wabot_edge.journal.reading import epoch, head
from wabot_edge.journal.records import PARTITIONS, Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.messaging.errors import AnotherJournal, LeaseLost
from apps.messaging.models import (
    BusinessEvent,
    Conversation,
    Message,
    ParkedRecord,
    Partition,
    StatusEvent,
)
from apps.messaging.services.projecting.partitions import hold, rewind
from apps.tenants.models import Customer
from tests.house import House
from tests.people import AMINA, BARAKA, NOON, Change, Writer, make_shop, said, status

pytestmark = pytest.mark.integration


def offset_of(phone_number_id: str = "1000") -> int:
    return Partition.objects.get(number=partition_of(phone_number_id)).offset


def test_rows_and_offset_are_written_together_or_not_at_all(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("one")))
    before = offset_of()

    class Killed(Exception):
        pass

    def killed(*_: object) -> None:
        raise Killed

    house.projector.react = killed
    with pytest.raises(Killed):
        house.hear(said(AMINA, AMINA.text("two")))
    assert (Message.objects.count(), offset_of()) == (1, before)

    house.projector = house.new_projector()
    house.project()
    assert Message.objects.count() == 2
    assert offset_of() == head(house.journal)


def test_projecting_the_whole_journal_again_changes_nothing(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.answer()
    house.hear(Change(statuses=[status("wamid.out.1", "read")]))
    before = [
        list(model.objects.order_by("pk").values())
        for model in (Customer, Conversation, Message, StatusEvent)
    ]

    rewind(to=0, epoch=epoch(house.journal))
    house.projector = house.new_projector()
    house.project()

    after = [
        list(model.objects.order_by("pk").values())
        for model in (Customer, Conversation, Message, StatusEvent)
    ]
    assert after == before
    assert house.answer() == []


def test_an_empty_database_is_filled_from_the_journal_with_the_same_ids(house: House) -> None:
    make_shop()
    for writer, words in ((AMINA, "when do you open?"), (BARAKA, "hello")):
        house.hear(said(writer, writer.text(words)))
    house.answer()
    columns = (
        "id",
        "conversation_id",
        "wa_id",
        "direction",
        "text",
        "status",
        "created_at",
        "turn_id",
        "effect_part",
    )
    before = list(Message.objects.order_by("pk").values(*columns))

    Customer.objects.all().delete()
    assert not Message.objects.exists()
    rewind(to=0, epoch=epoch(house.journal))
    house.projector = house.new_projector()
    house.project()

    assert list(Message.objects.order_by("pk").values(*columns)) == before
    # and what was answered stays answered
    assert house.answer() == []


def test_a_poisonous_record_is_parked_and_the_partition_goes_on(house: House) -> None:
    make_shop()
    partition = partition_of("1000")
    poison = [
        NewRecord(Kind.WHATSAPP_CHANGE, partition, NOON, b'{"entry": []}', {}, "1000"),
        NewRecord(Kind.EFFECT_INTENT, partition, NOON, b'{"effect_id": "no uuid"}', {}, "1000"),
        NewRecord(Kind.UNROUTED, partition, NOON, b"\x00\xff", {}, "1000"),
        NewRecord("of.a.later.release", partition, NOON, b"{}", {}, "1000"),
        NewRecord(Kind.WHATSAPP_CHANGE, partition, NOON, b"{}", {}, "1000", schema_version=99),
    ]
    append(house.journal, [said(AMINA, AMINA.text("before")).record(), *poison])
    house.hear(said(AMINA, AMINA.text("after")))

    assert sorted(Message.objects.values_list("text", flat=True)) == ["after", "before"]
    assert ParkedRecord.objects.count() == len(poison)
    assert all(parked.reason for parked in ParkedRecord.objects.all())
    assert offset_of() == head(house.journal)


def test_an_intent_that_names_a_conversation_nobody_knows_is_parked(house: House) -> None:
    """Its foreign key would show only at the commit, and take the whole batch down again and again."""
    shop = make_shop()
    nowhere = "00000000-0000-8000-8000-000000000001"
    intent = {
        "effect_id": nowhere,
        "part": 0,
        "tenant_id": str(shop.tenant_id),
        "conversation_id": nowhere,
        "number_id": str(shop.pk),
        "payload": {"type": "text", "text": {"body": "hello"}},
        "due_at": NOON.isoformat(),
    }
    append(
        house.journal,
        [NewRecord(Kind.EFFECT_INTENT, partition_of("1000"), NOON, json.dumps(intent).encode(), {}, "1000")],
    )
    house.hear(said(AMINA, AMINA.text("hello")))

    assert Message.objects.count() == 1
    assert ParkedRecord.objects.get().reason.startswith("IntegrityError")


def test_a_message_to_a_number_nobody_has_is_kept_until_somebody_has_it(house: House) -> None:
    house.hear(said(AMINA, AMINA.text("hello"), to="404"))

    parked = ParkedRecord.objects.get()
    assert (parked.phone_number_id, parked.tenant_id) == ("404", None)
    assert "404" in parked.reason


def test_two_projectors_share_the_partitions_and_neither_writes_for_the_other(house: House) -> None:
    make_shop()
    house.project()
    this = epoch(house.journal)
    other = hold(name="projector-2", epoch=this, head=head(house.journal), now=house.now)
    assert other.offsets == {}

    # the first gives up half of its partitions when it next looks
    house.wait(4)
    house.projector.step()
    other = hold(name="projector-2", epoch=this, head=head(house.journal), now=house.now)

    assert len(other.offsets) == PARTITIONS // 2
    assert not other.offsets.keys() & house.projector.held.offsets.keys()


def test_one_that_lost_its_lease_writes_nothing(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("one")))
    Partition.objects.update(lease_by="projector-2", lease_until=house.now + timedelta(minutes=1))

    with pytest.raises(LeaseLost):
        house.hear(said(AMINA, AMINA.text("two")))

    assert Message.objects.count() == 1


def test_a_projector_that_died_is_followed_by_another(house: House) -> None:
    make_shop()
    house.project()
    house.hear(said(AMINA, AMINA.text("hello")), project=False)

    house.wait(11)
    house.projector = house.new_projector("projector-2")
    house.project()

    assert Message.objects.count() == 1


@pytest.mark.parametrize("wrong", ["epoch", "head"])
def test_offsets_of_another_journal_are_not_read_on_from(
    house: House, journal: psycopg.Connection, wrong: str
) -> None:
    make_shop()
    house.project()
    if wrong == "epoch":
        journal.execute("UPDATE journal_meta SET epoch = gen_random_uuid()")
    else:
        Partition.objects.update(offset=10_000)
    house.projector = house.new_projector()

    with pytest.raises(AnotherJournal, match="rewind"):
        house.project()


def test_messages_stand_in_the_order_of_whatsapps_time_whenever_they_came(house: House) -> None:
    make_shop()
    late = said(AMINA, AMINA.text("first", at=NOON))
    house.hear(said(AMINA, AMINA.text("second", at=NOON + timedelta(seconds=1))), late)

    assert list(Message.objects.values_list("text", flat=True)) == ["first", "second"]


def test_statuses_move_up_only_and_each_is_kept_once(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.answer()

    for state in ("delivered", "sent", "failed", "read", "delivered", "read"):
        house.hear(Change(statuses=[status("wamid.out.1", state)]))

    assert Message.objects.get(direction="outbound").status == "read"
    assert sorted(StatusEvent.objects.values_list("status", flat=True)) == [
        "delivered",
        "failed",
        "read",
        "sent",
    ]


def test_a_status_that_comes_before_we_know_the_message_is_not_lost(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.hear(Change(statuses=[status("wamid.out.1", "delivered")]))

    house.answer()

    assert Message.objects.get(direction="outbound").status == "delivered"


def test_another_shops_number_cannot_speak_of_our_messages(house: House) -> None:
    make_shop("pwani", phone_number_id="1000")
    make_shop("bara", phone_number_id="2000")
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.answer()
    sent = house.whatsapp.taken[0]

    told = status("wamid.forged", "read", callback_data=sent["biz_opaque_callback_data"])
    house.hear(Change("2000", statuses=[told, status(sent["wa_id"], "read")]))

    assert Message.objects.get(direction="outbound").status == "uncertain"


def test_one_person_is_one_customer_by_user_id_or_by_phone(house: House) -> None:
    make_shop()
    phone_only, both = Writer(user_id=""), AMINA
    without_phone = Writer(phone="")

    for writer in (phone_only, both, without_phone):
        house.hear(said(writer, writer.text("hello")))

    customer = Customer.objects.get()
    assert (customer.phone, customer.user_id) == (AMINA.phone, AMINA.user_id)
    assert Conversation.objects.count() == 1


def test_a_phone_that_changed_hands_brings_nobody_elses_past(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    heir = Writer(phone=AMINA.phone, user_id="KE.9", name="Chebet")

    house.hear(said(heir, heir.text("hello")))

    assert Conversation.objects.count() == 2
    assert Customer.objects.get(user_id="KE.1").phone is None
    assert Customer.objects.get(user_id="KE.9").phone == AMINA.phone


def test_the_same_person_at_two_shops_is_two_customers(house: House) -> None:
    make_shop("pwani", phone_number_id="1000")
    make_shop("bara", phone_number_id="2000")

    house.hear(said(AMINA, AMINA.text("hello")), said(AMINA, AMINA.text("hello"), to="2000"))

    assert Customer.objects.count() == 2
    assert {one.tenant.slug for one in Conversation.objects.all()} == {"pwani", "bara"}


def test_after_a_day_of_silence_a_conversation_begins_anew(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.hear(said(AMINA, AMINA.text("hello again", at=NOON + timedelta(hours=25))))

    assert list(Conversation.objects.order_by("created_at").values_list("status", flat=True)) == [
        "abandoned",
        "open",
    ]


def test_what_is_about_no_message_is_kept_too(house: House) -> None:
    make_shop()
    house.hear(Change(name="account_update"), Change(messages=[{"type": "text", "text": {"body": "no id"}}]))

    assert sorted(BusinessEvent.objects.values_list("field", flat=True)) == [
        "account_update",
        "messages: no id or no sender",
    ]


def test_a_change_of_number_is_followed(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    system = {
        "type": "system",
        "system": {"type": "user_changed_number", "wa_id": "254799000000", "body": "x"},
    }

    house.hear(said(AMINA, AMINA.message(system)))

    assert Customer.objects.get().phone == "254799000000"


def test_a_lost_connection_is_no_records_fault(house: House) -> None:
    make_shop()
    house.project()

    def away(*_: object) -> None:
        raise psycopg.OperationalError("server closed the connection")

    house.projector.react = away
    with pytest.raises(psycopg.OperationalError):
        house.hear(said(AMINA, AMINA.text("hello")))

    assert not ParkedRecord.objects.exists()
    assert not transaction.get_connection().in_atomic_block


def test_a_projector_that_is_rewound_while_it_runs_reads_again(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    Message.objects.all().delete()

    rewind(to=0, epoch=epoch(house.journal))
    house.wait(3.5)
    house.project()

    assert Message.objects.get().text == "when do you open?"


def test_a_projector_with_nothing_to_do_does_not_read_the_others_records_again(house: House) -> None:
    make_shop()
    both = house.projector, house.new_projector("projector-2")
    for _ in range(3):
        for projector in both:
            projector.step()
        house.wait(3.5)
    for _ in range(5):
        house.hear(said(AMINA, AMINA.text("hello", at=house.now)), project=False)
        for projector in both:
            projector.step()
        house.wait(3.5)

    assert [projector.read_to for projector in both] == [head(house.journal)] * 2
    for projector in both:
        projector.step()
    # and so nothing keeps old records from being pruned
    assert set(Partition.objects.values_list("offset", flat=True)) == {head(house.journal)}


def test_a_projector_that_lost_all_its_partitions_goes_on(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.projector.forget()
    Partition.objects.update(lease_by="another", lease_until=house.now + timedelta(seconds=60))
    house.projector.step()
    house.wait(3.5)

    assert house.projector.step() == 0
