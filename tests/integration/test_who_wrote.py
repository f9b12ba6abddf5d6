"""People and their names: a phone may change hands, and two projectors may meet the same person at once."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import pytest
from django.db import connections

from apps.messaging.events import Event
from apps.messaging.models import Message, ParkedRecord
from apps.messaging.services.projecting.batch import React
from apps.messaging.services.projecting.projector import Projector
from apps.tenants.models import Customer, WhatsAppNumber
from tests.house import House
from tests.people import AMINA, Writer, make_shop, said

pytestmark = pytest.mark.integration


def test_a_phone_that_moves_to_somebody_known_is_theirs(house: House) -> None:
    make_shop()
    amina, baraka = Writer(phone="", user_id="KE.1"), Writer(phone="254700", user_id="KE.2")
    house.hear(said(amina, amina.text("hello")), said(baraka, baraka.text("hello")))

    moved = Writer(phone="254700", user_id="KE.1")
    house.hear(said(moved, moved.text("when do you open?")))

    assert not ParkedRecord.objects.exists()
    assert Message.objects.count() == 3
    assert set(Customer.objects.values_list("user_id", "phone")) == {("KE.1", "254700"), ("KE.2", None)}


def test_two_people_who_swap_phones_in_one_batch_are_told_apart(house: House) -> None:
    make_shop()
    amina, baraka = Writer(phone="254701", user_id="KE.1"), Writer(phone="254702", user_id="KE.2")
    house.hear(said(amina, amina.text("hello")), said(baraka, baraka.text("hello")))

    now_amina, now_baraka = Writer(phone="254702", user_id="KE.1"), Writer(phone="254701", user_id="KE.2")
    house.hear(said(now_amina, now_amina.text("it is me")), said(now_baraka, now_baraka.text("and me")))

    assert not ParkedRecord.objects.exists()
    assert set(Customer.objects.values_list("user_id", "phone")) == {("KE.1", "254702"), ("KE.2", "254701")}


def test_who_gets_a_number_that_was_somebody_elses_is_heard(house: House) -> None:
    make_shop()
    before = Writer(phone="254700", user_id="")
    house.hear(said(before, before.text("hello")))
    told = {"type": "user_changed_number", "wa_id": "254711", "body": "A changed"}
    house.hear(said(before, before.message({"type": "system", "system": told})))

    after = Writer(phone="254700", user_id="", name="Neema")
    house.hear(said(after, after.text("when do you open?", at=house.now)))

    assert not ParkedRecord.objects.exists()
    assert set(Customer.objects.values_list("phone", flat=True)) == {"254711", "254700"}


def test_a_new_customer_who_writes_to_two_numbers_at_once_is_one_person(house: House) -> None:
    first = make_shop()
    WhatsAppNumber.objects.create(
        tenant=first.tenant, phone_number_id="1002", display_phone_number="+254 1002", waba_id="W1"
    )
    one, two = house.projector, house.new_projector("projector-2")
    for _ in range(3):
        house.wait(3.5)
        for projector in (one, two):
            projector.step()
    house.hear(said(AMINA, AMINA.text("hello")), said(AMINA, AMINA.text("hello"), to="1002"), project=False)
    barrier = threading.Barrier(2)
    for projector in (one, two):
        react = projector.react
        projector.react = partial(_react_together, barrier, react)
    threads = [threading.Thread(target=_step_apart, args=(projector,)) for projector in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert not ParkedRecord.objects.exists()
    assert (Customer.objects.count(), Message.objects.count()) == (1, 2)


def _react_together(barrier: threading.Barrier, react: React, events: Sequence[Event], now: datetime) -> None:
    """Both have written the customer before either commits; who must wait for the other's row never gets here."""
    with suppress(threading.BrokenBarrierError):
        barrier.wait(1)
    react(events, now)


def _step_apart(projector: Projector) -> None:
    try:
        projector.step()
    finally:
        connections.close_all()
