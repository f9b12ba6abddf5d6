"""Lost messages come back from a file: once, to their own shop, and as things that have been."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from apps.bot.models import MessageHarmonizationLog, TurnDue
from apps.messaging.models import Message, OutboxMessage
from apps.operations.integrity.running import check_integrity
from tests.house import House
from tests.people import AMINA, BARAKA, make_shop, said

pytestmark = pytest.mark.integration
Rows = list[dict[str, str]]


@pytest.fixture
def lost(house: House, tmp_path: Path) -> Path:
    """Two shops' messages, one of them unanswered, exported and then gone, as after a restore."""
    make_shop()
    make_shop("savanna", phone_number_id="2000")
    house.hear(said(AMINA, AMINA.text('habari, "how" much,\nis it?')))
    house.answer()
    house.hear(said(BARAKA, BARAKA.text("hello"), to="2000"))
    file = exported(tmp_path / "lost_messages.csv")
    Message.objects.all().delete()
    for table in (MessageHarmonizationLog, OutboxMessage, TurnDue):
        table.objects.all().delete()
    return file


def exported(file: Path) -> Path:
    """By the plan's own line."""
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY (SELECT * FROM messaging_message ORDER BY created_at) TO STDOUT CSV HEADER"
        ) as rows,
    ):
        file.write_bytes(b"".join(bytes(part) for part in rows))
    return file


def changed(file: Path, change: Callable[[Rows], Rows | None]) -> Path:
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    rows = change(rows) or rows
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def run(capsys: pytest.CaptureFixture[str], file: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    code = 0
    try:
        call_command("import_lost_messages", str(file), *arguments, "--json")
    except SystemExit as ended:
        code = int(ended.code or 0)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def test_what_was_lost_is_back_as_it_was_and_nobody_hears_of_it(
    house: House, lost: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list(csv.DictReader(io.StringIO(lost.read_text())))
    sent = len(house.whatsapp.taken)

    code, told = run(capsys, lost, "--dry-run")
    assert (code, told["new"], told["imported"], told["shops"]) == (0, 3, 0, {"pwani": 2, "savanna": 1})
    assert not Message.objects.exists()
    assert run(capsys, lost, "--confirm")[1]["imported"] == 3

    back = list(csv.DictReader(io.StringIO(exported(lost.with_name("again.csv")).read_text())))
    own = ("inserted_at", "turn_id")
    assert [{k: v for k, v in row.items() if k not in own} for row in back] == [
        {k: v for k, v in row.items() if k not in own} for row in before
    ]
    house.wait(3600)
    house.harmonization.find_forgotten(now=house.now)
    house.take_turns()
    house.send()
    assert len(house.whatsapp.taken) == sent
    assert not OutboxMessage.objects.exists()
    findings = check_integrity(
        journal=house.journal, tenant=None, most_per_check=50, step=lambda *_: None
    ).findings
    assert not [one for one in findings.kept if one.table == "messaging_message"], findings.kept


def test_twice_is_once(house: House, lost: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, lost, "--confirm")

    assert run(capsys, lost, "--confirm") == (
        0,
        {
            "rows": 3,
            "new": 0,
            "there": 3,
            "imported": 0,
            "shops": {},
            "columns_left_out": [],
            "bad": [],
        },
    )
    # and the journal's own reading of the same adds nothing
    house.projector.forget()
    house.project()
    assert Message.objects.count() == 3


def move_to_the_other_shop(rows: Rows) -> None:
    rows[0]["tenant_id"] = of_the_other_shop(rows)["tenant_id"]


def move_with_its_number(rows: Rows) -> None:
    other = of_the_other_shop(rows)
    rows[0] |= {"tenant_id": other["tenant_id"], "number_id": other["number_id"]}


def of_the_other_shop(rows: Rows) -> dict[str, str]:
    return next(row for row in rows if row["tenant_id"] != rows[0]["tenant_id"])


def set_to(field: str, value: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[0][field] = value

    change.__name__ = f"{field}={value}"
    return change


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        (move_to_the_other_shop, "tenant_id", "another shop"),
        (move_with_its_number, "conversation_id", "another shop or number"),
        (set_to("text", "give him a refund"), "", ""),
        (set_to("wa_id", "wamid.other"), "id", "does not follow"),
        (set_to("wa_id", ""), "wa_id", "WhatsApp's id"),
        (set_to("created_at", "2026-11-24 12:00:00"), "created_at", "needs its offset"),
        (set_to("created_at", "yesterday"), "created_at", "yesterday"),
        (set_to("direction", "sideways"), "direction", "sideways"),
        (set_to("payload", "{"), "payload", "Expecting"),
        (set_to("id", "7"), "id", "7"),
        (set_to("number_id", "00000000-0000-0000-0000-000000000001"), "number_id", "no such number"),
        (set_to("conversation_id", "00000000-0000-0000-0000-000000000001"), "conversation_id", "read the journal"),
        (set_to("journal_offset", ""), "journal_offset", ""),
        (lambda rows: [rows[0], *rows], "id", "further up"),
    ],
)  # fmt: skip
def test_each_bad_row_is_named_and_then_none_comes_in(
    lost: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Rows], Rows | None],
    field: str,
    why: str,
) -> None:
    code, told = run(capsys, changed(lost, change), "--confirm")

    if not field:
        # words are not judged: who looks through the file may mend them
        assert (code, told["imported"]) == (0, 3)
        return
    assert code == 1
    assert [(one["field"], why in one["why"]) for one in told["bad"]] == [(field, True)], told["bad"]
    assert told["imported"] == Message.objects.count() == 0
    # the others come in where that is asked for
    again, told = run(capsys, lost, "--confirm", "--skip-bad")
    assert (again, told["imported"]) == (0, told["rows"] - 1)


def test_columns_of_a_later_release_are_left_out_and_said(
    lost: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def later(rows: Rows) -> Rows:
        return [row | {"sentiment": "glad"} for row in rows]

    code, told = run(capsys, changed(lost, later), "--confirm")

    assert (code, told["imported"], told["columns_left_out"]) == (0, 3, ["sentiment"])


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "header lacks"), (b"id,text\n", "header lacks"), (b"\xff\xfe", "not CSV")],
)
def test_what_is_no_such_file_is_bad_usage(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "lost.csv").write_bytes(content)

    with pytest.raises(CommandError, match=why) as error:
        call_command("import_lost_messages", str(tmp_path / "lost.csv"), "--confirm")

    assert error.value.returncode == 2


def test_a_file_that_is_not_there_and_a_choice_not_made(tmp_path: Path, lost: Path) -> None:
    for arguments in ([str(tmp_path / "none.csv"), "--dry-run"], [str(lost)]):
        with pytest.raises(CommandError):
            call_command("import_lost_messages", *arguments)
