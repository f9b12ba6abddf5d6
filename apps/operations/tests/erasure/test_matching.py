"""Names are known again by keyed digests, in any text they may stand in."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_edge.journal.erasing import TOMBSTONE, Entry

from apps.messaging.whatsapp.stripping import Name
from apps.operations.errors import ErasureKeyMissing
from apps.operations.services.erasure.digests import NameKeys
from apps.operations.services.erasure.matching import Matcher
from apps.operations.services.erasure.payments import without_person

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SHOP, OTHER = UUID(int=1), UUID(int=2)
PHONE, USER_ID = Name("phone", "254712345671"), Name("user_id", "KE.4711aBcD")
KEYS = NameKeys([b"newest", b"older"])


def entry(name: Name, keys: NameKeys = KEYS) -> Entry:
    digest = keys.digest(SHOP, name)
    return Entry(digest.value, digest.key_id, SHOP, name.kind, 10, NOON, NOON, "")


def matcher(*names: Name) -> Matcher:
    return Matcher([entry(name) for name in names or (PHONE, USER_ID)], KEYS)


@pytest.mark.parametrize("written", ["254712345671", "+254 712 345 671", "254-712-345671"])
def test_a_phone_is_the_same_however_it_is_written(written: str) -> None:
    assert matcher().entry_of(SHOP, Name("phone", written))


def test_a_name_is_erased_at_its_own_shop_alone() -> None:
    assert matcher().entry_of(OTHER, PHONE) is None
    assert matcher().entry_of(SHOP, Name("user_id", PHONE.value)) is None


@pytest.mark.parametrize(
    ("offset", "seconds", "is_covered"), [(10, 99, True), (11, 0, True), (11, 1, False), (10, -1, True)]
)
def test_what_came_before_or_was_said_before_is_covered(offset: int, seconds: int, is_covered: bool) -> None:
    at = NOON + timedelta(seconds=seconds)

    assert matcher().is_erased(SHOP, PHONE, offset=offset, at=at) is is_covered


def test_an_older_key_still_knows_its_names() -> None:
    old = NameKeys([b"older"])

    assert Matcher([entry(PHONE, old)], KEYS).entry_of(SHOP, PHONE)
    with pytest.raises(ErasureKeyMissing, match="1 entries"):
        Matcher([entry(PHONE), entry(USER_ID, old)], NameKeys([b"newest"]))


def mentions(text: str) -> bool:
    return matcher().mentions(text.encode(), {SHOP, OTHER}, offset=1, at=NOON)


@given(
    before=st.sampled_from(["", " ", '"', "+", ":", "tel", "é"]), after=st.sampled_from(["", '"', ",", "x"])
)
def test_a_phone_is_found_in_any_text(before: str, after: str) -> None:
    assert mentions(f"{before}{PHONE.value}{after}")


def test_a_longer_number_is_another() -> None:
    assert not mentions(f"1{PHONE.value}")
    assert not mentions(f"{PHONE.value}9")
    assert not mentions("nobody is named here 2547")


def test_a_user_id_is_found_in_a_text() -> None:
    assert mentions(f'{{"id":"{USER_ID.value}"}}')
    assert not mentions(f"{USER_ID.value}x")


def test_who_came_back_has_not_left() -> None:
    found = matcher()
    assert found.has_left(SHOP, PHONE)

    found.returned.add(entry(PHONE).digest)

    assert not found.has_left(SHOP, PHONE)
    assert not found.has_left(SHOP, Name("phone", "254700000000"))


def test_the_journal_is_searched_from_where_the_least_searched_entry_stands() -> None:
    entries = [replace(entry(PHONE), scanned_to=7), replace(entry(USER_ID), scanned_to=3)]

    assert Matcher(entries, KEYS).scanned_to == 3


def test_of_a_payment_the_person_goes_and_the_money_stays() -> None:
    callback = {
        "Body": {
            "Item": [{"Name": "Amount", "Value": 350}, {"Name": "PhoneNumber", "Value": int(PHONE.value)}]
        },
        "FirstName": "Amina",
        "TransID": "QWE123",
    }

    left = json.loads(without_person(json.dumps(callback).encode(), lambda text: mentions(text.decode())))

    assert left["Body"]["Item"] == [
        {"Name": "Amount", "Value": 350},
        {"Name": "PhoneNumber", "Value": "erased"},
    ]
    assert (left["FirstName"], left["TransID"]) == ("erased", "QWE123")


def test_another_persons_payment_is_the_same_to_the_letter() -> None:
    body = b'{ "MSISDN": 254700000000, "FirstName": "Baraka" }'

    assert without_person(body, lambda text: mentions(text.decode())) == body


def test_a_payment_of_no_known_form_goes_whole() -> None:
    assert without_person(f"phone={PHONE.value}&amount=350".encode(), lambda _: True) == TOMBSTONE
