"""The journal forgets what nobody needs any more, and never what somebody does."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import now
from pytest_django.fixtures import Settings
from wabot_edge.journal.pruning import keep
from wabot_edge.journal.reading import head, read
from wabot_edge.journal.records import Kind, NewRecord
from wabot_edge.journal.writing import append

from apps.messaging.models import ParkedRecord
from apps.operations.tasks import prune_journal_nightly
from tests.house import House
from tests.people import AMINA, make_shop, said

pytestmark = pytest.mark.integration
OLD = timedelta(days=91)


@pytest.fixture(autouse=True)
def on_this_journal(settings: Settings, journal_url: str) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url


def hear(house: House, *words: str, at: datetime, to: str = "1000", project: bool = True) -> None:
    house.now = at
    for each in words:
        house.hear(said(AMINA, AMINA.text(each, at=at), to=to), project=project)


def somebody_pays(house: House) -> None:
    append(house.journal, [NewRecord(Kind.PAYMENT_CALLBACK, 5, house.now, b"paid", {":token": "t"})])
    house.project()


def pruned(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    call_command("prune_journal", "--json", *arguments)
    return dict(json.loads(capsys.readouterr().out))


def offsets(house: House) -> list[int]:
    return [record.offset for record in read(house.journal, after=0)]


def settled(house: House) -> None:
    """Quiet partitions follow the busy one."""
    house.wait(4)
    house.project()


def test_what_is_old_and_projected_goes_and_the_rest_stays(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    hear(house, "one", "two", at=now() - OLD)
    hear(house, "three", at=now())
    settled(house)

    assert pruned(capsys) == {"deleted": 2, "given_up": 0, "kept": ""}
    assert offsets(house) == [3]


def test_beat_prunes_as_the_settings_say(house: House, settings: Settings) -> None:
    make_shop()
    hear(house, "one", "two", at=now() - timedelta(days=10))
    settled(house)

    assert prune_journal_nightly() == 0
    settings.WABOT_JOURNAL_DAYS = 9
    assert prune_journal_nightly() == 1
    assert offsets(house) == [head(house.journal)]


def test_what_no_projector_has_read_stays(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    make_shop()
    hear(house, "one", at=now() - OLD)
    hear(house, "two", "three", at=now() - OLD, project=False)
    hear(house, "four", at=now(), project=False)

    told = pruned(capsys)

    assert told["deleted"] == 0
    assert "no projector has read beyond" in told["kept"]
    assert len(offsets(house)) == 4


def test_a_parked_message_keeps_itself_until_it_is_given_up(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    hear(house, "one", at=now() - OLD)
    hear(house, "to nobody yet", at=now() - OLD, to="2000")
    hear(house, "two", at=now() - OLD)
    hear(house, "three", at=now())
    settled(house)

    told = pruned(capsys)
    assert (told["deleted"], told["kept"]) == (1, "record 2 is parked and keeps all that came after it")

    told = pruned(capsys, "--give-up-parked")
    assert (told["deleted"], told["given_up"]) == (2, 1)
    assert not ParkedRecord.objects.exists()
    assert offsets(house) == [4]


def test_a_payment_that_no_release_can_read_goes_with_its_age(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    make_shop()
    hear(house, "one", at=now() - OLD)
    somebody_pays(house)
    hear(house, "two", at=now() - OLD)
    hear(house, "three", at=now())
    somebody_pays(house)
    settled(house)
    assert ParkedRecord.objects.count() == 2

    assert pruned(capsys) == {"deleted": 3, "given_up": 1, "kept": ""}
    assert offsets(house) == [4, 5]
    # and one of today has its days before it
    assert ParkedRecord.objects.get().journal_offset == 5


def test_a_kept_backup_keeps_what_it_needs(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    make_shop()
    hear(house, "one", "two", at=now() - OLD)
    hear(house, "three", at=now())
    settled(house)
    keep(house.journal, name="backup-of-monday", from_offset=2, reason="its recovery reads on from there")

    told = pruned(capsys)

    assert told["deleted"] == 1
    assert told["kept"] == "backup-of-monday needs the rest: its recovery reads on from there"


def test_in_another_journal_nothing_is_pruned(house: House) -> None:
    make_shop()
    hear(house, "one", "two", at=now() - OLD)
    house.journal.execute("UPDATE journal_meta SET epoch = gen_random_uuid()")

    with pytest.raises(CommandError, match="of another journal") as refused:
        call_command("prune_journal")

    assert refused.value.returncode == 1
    assert offsets(house) == [1, 2]


def test_no_days_at_all_is_bad_usage(house: House) -> None:
    with pytest.raises(CommandError, match="give at least one day") as refused:
        call_command("prune_journal", "--days", "0")

    assert refused.value.returncode == 2
