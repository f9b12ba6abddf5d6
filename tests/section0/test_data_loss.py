"""The plan's data-loss script: it stops at its third line, and mended it finds no loss where there is one."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo
from wabot_rollback.database.dropping import drop
from wabot_rollback.database.tools import matching
from wabot_rollback.salvage.assessing import assess_loss

from tests.house import House
from tests.people import AMINA, make_products, make_shop, said

pytestmark = pytest.mark.integration
# As it stands.
SCRIPT = """
from django.utils import timezone
from datetime import timedelta
deployment_time = timezone.datetime(2025, 1, 20, 14, 0, 0)
rollback_time = timezone.now()
data_loss_window = rollback_time - deployment_time
"""
# What `Message.objects.filter(created_at__gte=..., created_at__lte=...).count()` asks, with times that can be compared.
LOST = "SELECT count(*) FROM messaging_message WHERE created_at BETWEEN %s AND %s"


@pytest.fixture
def url() -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])


@pytest.fixture
def restored(url: str) -> Iterator[str]:
    name = f"restored_{uuid4().hex[:8]}"
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_conninfo(url, dbname=name)
        drop(admin, name)


def test_it_takes_a_naive_time_from_an_aware_one() -> None:
    with pytest.raises(TypeError, match="offset-naive and offset-aware"):
        exec(SCRIPT, {})  # noqa: S102  (the plan's own lines)


def test_the_restored_database_knows_of_no_loss_and_the_comparison_knows_each_message(
    house: House, url: str, restored: str, tmp_path: Path
) -> None:
    make_products(make_shop())
    house.hear(said(AMINA, AMINA.text("hello")))
    house.answer()
    with psycopg.connect(url) as asked:
        tools = matching(asked)
    backup = str(tmp_path / "backup.sql")
    subprocess.run([tools.path("pg_dump"), f"--dbname={url}", "-F", "c", "-f", backup], check=True)
    house.wait(60)
    deployed_at = house.now
    for words in ("do you have mugs?", "how much is the blue one?"):
        house.wait(60)
        house.hear(said(AMINA, AMINA.text(words, at=house.now)))
        house.answer()
    rolled_back_at = house.now + timedelta(minutes=1)
    subprocess.run([tools.path("pg_restore"), f"--dbname={restored}", "--exit-on-error", backup], check=True)

    with (
        psycopg.connect(url, autocommit=True) as condemned,
        psycopg.connect(restored, autocommit=True) as back,
    ):
        found = back.execute(LOST, [deployed_at, rolled_back_at]).fetchone()
        in_truth = condemned.execute(LOST, [deployed_at, rolled_back_at]).fetchone()
        loss = assess_loss(condemned, back, house.journal, since=deployed_at, until=rolled_back_at)

    assert found == (0,)
    assert in_truth is not None
    assert in_truth[0] >= 4
    told = loss.as_json()
    assert told["messages"]["lost"] == in_truth[0], told
