"""What operators do to the projector by hand: look, try parked records again, go back."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import now
from pytest_django.fixtures import Settings
from wabot_edge.journal.pruning import prune
from wabot_edge.journal.reading import epoch, head
from wabot_edge.journal.records import PARTITIONS, NewRecord, partition_of
from wabot_edge.journal.writing import append

from apps.bot.models import TurnDue
from apps.messaging.models import Message, ParkedRecord, Partition
from tests.house import House
from tests.people import AMINA, BARAKA, NOON, make_shop, said
from tests.web import as_role, platform_person, signed_in

pytestmark = pytest.mark.integration
HERS = partition_of("1000")


@pytest.fixture(autouse=True)
def on_this_journal(settings: Settings, journal_url: str) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url


@pytest.fixture
def parked(house: House) -> ParkedRecord:
    """A question to a number that no shop has yet."""
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    return ParkedRecord.objects.get()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("projector", *arguments)
    return capsys.readouterr().out


def failed(*arguments: str) -> tuple[int, str]:
    """The exit code, and what is said on stderr."""
    try:
        call_command("projector", *arguments)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as ended:
        return int(ended.code or 0), ""
    pytest.fail("it ended well")


def test_a_parked_record_is_projected_once_its_number_is_known(
    house: House, parked: ParkedRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()

    told = run(capsys, "retry-parked", "--all")

    assert told == "1 projected, 0 still parked.\n"
    assert not ParkedRecord.objects.exists()
    # and it is answered like any other
    assert "We are open from 8 to 6." in house.answer()[0]


def test_what_still_cannot_be_read_stays_parked_with_the_reason_of_now(
    parked: ParkedRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    ParkedRecord.objects.update(reason="of yesterday", parked_at=NOON - timedelta(days=1))

    assert failed("retry-parked", "--all") == (1, "")

    assert capsys.readouterr().out == "0 projected, 1 still parked.\n"
    again = ParkedRecord.objects.get()
    assert again.reason.startswith("UnknownNumber")
    assert again.parked_at > NOON - timedelta(days=1)


def test_only_the_one_that_was_named_is_tried(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    for phone_number_id in ("1000", "2000"):
        house.hear(said(AMINA, AMINA.text("hello"), to=phone_number_id))
        make_shop(f"shop-{phone_number_id}", phone_number_id=phone_number_id)
    first, second = ParkedRecord.objects.order_by("journal_offset")

    told = json.loads(run(capsys, "retry-parked", "--offset", str(first.journal_offset), "--json"))

    assert told == {"projected": 1, "parked": 0, "missing": []}
    assert ParkedRecord.objects.get() == second


def test_one_poisonous_record_does_not_keep_the_others_back(
    house: House, parked: ParkedRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    append(house.journal, [NewRecord("no.such.kind", HERS, NOON, b"{}", {}, "1000")])
    house.hear(said(BARAKA, BARAKA.text("hello")))
    make_shop()

    assert failed("retry-parked", "--all") == (1, "")

    assert capsys.readouterr().out == "2 projected, 1 still parked.\n"
    assert ParkedRecord.objects.get().kind == "no.such.kind"
    assert Message.objects.count() == 2


def test_a_record_that_is_projected_already_is_not_written_twice(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("hello")))
    ParkedRecord.objects.create(
        journal_offset=head(house.journal), partition=HERS, kind="whatsapp.change", reason="", parked_at=now()
    )

    run(capsys, "retry-parked", "--all")

    assert Message.objects.count() == 1


def test_one_that_the_journal_no_longer_has_is_told_and_kept_as_a_trace(
    house: House, parked: ParkedRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop("other", phone_number_id="2000")
    house.hear(said(AMINA, AMINA.text("newer"), to="2000"))
    prune(house.journal, before=NOON + timedelta(days=1), read_up_to=[head(house.journal)])

    assert failed("retry-parked", "--all") == (1, "")

    assert f"No longer in the journal: {parked.journal_offset}." in capsys.readouterr().out
    assert ParkedRecord.objects.get() == parked


def test_the_admin_tries_again_after_a_question(parked: ParkedRecord) -> None:
    make_shop()
    client = signed_in(platform_person())
    page, action = "/admin/messaging/parkedrecord/", {"action": "try_again", "_selected_action": parked.pk}

    with as_role():
        asked = client.post(page, action)
        done = client.post(page, action | {"chosen": parked.pk}, follow=True)

    assert b"1 record will be read from the journal again" in asked.content
    assert b"1 projected, 0 still parked." in done.content
    assert TurnDue.objects.count() == 1


def test_status_tells_ranges_of_partitions_that_stand_alike(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.now = now()
    house.hear(said(AMINA, AMINA.text("hello")))
    house.hear(said(AMINA, AMINA.text("anybody?")), project=False)

    table = run(capsys, "status")
    told: list[dict[str, Any]] = json.loads(run(capsys, "status", "--json"))

    assert len(told) == PARTITIONS
    assert [one["number"] for one in told if one["lag_records"]] == [HERS]
    assert {one["held_by"] for one in told} == {"projector-1"}
    assert f"0–{HERS - 1}" in table
    assert "projector-1" in table


def test_status_of_a_house_that_never_ran(db: None, journal: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "status") == "No projector has run on this database yet.\n"
    assert json.loads(run(capsys, "status", "--json")) == []


def test_without_confirmation_a_rewind_only_says_what_it_would_do(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("one")), said(AMINA, AMINA.text("two")))

    code, says = failed("rewind", "--to", "1", "--partition", str(HERS))

    assert code == 2
    assert (
        says == "nothing was changed; --confirm would read again 1 partition(s) from offset 1 on, 1 record(s)"
    )
    assert Partition.objects.get(number=HERS).offset == head(house.journal)


def test_a_rewind_brings_back_rows_that_were_lost_under_the_same_ids(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("when do you open?")))
    house.answer()
    before = sorted(Message.objects.values_list("pk", "text"))
    Message.objects.all().delete()

    told = run(capsys, "rewind", "--to", "0", "--confirm")
    house.projector.forget()
    house.project()

    assert told.startswith(f"Reading again {PARTITIONS} partition(s) from offset 0 on")
    assert sorted(Message.objects.values_list("pk", "text")) == before
    assert house.answer() == []


def test_a_rewind_never_goes_forward_over_records_that_nobody_read(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("read")))
    house.hear(said(AMINA, AMINA.text("not read yet")), project=False)
    stood = dict(Partition.objects.values_list("number", "offset"))

    call_command("projector", "rewind", "--to", str(head(house.journal)), "--confirm")

    assert dict(Partition.objects.values_list("number", "offset")) == stood


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rewind", "--to", "-1"], "--to -1: the journal's offsets go from 0 to 1"),
        (["rewind", "--to", "99"], "--to 99: the journal's offsets go from 0 to 1"),
        (["rewind", "--to", "0", "--partition", "64"], "give a number from 0 to 63"),
        (["retry-parked", "--offset", "5", "--offset", "6"], "no parked record has the offset 5, 6"),
        (["rewind"], "the following arguments are required: --to"),
        (["retry-parked"], "one of the arguments --offset --all is required"),
        (["retry-parked", "--offset", "x"], "invalid int value: 'x'"),
        ([], "the following arguments are required"),
    ],
)
def test_bad_usage_is_named_and_changes_nothing(house: House, arguments: list[str], says: str) -> None:
    append(house.journal, [said(AMINA, AMINA.text("hello")).record()])

    assert says in failed(*arguments)[1]
    assert not Partition.objects.exists()


def test_offsets_of_another_journal_are_rewound_to_its_beginning_alone(house: House) -> None:
    make_shop()
    house.hear(said(AMINA, AMINA.text("one")), said(AMINA, AMINA.text("two")))
    house.journal.execute("UPDATE journal_meta SET epoch = gen_random_uuid()")

    assert failed("rewind", "--to", "1", "--confirm")[0] == 2
    call_command("projector", "rewind", "--to", "0", "--confirm")

    assert set(Partition.objects.values_list("offset", "epoch")) == {(0, epoch(house.journal))}


def test_without_the_journal_there_is_one_line_and_exit_code_1(house: House, settings: Settings) -> None:
    settings.JOURNAL_DATABASE_URL = "postgresql://127.0.0.1:9/nowhere"

    for verb in (["status"], ["rewind", "--to", "0"], ["retry-parked", "--all"]):
        code, says = failed(*verb)
        assert code == 1
        assert says.startswith("the journal: ")
        assert len(says.splitlines()) == 1
