"""What an operator sees who mistypes, or types while a database is away: one line, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.people import make_shop

pytestmark = pytest.mark.integration
ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql:///none?host=/nowhere"


@pytest.mark.parametrize(
    "typed",
    [
        "configuration_history --limit=-4",
        "configuration_history --restore=0 --wait=-1",
        "configure_ux_features --disable-harmonization --wait=-1",
        "configure_ux_features --disable-harmonization --wait=nan",
        "test_bot_message --tenant-id=duka --timeout=0",
        "test_bot_message --tenant-id=duka --timeout=nan",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_number_that_means_nothing_is_refused_by_name(typed: str) -> None:
    make_shop("duka")
    name, *arguments = typed.split()

    with pytest.raises(CommandError) as refused:
        call_command(name, *arguments)

    assert refused.value.returncode == 2
    assert str(refused.value).startswith(arguments[-1].partition("=")[0])


@pytest.mark.parametrize(
    "typed", ["show_ux_config", "configure_ux_features --disable-all-enhancements", "configuration_history"]
)
def test_a_database_that_is_away_is_said_in_one_line(typed: str) -> None:
    away = {**os.environ, "DATABASE_URL": NOWHERE, "WABOT_LOG_TABLE": "false"}

    ended = subprocess.run(
        [sys.executable, "manage.py", *typed.split()],
        cwd=ROOT,
        env=away,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    [line] = ended.stderr.strip().splitlines()
    assert line.startswith(f"{typed.split()[0]}: a database is away: ")
