"""What an operator types, and what is answered."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import ManagementUtility, call_command
from wabot_edge.journal.erasing import entries

from apps.operations.tasks import apply_erasures_nightly
from apps.tenants.models import Customer
from tests.archive import AMINA, Archive, talk
from tests.people import AMINA as SOMEBODY_ELSE
from tests.people import said

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def our_journal_and_store(settings: Any, journal_url: str, tmp_path: Path) -> None:
    settings.JOURNAL_DATABASE_URL = journal_url
    settings.WABOT_STATE_DIR = tmp_path


def typed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was complained."""
    capsys.readouterr()
    code = 0
    try:
        ManagementUtility(["manage.py", *arguments]).execute()
    except SystemExit as end:
        code = int(end.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_rehearsal_then_the_erasure(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    talk(archive)
    who = ("erase_customer", "--tenant-id=pwani", f"--phone={AMINA.phone}", "--json")

    code, out, _ = typed(capsys, *who, "--dry-run")
    would = json.loads(out)
    assert (code, would["dry_run"], would["messages"]) == (0, True, 3)
    assert Customer.objects.count() == 2

    code, out, _ = typed(capsys, *who, "--confirm")
    assert json.loads(out) == would | {"dry_run": False}
    assert code == 0
    assert Customer.objects.count() == 1
    assert AMINA.phone not in out


def test_in_words_it_says_what_went(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    talk(archive)

    code, out, _ = typed(
        capsys, "erase_customer", "--tenant-id=pwani", f"--user-id={AMINA.user_id}", "--confirm"
    )

    assert code == 0
    assert out.startswith("Erased 1 customer(s) of Pwani: 1 conversations, 3 messages, 1 files")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--tenant-id=pwani", "--confirm"], "--phone"),
        (["--tenant-id=pwani", "--phone=254712345671"], "--dry-run"),
        (["--tenant-id=pwani", "--phone=none", "--confirm"], "--phone must have digits"),
        (["--tenant-id=nobody", "--phone=254712345671", "--confirm"], "nobody"),
        (["--phone=254712345671", "--confirm"], "--tenant-id"),
        (["--tenant-id=pwani", "--phone=254712345671", "--confirm", "--dry-run"], "not allowed"),
    ],
)
def test_bad_usage_is_one_line_and_changes_nothing(
    archive: Archive, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    talk(archive)

    code, out, err = typed(capsys, "erase_customer", *arguments)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert complaint in err
    assert Customer.objects.count() == 2
    assert entries(archive.house.journal) == []


def test_with_the_projector_behind_it_fails_and_says_why(
    archive: Archive, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.operations.management.commands.erase_customer.PATIENCE_S", 0.2)
    archive.house.hear(said(SOMEBODY_ELSE, SOMEBODY_ELSE.text("hello")), project=False)

    with pytest.raises(Exception, match="start the projector") as failure:
        call_command("erase_customer", tenant_id="pwani", phone="254712345671", confirm=True)

    assert getattr(failure.value, "returncode", None) == 1
    assert entries(archive.house.journal) == []


def test_after_a_restore_one_command_erases_again(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(archive)
    archive.back_up()
    archive.erase()
    archive.restore()

    code, out, _ = typed(capsys, "apply_erasures", "--json")

    assert (code, json.loads(out)["messages"]) == (0, 3)
    assert archive.words_left() == {}
    assert typed(capsys, "apply_erasures")[1].startswith("2 names on the list. Erased again: 0 customers, 0")


def test_every_night_it_is_done_too(archive: Archive) -> None:
    talk(archive)
    archive.erase()
    archive.house.hear(said(AMINA, AMINA.text("delivered late")))

    assert apply_erasures_nightly() == 1
    assert archive.words_left() == {}
