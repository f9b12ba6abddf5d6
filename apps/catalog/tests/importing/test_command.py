import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from rich.console import Console

from apps.catalog.models import Product
from apps.catalog.tests.making import own_json, simple
from apps.tenants.models import Tenant


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.json"
    path.write_bytes(own_json(simple("cap"), simple("dress")))
    return path


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_what_it_did(shop: Tenant, file: Path) -> None:
    assert run(str(file), "--tenant-id", "duka") == (
        "json: 2 created, 0 updated, 0 unchanged; 2 variants, 0 row(s) rejected\n"
    )
    assert Product.objects.filter(tenant=shop).count() == 2


def test_a_shop_goes_by_its_id_too(shop: Tenant, file: Path) -> None:
    run(str(file), "--tenant-id", str(shop.id))

    assert Product.objects.filter(tenant=shop).count() == 2


def test_rejected_rows_are_listed_and_end_in_1(
    shop: Tenant, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(own_json(simple("cap"), *(simple(f"bad-{at}", price="?") for at in range(60))))

    with pytest.raises(SystemExit) as ended:
        call_command("import_catalogue", str(file), "--tenant-id", "duka")

    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "1 created, 0 updated, 0 unchanged; 1 variants, 60 row(s) rejected" in said
    assert "  line 2: price is not a number: '?'" in said
    assert "… and 10 more; --json lists all" in said


def test_a_program_reads_the_report_as_json(shop: Tenant, file: Path) -> None:
    assert json.loads(run(str(file), "--tenant-id", "duka", "--json")) == {
        "format": "json",
        "dry_run": False,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "variants": 2,
        "rejected": [],
        "notes": [],
    }


def test_a_dry_run_says_so_and_changes_nothing(shop: Tenant, file: Path) -> None:
    assert run(str(file), "--tenant-id", "duka", "--dry-run").endswith("Dry run: nothing was changed.\n")
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"a,b\n", ["--tenant-id", "duka"], "catalogue.json: no known format"),
        (b"{}", ["--tenant-id", "nobody"], "there is no shop with the id or slug 'nobody'"),
        (None, ["--tenant-id", "duka"], "No such file or directory"),
    ],
)
def test_what_cannot_be_done_ends_in_2_with_one_line(
    shop: Tenant, file: Path, content: bytes | None, arguments: list[str], said: str
) -> None:
    file.unlink() if content is None else file.write_bytes(content)

    with pytest.raises(CommandError, match=said) as refused:
        run(str(file), *arguments)

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


def test_a_terminal_shows_a_bar_and_the_report_stays_clean(
    shop: Tenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True)
    monkeypatch.setattr("apps.catalog.management.commands.import_catalogue.Console", lambda **_: terminal)

    report = run(str(file), "--tenant-id", "duka")

    assert "catalogue.json" in screen.getvalue()
    assert "2/2" in screen.getvalue()
    assert report.startswith("json: 2 created")


def test_help_explains_formats_and_exit_codes() -> None:
    shown = subprocess.run(
        [sys.executable, "manage.py", "import_catalogue", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "Shopify, WooCommerce" in shown
    assert "1  some rows were rejected; the report names each with its line and the reason" in shown
    assert "--dry-run" in shown
