"""A conversation as an operator reads it, in order, with the turns between and nothing missing."""

from datetime import timedelta

import pytest
from django.test import Client

from apps.messaging.models import Conversation, Message, OutboxMessage, OutboxState
from apps.operations.selectors import transcript
from apps.operations.selectors.transcript import Said, transcript_of
from tests.house import House
from tests.people import AMINA, Change, make_products, make_shop, said, status
from tests.web import as_role, platform_person, shop_person, signed_in

pytestmark = pytest.mark.integration


def talk(house: House, *words: str) -> Conversation:
    for each in words:
        house.hear(said(AMINA, AMINA.text(each, at=house.now)))
        house.answer()
        house.wait(10)
    return Conversation.objects.get()


def lines(conversation: Conversation) -> list[Said]:
    return [entry.said for entry in transcript_of(conversation).entries if entry.said]


def test_it_reads_in_order_with_each_turn_after_what_it_took_in(house: House) -> None:
    make_products(make_shop())
    for words in ("hello", "what do you sell?"):
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.wait(1)
    house.answer()

    entries = transcript_of(Conversation.objects.get()).entries

    assert [entry.said.is_ours if entry.said else "turn" for entry in entries] == [False, False, "turn", True]
    assert entries[2].turn is not None
    assert len(entries[2].turn.message_ids) == 2


def test_ticks_follow_what_whatsapp_told(house: House) -> None:
    make_shop()
    conversation = talk(house, "when do you open?", "when do you open?", "when do you open?")
    house.hear(Change(statuses=[status("wamid.out.1", "read"), status("wamid.out.2", "delivered")]))

    assert [line.tick.says for line in lines(conversation) if line.is_ours] == ["read", "delivered", "sent"]
    assert [line.tick.sign for line in lines(conversation) if not line.is_ours] == ["", "", ""]


def test_a_quoted_message_is_shown_with_its_words(house: House) -> None:
    make_shop()
    conversation = talk(house, "when do you open?")
    quote = AMINA.text("on Sunday too?", at=house.now, context={"id": "wamid.out.1"})
    house.hear(said(AMINA, quote))

    assert "We are open from 8 to 6." in lines(conversation)[-1].quoted


def test_what_has_not_left_is_shown_apart(house: House) -> None:
    make_shop()
    conversation = talk(house, "when do you open?")
    OutboxMessage.objects.update(state=OutboxState.CANCELLED, reason="joined by a later message")

    assert [row.reason for row in transcript_of(conversation).unsent] == ["joined by a later message"]


def test_a_long_one_is_read_page_by_page_and_none_is_missed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcript, "AT_ONCE", 4)
    make_shop()
    same_second = [said(AMINA, AMINA.text(f"line {number}", at=house.now)) for number in range(10)]
    house.hear(*same_second)
    conversation = Conversation.objects.get()

    read: list[str] = []
    page = transcript_of(conversation)
    while True:
        read = [entry.said.message.text for entry in page.entries if entry.said] + read
        if page.earlier is None:
            break
        page = transcript_of(conversation, before=page.earlier)

    assert read == [f"line {number}" for number in range(10)]


def page_of(client: Client, conversation: Conversation, query: str = "") -> str:
    with as_role():
        answered = client.get(f"/admin/messaging/conversation/{conversation.pk}/change/{query}")
    assert answered.status_code == 200
    return answered.content.decode()


def test_the_page_shows_waits_on_the_shops_own_clock(house: House) -> None:
    make_shop()
    conversation = talk(house, "when do you open?")

    page = page_of(signed_in(platform_person()), conversation)

    assert "answered in 100 ms, customer waited 3.1 s" in page
    # noon in UTC is three in the afternoon in Nairobi
    assert "15:00:03" in page
    assert "Africa/Nairobi" in page


def test_a_zone_that_does_not_exist_is_no_reason_to_fail(house: House) -> None:
    shop = make_shop().tenant
    shop.timezone = "Mars/Olympus"
    shop.save()

    assert "12:00:03" in page_of(signed_in(shop_person(shop)), talk(house, "hello"))


def test_odd_page_addresses_show_the_newest(house: House) -> None:
    make_shop()
    conversation = talk(house, "hello")

    for query in ("?before=nonsense", "?before=00000000-0000-0000-0000-000000000000"):
        assert "hello" in page_of(signed_in(platform_person(query)), conversation, query)


def test_nothing_can_be_written_there(house: House) -> None:
    make_shop()
    conversation = talk(house, "hello")
    before = list(Message.objects.values())

    with as_role():
        told = signed_in(platform_person()).post(
            f"/admin/messaging/conversation/{conversation.pk}/change/", {"status": "completed"}
        )

    assert told.status_code == 403
    assert list(Message.objects.values()) == before
    conversation.refresh_from_db()
    assert conversation.status == "open"
    assert conversation.updated_at - conversation.created_at < timedelta(hours=1)
